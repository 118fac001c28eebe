import type { AdminUsersSessionListResponse } from '@slack/web-api';

import { type Slack } from './call';
import { SlackFailure } from './failure';
import { findPeople } from './directory';
import { pages } from './pages';

export type Session = NonNullable<AdminUsersSessionListResponse['active_sessions']>[number];

/** The largest page that Slack gives of sessions. */
const PAGE = 1000;

/** Whose sessions are listed: all of the organisation's, or a user's in some workspaces. */
export type Scope = 'organisation' | { user_id: string; workspaces: string[] };

/** The same in the output, so that a list can be told from a whole list. */
export function describeScope(scope: Scope): string {
	return scope === 'organisation' ? scope : scope.workspaces.join(', ');
}

/**
 * The workspaces of each user: Slack lists a user's sessions by workspace. One scan of the organisation's users for all of them.
 *
 * @throws {SlackFailure} a user who is not in the list counts as `user_not_found` when asked for
 */
export async function findScopes(slack: Slack, userIds: string[]): Promise<(user_id: string) => Scope> {
	const people = await findPeople(slack, userIds, ({ id }) => id);
	return (user_id) => {
		const person = people.get(user_id);
		if (!person) throw new SlackFailure('admin.users.session.list', { kind: 'refused', status: 200, code: 'user_not_found' });
		const { workspaces = [] } = person;
		return workspaces.length === 0 ? 'organisation' : { user_id, workspaces };
	};
}

/**
 * The sessions within a scope, a page at a time. https://docs.slack.dev/reference/methods/admin.users.session.list
 *
 * @param most how many are wanted at the most: a smaller page is asked for then
 */
export async function* sessionsIn(slack: Slack, scope: Scope, most = PAGE): AsyncGenerator<Session[], void> {
	const limit = Math.min(most, PAGE);
	const lists = scope === 'organisation' ? [{}] : scope.workspaces.map((team_id) => ({ user_id: scope.user_id, team_id }));
	for (const list of lists) {
		for await (const { active_sessions = [] } of pages(slack, 'admin.users.session.list', { ...list, limit }, 'no_active_sessions')) yield active_sessions;
	}
}
