import { aFewAtOnce } from './aFewAtOnce';
import { call, type Slack } from './call';
import { expectList, refusedWith } from './callError';
import type { Person, SlackUser, Takes } from './methods';
import { pages } from './pages';
import { profileOfPerson, profileOfUser, rankIn } from './profile';

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
		profile: user && profileOfUser(user),
	});
	return user;
}

/** https://docs.slack.dev/reference/methods/users.info */
export async function lookUpId(slack: Slack, id: string): Promise<SlackUser | undefined> {
	const { user } = await call(slack, 'users.info', { user: id }).catch((error: unknown) => {
		if (refusedWith(error, 'user_not_found')) slack.people.learnNobody(id);
		throw error;
	});
	const inOrganisation = user?.enterprise_user;
	slack.people.learn({
		organisationId: inOrganisation?.id,
		ids: [user?.id, id],
		workspaces: inOrganisation?.teams ?? [],
		profile: user && profileOfUser(user),
	});
	return user;
}

/** The ID by which the admin methods know a user: beside it, Slack's answer can hold one from a workspace. */
export function organisationId(user: SlackUser | undefined): string | undefined {
	return user?.enterprise_user?.id || user?.id;
}

/** How far the list of users is read for one user's role: administrators are among the first. */
const ROLE_PAGES = 20;

/** A user's role in the organisation, or `unknown`. What `users.info` says of the role in a workspace tells nothing of it. */
export async function roleOf(slack: Slack, id: string): Promise<string> {
	const { people } = slack;
	const user = await lookUpId(slack, id).catch(() => undefined);
	if (user?.enterprise_user) return rankIn(user.enterprise_user);
	const listed = await findPeople(
		slack,
		[people.personOf(id)],
		(person) => person.id && people.personOf(person.id),
		{},
		ROLE_PAGES,
	).catch(() => new Map<string, Person>());
	const [person] = listed.values();
	return person ? rankIn(person) : 'unknown';
}

/** The refusals that hold for the token, whomever it asks for. */
const OF_TOKEN = ['missing_scope', 'enterprise_is_restricted', 'team_access_not_granted'];

/** Whether Slack refuses the look-up of every user with this token. */
export function isRefusedForAll(error: unknown): boolean {
	return OF_TOKEN.some((code) => refusedWith(error, code));
}

/**
 * The workspaces of each user, none where Slack lists a user without any. Users whom Slack does not know are left out. Those of whom it does
 * not say where they are, are looked for in the list of the organisation's users, once for all of them.
 *
 * @param told called for each user of whom Slack does say, as soon as it has
 */
export async function findWorkspaces(
	slack: Slack,
	ids: string[],
	told: (id: string, workspaces: string[]) => void = () => undefined,
): Promise<Map<string, string[]>> {
	const { people } = slack;
	const nobody = new Set<string>();
	let refused = false;
	const tell = (id: string) => {
		const workspaces = people.workspacesOf(id);
		if (workspaces !== undefined && workspaces.length > 0) told(id, workspaces);
	};
	const unknown = new Set(ids.filter((id) => people.workspacesOf(id) === undefined));
	for (const id of ids) tell(id);
	await aFewAtOnce(
		unknown,
		async (id) => {
			await lookUpId(slack, id).catch((error: unknown) => {
				if (refusedWith(error, 'user_not_found')) nobody.add(id);
				else refused ||= isRefusedForAll(error);
			});
			tell(id);
		},
		() => refused,
	);
	const unsaid = ids.filter((id) => !nobody.has(id) && !people.workspacesOf(id)?.length);
	const listed = await findPeople(
		slack,
		unsaid.map((id) => people.personOf(id)),
		({ id }) => id && people.personOf(id),
	);
	const found = new Map<string, string[]>();
	for (const id of ids) {
		const workspaces = people.workspacesOf(id) ?? [];
		if (workspaces.length > 0 || listed.has(people.personOf(id))) found.set(id, workspaces);
	}
	return found;
}

type Listed = Pick<Takes<'admin.users.list'>, 'is_active' | 'include_deactivated_user_workspaces'>;

/** Those of the organisation's users who are looked for, by key: one reading of the list serves all of them. */
export async function findPeople(
	slack: Slack,
	wanted: Iterable<string>,
	keyOf: (person: Person) => string | undefined,
	only?: Listed,
	mostPages?: number,
): Promise<Map<string, Person>> {
	const found = new Map<string, Person>();
	for await (const [key, person] of peopleAmong(slack, new Set(wanted), keyOf, only, mostPages))
		found.set(key, person);
	return found;
}

/**
 * Reads the list of the organisation's users, since Slack has no search, and gives each of those who are looked for as they are found.
 * https://docs.slack.dev/reference/methods/admin.users.list
 *
 * @param missing who is looked for: whoever is found is taken out, and the reading ends once it is empty
 * @param keyOf what a person is looked for by
 * @param mostPages how far to look at the most
 */
export async function* peopleAmong(
	slack: Slack,
	missing: Set<string>,
	keyOf: (person: Person) => string | undefined,
	only: Listed = {},
	mostPages = Infinity,
): AsyncGenerator<[string, Person], void> {
	const method = 'admin.users.list';
	if (missing.size === 0) return;
	let pagesRead = 0;
	for await (const { users } of pages(slack, method, { ...only, limit: USERS_A_PAGE })) {
		for (const person of expectList(method, users)) {
			const key = keyOf(person);
			if (key === undefined || !missing.delete(key)) continue;
			const { id, workspaces } = person;
			slack.people.learn({
				organisationId: id,
				ids: [],
				workspaces: workspaces?.length ? workspaces : undefined,
				profile: profileOfPerson(person),
			});
			yield [key, person];
		}
		if (missing.size === 0 || ++pagesRead >= mostPages) return;
	}
}
