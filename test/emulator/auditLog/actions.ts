/** Names of actions that the log knows: a part of Slack's list. https://docs.slack.dev/reference/audit-logs-api/methods-actions-reference */
const actions = new Set([
	...['anomaly', 'bulk_session_reset_by_admin', 'cli_login', 'cli_logout', 'file_downloaded'],
	...['message_deleted', 'pref.anomaly_event_response_changed', 'pref.session_duration_changed'],
	...['pref.mobile_session_duration_changed', 'user_channel_join', 'user_created'],
	...['user_anomaly_event_response_allowlist_changed', 'user_deactivated', 'user_login'],
	...['user_login_failed', 'user_logout', 'user_logout_compromised'],
	...['user_logout_non_compliant_mobile_app_version', 'user_password_reset_by_admin'],
	...['user_password_reset_requested', 'user_password_reset_slack_security'],
	...['user_session_invalidated', 'user_session_reset_by_admin', 'user_session_settings_changed'],
	...['user_sessions_reset_by_anomaly_event_response', 'user_sessions_reset_by_circuit_breaker'],
]);

export function isAction(name: string): boolean {
	return actions.has(name);
}
