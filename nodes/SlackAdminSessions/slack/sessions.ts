import type { AdminUsersSessionListResponse } from '@slack/web-api';

import { call, type Slack } from './call';
import { findPeople } from './people';
import { given, SlackFailure } from './trouble';
import { pages } from './pages';

export type Session = NonNullable<AdminUsersSessionListResponse['active_sessions']>[number];

/** The largest page that Slack gives of sessions. */
const PAGE = 1000;

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

/** Where the sessions of each user are listed, without those who are in no list of users. One scan of the organisation's users for all of them. */
export async function findScopes(slack: Slack, userIds: string[]): Promise<Map<string, Scope>> {
	if (userIds.length === 0) return new Map();
	const { enterprise_id } = await call(slack, 'auth.test', {});
	const people = await findPeople(slack, userIds, ({ id }) => id);
	return new Map(
		[...people].map(([user_id, { workspaces }]): [string, Scope] => {
			const listable = workspaces && workspaces.length > 0 && enterprise_id;
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
export async function* sessionsOfAll(slack: Slack, most = PAGE): AsyncGenerator<Session[], void> {
	yield* sessionPages(slack, {}, Math.min(most, PAGE));
}

/** @returns `whole`: whether the sessions of the organisation itself are among them */
export async function sessionsOf(
	slack: Slack,
	{ user_id, workspaces, organisation }: Places,
): Promise<{ sessions: Session[]; whole: boolean }> {
	// By number: whether Slack lists those of the workspaces under the organisation's id too is not documented.
	const found = new Map<unknown, Session>();
	const read = async (team_id: string) => {
		for await (const page of sessionPages(slack, { user_id, team_id }, PAGE))
			for (const session of page) found.set(session.session_id ?? session, session);
		return true;
	};
	const whole =
		organisation !== undefined &&
		(await read(organisation).catch((failure: unknown) => {
			// Nor is it whether Slack takes that id here at all. What is wrong with the user or the token shows in the workspaces too.
			if (found.size === 0 && failure instanceof SlackFailure && failure.trouble.kind === 'refused')
				return false;
			throw failure;
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
		yield given(method, active_sessions);
}
