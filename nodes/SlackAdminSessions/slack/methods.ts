import type {
	AdminUsersListResponse,
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
	'users.lookupByEmail': { takes: Pick<UsersLookupByEmailArguments, 'email'>; answers: UsersLookupByEmailResponse };
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
}

export type MethodName = keyof Methods;
