import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { origins } from '../nodes/SlackAdminSessions/slack/origin';
import { auditToken } from '../nodes/SlackAdminSessions/slack/token';
import { addToken, domainFields, notSlacks, OfOurNodes, rotatedNotice, whenBody } from './common';

const COPY_AGAIN =
	'Copy the User OAuth Token (xoxp-…) from the Slack app again. If it stays so, install the app on the organisation again, as an Org Owner, with the user scope auditlogs:read.';

/** A token that reads the audit log and can do nothing else. Slack alone: where GovSlack has its audit log, no public page says. */
export class SlackAuditLogsApi extends OfOurNodes implements ICredentialType {
	name = 'slackAuditLogsApi';

	displayName = 'Slack Audit Logs API';

	icon: Icon = {
		light: 'file:../nodes/SlackAdminSessions/slackAdminSessions.svg',
		dark: 'file:../nodes/SlackAdminSessions/slackAdminSessions.dark.svg',
	};

	documentationUrl =
		'https://github.com/slack-admin-sessions/n8n-nodes-slack-admin-sessions#the-slack-app';

	properties: INodeProperties[] = [
		{
			displayName:
				'The token comes from a Slack app of its own, which an Org Owner has installed on the organisation, with the one user scope auditlogs:read. The admin token does not belong here. <a href="https://github.com/slack-admin-sessions/n8n-nodes-slack-admin-sessions/blob/main/docs/slack-app.md" target="_blank">How to make it, step by step</a>',
			name: 'appNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Audit Log Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. xoxp-…',
			description:
				'The User OAuth Token of an Org Owner, from a Slack app with the user scope auditlogs:read that is installed on the organisation',
		},
		rotatedNotice(),
		...domainFields('api.slack.com'),
	];

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		return addToken(credentials, requestOptions, origins.slack.audit, auditToken);
	}

	test: ICredentialTestRequest = {
		request: {
			method: 'GET',
			baseURL: 'https://api.slack.com',
			url: '/audit/v1/logs?limit=1',
			disableFollowRedirect: true,
			// The audit log refuses by the status of HTTP, and n8n shows the body of such an answer to no rule otherwise.
			ignoreHttpStatusErrors: true,
		},
		rules: [
			...whenBody(
				'error',
				'user_not_authorized',
				'The user of this token is not an Org Owner, and the audit log takes the token of an Org Owner alone. Install the Slack app as an Org Owner and paste that token.',
			),
			...whenBody(
				'error',
				'missing_scope',
				'This token lacks the scope auditlogs:read. It belongs to a Slack app of its own, not to the one that ends sessions: make that app, install it on the organisation and paste its User OAuth Token.',
			),
			...['team_not_authorized', 'invalid_workspace'].flatMap((code) =>
				whenBody(
					'error',
					code,
					'This token is of a single workspace. Install the Slack app on the organisation, as an Org Owner, and paste that token.',
				),
			),
			...['token_revoked', 'account_inactive'].flatMap((code) =>
				whenBody(
					'error',
					code,
					'This token has been revoked, or its user is deactivated. Install the Slack app on the organisation again, as an active Org Owner, and paste the new token.',
				),
			),
			...whenBody(
				'error',
				'token_expired',
				'This token has expired. Token rotation is on in its Slack app, and cannot be switched off: make a new app, install it on the organisation and paste its User OAuth Token (xoxp-…).',
			),
			...whenBody(
				'error',
				'accesslimited',
				'The organisation limits from which addresses this token may be used. Add the address that n8n calls from to the IP allow list of the Slack app.',
			),
			...whenBody(
				'error',
				'feature_not_enabled',
				'The audit log is not part of this Slack plan. It needs an Enterprise plan.',
			),
			...['ratelimited', 'rate_limited'].flatMap((code) =>
				whenBody(
					'error',
					code,
					"Slack's rate limit is reached, so the token is not checked. All readers of the audit log share it: test again in a minute.",
				),
			),
			...['invalid_authentication', 'invalid_auth'].flatMap((code) =>
				whenBody(
					'error',
					code,
					`Slack does not accept this token: it may have been revoked, or be another app's. ${COPY_AGAIN}`,
				),
			),
			...['missing_authentication', 'not_authed'].flatMap((code) =>
				whenBody('error', code, `No token arrived at Slack. ${COPY_AGAIN}`),
			),
			...whenBody('ok', false, `Slack does not let this token read the audit log. ${COPY_AGAIN}`),
			// Slack's answer has a list of entries, and no `ok`.
			...[undefined, null].flatMap((nothing) => whenBody('entries', nothing, notSlacks)),
			...[String, Number, Boolean, Object].flatMap((kind) =>
				whenBody('entries.constructor', kind, notSlacks),
			),
		],
	};
}
