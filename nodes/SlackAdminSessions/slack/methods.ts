import type {
	AdminUsersListResponse,
	AdminUsersSessionGetSettingsResponse,
	AdminUsersSessionListResponse,
	AdminUsersSessionResetArguments,
	AuthTestResponse,
	UsersLookupByEmailArguments,
	UsersLookupByEmailResponse,
} from '@slack/web-api';

/** What every answer of Slack has. */
export interface Answer {
	ok: boolean;
}

/** Slack's methods: what each takes and answers. `token` is never an argument: it travels in the Authorization header alone. */
export interface Methods {
	/** https://docs.slack.dev/reference/methods/auth.test */
	'auth.test': { takes: Record<never, never>; answers: AuthTestResponse };
	/** https://docs.slack.dev/reference/methods/users.lookupByEmail */
	'users.lookupByEmail': {
		takes: Pick<UsersLookupByEmailArguments, 'email'>;
		answers: UsersLookupByEmailResponse;
	};
	/** https://docs.slack.dev/reference/methods/admin.users.list */
	'admin.users.list': {
		takes: { team_id?: string; is_active?: boolean; limit?: number; cursor?: string };
		answers: AdminUsersListResponse;
	};
	/** https://docs.slack.dev/reference/methods/admin.users.session.list */
	'admin.users.session.list': {
		takes: { user_id?: string; team_id?: string; limit?: number; cursor?: string };
		answers: AdminUsersSessionListResponse;
	};
	/**
	 * https://docs.slack.dev/reference/methods/admin.users.session.invalidate
	 *
	 * The SDK still types the retired form, with `team_id` alone. Slack's page of today asks for `user_id`.
	 */
	'admin.users.session.invalidate': {
		takes: { session_id: string | number } & ({ user_id: string } | { team_id: string });
		answers: Answer;
	};
	/** https://docs.slack.dev/reference/methods/admin.users.session.reset */
	'admin.users.session.reset': {
		takes: Pick<AdminUsersSessionResetArguments, 'user_id' | 'mobile_only' | 'web_only'>;
		answers: Answer;
	};
	/**
	 * https://docs.slack.dev/reference/methods/admin.users.session.resetBulk
	 *
	 * `ok` says that a job is queued, not that it is done.
	 */
	'admin.users.session.resetBulk': {
		takes: { user_ids: string[]; mobile_only?: boolean; web_only?: boolean };
		answers: Answer;
	};
	/** https://docs.slack.dev/reference/methods/admin.users.session.getSettings */
	'admin.users.session.getSettings': {
		takes: { user_ids: string[] };
		answers: AdminUsersSessionGetSettingsResponse;
	};
	/** https://docs.slack.dev/reference/methods/admin.users.session.setSettings. `duration` is in seconds. */
	'admin.users.session.setSettings': {
		takes: { user_ids: string[]; duration?: number; desktop_app_browser_quit?: boolean };
		answers: Answer;
	};
	/** https://docs.slack.dev/reference/methods/admin.users.session.clearSettings */
	'admin.users.session.clearSettings': { takes: { user_ids: string[] }; answers: Answer };
}

export type MethodName = keyof Methods;
