import { call, type Slack } from './call';
import { CallError, expectList } from './callError';
import type { Session } from './methods';
import { pages } from './pages';
import { findWorkspaces } from './people';

/** The largest page that Slack gives of sessions. */
const SESSIONS_A_PAGE = 1000;

/**
 * Where a user's sessions are: Slack lists them by workspace. A session can belong to the organisation itself (`E…`) and to none of its workspaces,
 * as the one in Slack's own example does.
 */
export interface Places {
	user_id: string;
	workspaces: string[];
	organisation?: string;
}

/** Whose sessions are listed: all of the organisation's, or a user's. */
export type Scope = 'organisation' | Places;

/** Where the sessions of each user are listed. Users whom Slack does not know are left out. */
export async function findScopes(slack: Slack, userIds: string[]): Promise<Map<string, Scope>> {
	if (userIds.length === 0) return new Map();
	const { enterprise_id } = await call(slack, 'auth.test', {});
	return new Map(
		[...(await findWorkspaces(slack, userIds))].map(([user_id, workspaces]): [string, Scope] => {
			const listable = workspaces.length > 0 && enterprise_id;
			return [
				user_id,
				listable ? { user_id, workspaces, organisation: enterprise_id } : 'organisation',
			];
		}),
	);
}

/**
 * The sessions of the whole organisation, a page at a time.
 *
 * @param most how many are wanted at the most: a smaller page is asked for then
 */
export async function* sessionsOfAll(
	slack: Slack,
	most = SESSIONS_A_PAGE,
): AsyncGenerator<Session[], void> {
	yield* sessionPages(slack, {}, Math.min(most, SESSIONS_A_PAGE));
}

/** @returns `whole`: whether the sessions of the organisation itself are among them */
export async function sessionsOf(
	slack: Slack,
	{ user_id, workspaces, organisation }: Places,
): Promise<{ sessions: Session[]; whole: boolean }> {
	// Kept by number: Slack may list a session under the organisation's ID and under a workspace's. Which it does is undocumented.
	const found = new Map<unknown, Session>();
	const read = async (team_id: string) => {
		for await (const page of sessionPages(slack, { user_id, team_id }, SESSIONS_A_PAGE))
			for (const session of page) found.set(session.session_id ?? session, session);
		return true;
	};
	const whole =
		organisation !== undefined &&
		(await read(organisation).catch((error: unknown) => {
			// Also undocumented: whether Slack accepts that ID here. What is wrong with the user or the token shows in the workspaces too.
			if (found.size === 0 && error instanceof CallError && error.trouble.kind === 'refused')
				return false;
			throw error;
		}));
	for (const team_id of workspaces) await read(team_id);
	return { sessions: [...found.values()], whole };
}

/** https://docs.slack.dev/reference/methods/admin.users.session.list */
async function* sessionPages(
	slack: Slack,
	whose: { user_id?: string; team_id?: string },
	limit: number,
): AsyncGenerator<Session[], void> {
	const method = 'admin.users.session.list';
	for await (const { active_sessions } of pages(
		slack,
		method,
		{ ...whose, limit },
		'no_active_sessions',
	))
		yield expectList(method, active_sessions);
}
