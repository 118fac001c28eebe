import type { INodePropertyOptions } from 'n8n-workflow';

/** What can be waited for, by the values of the parameter Events; what must not wait for the others comes first. */
export const eventKinds = ['anomaly', 'sessionsEnded', 'signIn'] as const;

export type EventKind = (typeof eventKinds)[number];

/** Slack's actions of each kind. https://docs.slack.dev/reference/audit-logs-api/methods-actions-reference */
export const actionsOf: Record<EventKind, readonly string[]> = {
	anomaly: ['anomaly'],
	sessionsEnded: [
		'bulk_session_reset_by_admin',
		'user_logout_compromised',
		'user_logout_non_compliant_mobile_app_version',
		'user_session_invalidated',
		'user_session_reset_by_admin',
		'user_sessions_reset_by_anomaly_event_response',
		'user_sessions_reset_by_circuit_breaker',
	],
	signIn: ['user_login'],
};

export const eventOptions: INodePropertyOptions[] = [
	{
		name: 'Anomaly',
		value: 'anomaly',
		description: 'Slack finds something odd about what a user or an app does',
	},
	{
		name: 'Sessions Ended',
		value: 'sessionsEnded',
		description:
			'Sessions were ended by an administrator, one by one or in bulk, by Slack, or because of the device. A user whom a reset in bulk did not reach has the reason failed_users.',
	},
	{ name: 'Sign-In', value: 'signIn', description: 'A user signs in: a new session' },
];

/** Slack's reasons for an anomaly, as a responder reads them. https://docs.slack.dev/reference/audit-logs-api/anomalous-events-reference */
export const reasonOptions: INodePropertyOptions[] = [
	{
		name: 'Excessive Downloads',
		value: 'excessive_downloads',
		description: 'Far more files were downloaded than usual',
	},
	{
		name: 'Excessive File Shares',
		value: 'excessive_file_shares',
		description: 'Far more files were shared than usual',
	},
	{
		name: 'Excessive Malware Uploads',
		value: 'excessive_malware_uploads',
		description: 'Several files with malware were uploaded',
	},
	{
		name: 'IP Address',
		value: 'ip_address',
		description: 'The address is none of the usual ones. Alone, mostly somebody who travels.',
	},
	{
		name: 'Network (ASN)',
		value: 'asn',
		description:
			'The address belongs to a network that is unusual or suspect, such as a data center',
	},
	{
		name: 'Potential Spam',
		value: 'potential_spam',
		description: 'So many calls of one kind that they disturb others',
	},
	{
		name: 'Search Volume',
		value: 'search_volume',
		description: 'Far more searches than usual. Slack has not reported it since 2025.',
	},
	{
		name: 'Session Fingerprint',
		value: 'session_fingerprint',
		description:
			"The session's cookie does not fit the device or its own age: strong sign of a stolen cookie",
	},
	{
		name: 'Spoofed User Agent',
		value: 'spoofed_user_agent',
		description: 'A program claims to be a browser or client that it is not',
	},
	{
		name: 'Tor',
		value: 'tor',
		description: 'The address is an exit of the Tor network, which hides where somebody is',
	},
	{
		name: 'Unexpected Admin Action',
		value: 'unexpected_admin_action',
		description: 'An administrator did what they do not usually do',
	},
	{
		name: 'Unexpected API Call Volume',
		value: 'unexpected_api_call_volume',
		description: 'Far more API calls than usual, or of an unusual kind',
	},
	{
		name: 'Unexpected Client',
		value: 'unexpected_client',
		description: 'The client is not the one that it claims to be',
	},
	{
		name: 'Unexpected Credential Testing',
		value: 'unexpected_credential_testing',
		description: 'An app tries out tokens, as an attacker does who has found some',
	},
	{
		name: 'Unexpected Message Deletion',
		value: 'unexpected_message_deletion',
		description: 'Far more messages were deleted than usual',
	},
	{
		name: 'Unexpected Scraping',
		value: 'unexpected_scraping',
		description: 'Contents are read in bulk, as by a program that copies them',
	},
	{
		name: 'Unexpected User Agent',
		value: 'unexpected_user_agent',
		description: 'The browser or client is one that no user is expected to have',
	},
	{
		name: 'User Agent',
		value: 'user_agent',
		description:
			'The browser or client changed in an odd way, for example to an older version of itself',
	},
];

/** Of which kind an entry is. */
export function kindOf(action: string): EventKind | undefined {
	return eventKinds.find((kind) => actionsOf[kind].includes(action));
}
