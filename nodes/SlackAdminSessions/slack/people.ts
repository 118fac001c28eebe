import { call, type Slack } from './call';
import { expectList } from './callError';
import type { Person, SlackUser } from './methods';
import { pages } from './pages';

/** Slack documents no larger page for this list. */
export const USERS_A_PAGE = 100;

/** https://docs.slack.dev/reference/methods/users.lookupByEmail */
export async function lookUpAddress(slack: Slack, email: string): Promise<SlackUser | undefined> {
	const { user } = await call(slack, 'users.lookupByEmail', { email });
	const { id, teams } = user?.enterprise_user ?? {};
	slack.people.learn({
		organisationId: id,
		ids: [user?.id],
		workspaces: teams?.length ? teams : undefined,
	});
	return user;
}

/** https://docs.slack.dev/reference/methods/users.info */
export async function lookUpId(slack: Slack, id: string): Promise<SlackUser | undefined> {
	const { user } = await call(slack, 'users.info', { user: id });
	const inOrganisation = user?.enterprise_user;
	slack.people.learn({
		organisationId: inOrganisation?.id,
		ids: [user?.id, id],
		workspaces: inOrganisation?.teams ?? [],
	});
	return user;
}

/** The ID by which the admin methods know a user: beside it, Slack's answer can hold one from a workspace. */
export function organisationId(user: SlackUser | undefined): string | undefined {
	return user?.enterprise_user?.id || user?.id;
}

/**
 * Reads the list of the organisation's users until everybody who is looked for has been found, once for all of them: Slack has no search.
 * https://docs.slack.dev/reference/methods/admin.users.list
 *
 * @param keyOf what a person is looked for by
 * @param mostPages how far to look at the most
 * @returns who was found, by key
 */
export async function findPeople(
	slack: Slack,
	wanted: Iterable<string>,
	keyOf: (person: Person) => string | undefined,
	only: { is_active?: boolean } = {},
	mostPages = Infinity,
): Promise<Map<string, Person>> {
	const missing = new Set(wanted);
	const found = new Map<string, Person>();
	if (missing.size === 0) return found;
	let pagesRead = 0;
	for await (const { users } of pages(slack, 'admin.users.list', {
		...only,
		limit: USERS_A_PAGE,
	})) {
		for (const person of expectList('admin.users.list', users)) {
			const key = keyOf(person);
			if (key !== undefined && missing.delete(key)) found.set(key, person);
		}
		if (missing.size === 0 || ++pagesRead >= mostPages) break;
	}
	return found;
}
