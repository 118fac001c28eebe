import { codes } from '../../nodes/SlackAdminSessions/slack/codes';
import { pointNames, pointOf } from './points';
import { READING } from './slack';

/** The fields of a record that Slack's answers fill: a value in any other field is left out. */
export const ALLOWED = new Set([
	'ok',
	'error',
	'response_metadata',
	'messages',
	// Who somebody is
	'user',
	'users',
	'id',
	'enterprise_user',
	'enterprise_id',
	'teams',
	'workspaces',
	'deleted',
	'is_active',
	'is_bot',
	'is_admin',
	'is_owner',
	'is_primary_owner',
	'is_restricted',
	'is_ultra_restricted',
	'is_enterprise_install',
	// Sessions and their settings
	'active_sessions',
	'user_id',
	'team_id',
	'session_id',
	'created',
	'recent',
	'device_hardware',
	'os',
	'os_version',
	'slack_client_version',
	'ip',
	'session_settings',
	'no_settings_applied',
	'duration',
	'desktop_app_browser_quit',
	// The audit log
	'entries',
	'action',
	'actor',
	'entity',
	'type',
	'context',
	'date_create',
	// Where a bulk reset may name whom it failed for
	'failed_user_ids',
	'failed_users',
	'failures',
	'failed',
	'errors',
	'details',
	'invalid_user_ids',
]);

/** What a call may hold beside them. */
const SENT = ['user_ids', 'email', 'limit', 'mobile_only', 'is_active'];

const SCOPES = [
	'admin.users:read',
	'admin.users:write',
	'users:read',
	'users:read.email',
	'auditlogs:read',
];

export const knownScopes = (header: string): string[] =>
	header
		.split(',')
		.map((scope) => scope.trim())
		.filter((scope) => SCOPES.includes(scope));

const METHODS = [
	...READING,
	'admin.users.session.setSettings',
	'admin.users.session.clearSettings',
	'admin.users.session.invalidate',
	'admin.users.session.reset',
	'admin.users.session.resetBulk',
];

/** What stands in a record whichever organisation it is of. */
export const WORDS: ReadonlySet<string> = new Set([
	...ALLOWED,
	...SENT,
	...SCOPES,
	...METHODS,
	...Object.keys(codes),
	'failed_for_some_users',
	...pointNames,
	...pointNames.flatMap((name) => Object.keys(pointOf(name).answers)),
	...pointNames.flatMap((name) =>
		Object.values(pointOf(name).answers).flatMap(({ settles = {} }) =>
			Object.entries(settles).flatMap(([key, value]) => [key, String(value)]),
		),
	),
	'point',
	'day',
	'answer',
	'settles',
	'exchanges',
	'method',
	'sent',
	'status',
	'retry_after',
	'scopes',
	'true',
	'false',
	'101',
	'100',
	'another_code',
	'user_login',
	'user_session_reset_by_admin',
	'',
]);

/** A place that Slack points at, without what it says of it. */
export const POINTERS =
	/\[json-pointer:\/(?:user_ids|limit|user_id|team_id|session_id)(?:\/\d{1,3})?\]/g;
