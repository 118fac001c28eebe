import type {
	AdminUsersListResponse,
	AdminUsersSessionGetSettingsResponse,
	AdminUsersSessionListResponse,
	AdminUsersSessionResetArguments,
	AuthTestResponse,
	UsersInfoArguments,
	UsersInfoResponse,
	UsersLookupByEmailArguments,
} from '@slack/web-api';

import { metadata, person, session, user } from './answerKinds';
import { readAuditLog } from './answer';
import { auditCodes } from './auditCodes';
import { auditPageKind, type AuditEntry } from './auditEntry';
import { list, maybe, object, text } from './kinds';
import { changes, ofKind, reads, type Method, type Subject } from './methodKinds';

export type Session = NonNullable<AdminUsersSessionListResponse['active_sessions']>[number];

export type Person = NonNullable<AdminUsersListResponse['users']>[number];

export type SlackUser = NonNullable<UsersInfoResponse['user']>;

const sessionsOf = ({ user_id }: Subject) => `sessions of user ${user_id}`;
const settingsOf = ({ user_id }: Subject) => `session settings of user ${user_id}`;

const LOOK = 'List the sessions to see where things stand, or run the workflow again';
const LOOK_AT_SESSIONS = `${LOOK}. Running it again also ends sessions that were opened since.`;
const LOOK_AT_SETTINGS =
	'Read the settings with Get to see where things stand, or run the workflow again: to set or clear them twice does no harm.';

/**
 * Slack's methods, one entry each. Slack takes what `takes` says as a form; `token` is never among it, since it travels in the Authorization
 * header alone. Adding a method is one entry here.
 */
export const methods = {
	/** https://docs.slack.dev/reference/methods/auth.test */
	'auth.test': reads<Record<never, never>, AuthTestResponse>(
		() => 'The user of the token could not be looked up',
		object({ user_id: maybe(text), enterprise_id: maybe(text) }),
	),

	/** https://docs.slack.dev/reference/methods/users.lookupByEmail */
	'users.lookupByEmail': reads<Pick<UsersLookupByEmailArguments, 'email'>, UsersInfoResponse>(
		({ email }) => `The user with the address ${email} could not be looked up`,
		object({ user }),
	),

	/** https://docs.slack.dev/reference/methods/users.info */
	'users.info': reads<Pick<UsersInfoArguments, 'user'>, UsersInfoResponse>(
		({ user_id }) => `User ${user_id} could not be looked up`,
		object({ user }),
	),

	/** https://docs.slack.dev/reference/methods/admin.users.list */
	'admin.users.list': reads<
		{
			team_id?: string;
			/** Slack takes it for true where it is left out. */
			is_active?: boolean;
			/** Otherwise Slack names no workspace of a deactivated user. It goes without `team_id` only. */
			include_deactivated_user_workspaces?: boolean;
			limit?: number;
			cursor?: string;
		},
		AdminUsersListResponse
	>(
		() => 'The users of the organisation could not be listed',
		object({ users: list(person), response_metadata: metadata }),
	),

	/** https://docs.slack.dev/reference/methods/admin.users.session.list */
	'admin.users.session.list': reads<
		{ user_id?: string; team_id?: string; limit?: number; cursor?: string },
		AdminUsersSessionListResponse
	>(
		({ user_id }) =>
			`The sessions of ${user_id === undefined ? 'the organisation' : `user ${user_id}`} could not be listed`,
		object({ active_sessions: list(session), response_metadata: metadata }),
	),

	/**
	 * https://docs.slack.dev/reference/methods/admin.users.session.invalidate
	 *
	 * Slack's SDK still types the retired form, with `team_id` alone. Slack's page of today asks for `user_id`.
	 */
	'admin.users.session.invalidate': changes<
		{ session_id: string | number } & ({ user_id: string } | { team_id: string })
	>(nameSession, ['was', 'ended'], `${LOOK}. That ends no other session.`),

	/** https://docs.slack.dev/reference/methods/admin.users.session.reset */
	'admin.users.session.reset':
		resets<Pick<AdminUsersSessionResetArguments, 'user_id' | 'mobile_only' | 'web_only'>>('reset'),

	/**
	 * https://docs.slack.dev/reference/methods/admin.users.session.resetBulk
	 *
	 * `ok` says that a job is queued, not that it is done.
	 */
	'admin.users.session.resetBulk': resets<{
		user_ids: string[];
		mobile_only?: boolean;
		web_only?: boolean;
	}>('put in line for a reset', true),

	/** https://docs.slack.dev/reference/methods/admin.users.session.getSettings */
	'admin.users.session.getSettings': reads<
		{ user_ids: string[] },
		AdminUsersSessionGetSettingsResponse
	>(
		(about) => `The ${settingsOf(about)} could not be read`,
		object({
			session_settings: list(object({ user_id: maybe(text) })),
			no_settings_applied: maybe(list(text)),
		}),
		true,
	),

	/** https://docs.slack.dev/reference/methods/admin.users.session.setSettings. `duration` is in seconds. */
	'admin.users.session.setSettings': changes<{
		user_ids: string[];
		duration?: number;
		desktop_app_browser_quit?: boolean;
	}>(settingsOf, ['were', 'set'], LOOK_AT_SETTINGS, true),

	/** https://docs.slack.dev/reference/methods/admin.users.session.clearSettings */
	'admin.users.session.clearSettings': changes<{ user_ids: string[] }>(
		settingsOf,
		['were', 'cleared'],
		LOOK_AT_SETTINGS,
		true,
	),

	/**
	 * Newest first. Times are in Unix seconds, both included; `action` is a list with commas. A cursor does not remember them.
	 * https://docs.slack.dev/reference/audit-logs-api
	 */
	'audit/v1/logs': {
		...reads<
			{
				oldest?: number;
				latest?: number;
				action?: string;
				actor?: string;
				entity?: string;
				limit?: number;
				cursor?: string;
			},
			{ entries: AuditEntry[]; response_metadata?: { next_cursor?: string | null } | null }
		>(() => "Slack's audit log could not be read", auditPageKind),
		verb: 'GET',
		host: 'audit',
		path: (name) => `/${name}`,
		page: () => 'https://docs.slack.dev/reference/audit-logs-api/methods-actions-reference',
		readAnswer: ofKind(readAuditLog, auditPageKind),
		codes: auditCodes,
	},
} satisfies Record<string, Method<object, unknown>>;

/** Ends all sessions that a user has by then. @param done what is done to them */
function resets<Takes extends object>(done: string, ofMany = false) {
	return {
		...changes<Takes>(sessionsOf, ['were', done], LOOK_AT_SESSIONS, ofMany),
		endsNewOnesToo: true,
	} as const;
}

function nameSession({ session_id, user_id, team_id }: Subject): string {
	return `session ${session_id} of ${user_id === undefined ? `workspace ${team_id}` : `user ${user_id}`}`;
}

export type MethodName = keyof typeof methods;

type TypesOf<M extends MethodName> = NonNullable<(typeof methods)[M]['types']>;

/** The arguments of a method. */
export type Takes<M extends MethodName> = TypesOf<M>['takes'];

/** What Slack answers with `ok: true`. */
export type Answers<M extends MethodName> = TypesOf<M>['answers'];
