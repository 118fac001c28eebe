import type { Slack } from './call';
import { expectList, refusedWith } from './callError';
import type { Session } from './methods';
import { askOfToken } from './ownToken';
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

/** How many lists a user has, each at least one call. */
export function costOf({ workspaces, organisation }: Places): number {
	return workspaces.length + (organisation === undefined ? 0 : 1);
}

/** Whose sessions are listed: all of the organisation's, or a user's. */
export type Scope = 'organisation' | Places;

/**
 * Where the sessions of each user are listed. Users whom Slack does not know are left out.
 *
 * @param found told of each user's places as soon as they are known, for whoever cannot wait for all
 */
export async function findScopes(
	slack: Slack,
	userIds: string[],
	found?: (places: Places) => void,
): Promise<Map<string, Scope>> {
	if (userIds.length === 0) return new Map();
	const { enterprise_id: organisation } = await askOfToken(slack);
	const toScope = (user_id: string, workspaces: string[]): Scope =>
		workspaces.length > 0 && organisation ? { user_id, workspaces, organisation } : 'organisation';
	const workspacesOf = await findWorkspaces(slack, userIds, (user_id, workspaces) => {
		const scope = toScope(user_id, workspaces);
		if (scope !== 'organisation') found?.(scope);
	});
	return new Map([...workspacesOf].map(([id, workspaces]) => [id, toScope(id, workspaces)]));
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

/**
 * The refusals that can mean that Slack does not list sessions by the organisation's ID, which is undocumented: it knows no such workspace
 * (`team_not_found`, or `missing_team` where it passes over the ID), nobody may have one of this kind (`invalid_arguments`,
 * `enterprise_is_restricted`), the app or the user is not in it (`team_access_not_granted`, `access_denied`, `user_not_found`). Whatever of these
 * is wrong with the user or the token shows in the workspaces too. Any other refusal says nothing about the ID: Slack stumbled, or the token lacks
 * a right.
 */
const NOT_LISTED = [
	'team_not_found',
	'missing_team',
	'invalid_arguments',
	'enterprise_is_restricted',
	'team_access_not_granted',
	'access_denied',
	'user_not_found',
];

/** Whether Slack may have said that it does not list sessions by the ID that was given for a workspace. */
export function isNotListed(error: unknown): boolean {
	return NOT_LISTED.some((code) => refusedWith(error, code));
}

/**
 * All sessions of a user.
 *
 * @returns `whole`: whether the sessions of the organisation itself are among them
 * @throws {CallError} where a list could not be read
 */
export async function sessionsOf(
	slack: Slack,
	{ user_id, workspaces, organisation }: Places,
): Promise<{ sessions: Session[]; whole: boolean }> {
	// Kept by number: Slack may list a session under the organisation's ID and under a workspace's. Which it does is undocumented.
	const found = new Map<unknown, Session>();
	const read = async (team_id: string) => {
		for await (const page of sessionsIn(slack, user_id, team_id))
			for (const session of page) found.set(session.session_id ?? session, session);
		return true;
	};
	const whole =
		organisation !== undefined &&
		(await read(organisation).catch((error: unknown) => {
			if (found.size === 0 && isNotListed(error)) return false;
			throw error;
		}));
	for (const team_id of workspaces) await read(team_id);
	return { sessions: [...found.values()], whole };
}

/**
 * What Slack lists of a user in one workspace, a page at a time.
 *
 * @param team_id the workspace, or the organisation's own ID
 */
export async function* sessionsIn(
	slack: Slack,
	user_id: string,
	team_id: string,
): AsyncGenerator<Session[], void> {
	yield* sessionPages(slack, { user_id, team_id }, SESSIONS_A_PAGE);
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
