import type { User } from '../parameters/user';
import { aFewAtOnce } from '../slack/aFewAtOnce';
import type { Slack } from '../slack/call';
import { inTime } from '../slack/inTime';
import { BEFORE_A_RESET, LISTS_A_MINUTE } from '../slack/policy';
import { costOf, findScopes, type Places } from '../slack/sessions';
import { listOrganisation, OF_OTHERS, OwnLists, UNHEARD_OF, type Listing } from './listing';

/** What was seen before a reset. */
export interface Before {
	listing: Listing;
	/** Where the sessions of a user can be, as far as Slack was asked. */
	places: Map<string, Places>;
	/** How many pages the organisation's list has, where it was read to its end. */
	pages: number;
}

/** Lists the sessions before a reset. It holds the reset up for 30 seconds at the most: then the reset goes on with what was read by then. */
export async function lookBefore(slack: Slack, users: User[]): Promise<Before> {
	const before: Before = { listing: new Map(), places: new Map(), pages: Infinity };
	await inTime(slack, BEFORE_A_RESET, async (own) => await list(own, users, before));
	return before;
}

/** Chooses the lists that are read: those of the users while they fit into Slack's quota of a minute, and the organisation's where that is cheaper. */
async function list(slack: Slack, users: User[], before: Before): Promise<void> {
	const { listing, places } = before;
	let ids = [...new Set(users.map(({ id }) => id))];
	let left: Places[] = [];
	// A user has two lists at the least, one of them the organisation's.
	if (2 * ids.length <= LISTS_A_MINUTE) {
		({ ids, left } = await listOwn(slack, ids, before));
		if (ids.every((id) => listing.has(id) && listing.get(id)?.gap === undefined)) return;
	}
	// A refusal may be of the moment. The list is begun again once, while there is time.
	const pages = await listOrganisation(slack, ids, listing)
		.catch(async () => await listOrganisation(slack, ids, listing))
		.catch(() => undefined);
	if (pages === undefined) return await listLeft(slack, left, listing);
	before.pages = pages;
	const known = new Set(users.flatMap(({ id, email }) => (email === undefined ? [] : [id])));
	for (const id of ids) {
		const seen = listing.get(id);
		if (seen?.sessions.size !== 0) continue;
		// An ID that nobody has is in no list either.
		if (seen.others > 0) seen.gap = OF_OTHERS;
		else if (!places.has(id) && !known.has(id)) seen.gap = UNHEARD_OF;
	}
}

/**
 * Reads each user's own lists as soon as it is known where they are, while they fit into the quota of a minute. The others follow if the quota of
 * another minute, which may begin meanwhile, is enough for them.
 *
 * @returns `ids`: the users whom Slack knows, or all where it does not say; `left`: whose lists have not been read, since there are too many
 */
async function listOwn(
	slack: Slack,
	ids: string[],
	{ listing, places }: Before,
): Promise<{ ids: string[]; left: Places[] }> {
	const lists = new OwnLists(slack, 'before');
	const reading: Array<Promise<void>> = [];
	const left: Places[] = [];
	let quota = LISTS_A_MINUTE;
	const readOnce = (each: Places) => {
		if (places.has(each.user_id)) return;
		places.set(each.user_id, each);
		if (costOf(each) > quota) {
			left.push(each);
			return;
		}
		quota -= costOf(each);
		reading.push(lists.read(each, listing));
	};
	const scopes = await findScopes(slack, ids, readOnce).catch(() => undefined);
	for (const scope of scopes?.values() ?? []) if (scope !== 'organisation') readOnce(scope);
	await Promise.all(reading);
	const known = scopes ? [...scopes.keys()] : ids;
	const calls = left.reduce((sum, each) => sum + costOf(each), 0);
	if (calls > quota + LISTS_A_MINUTE) return { ids: known, left };
	await listLeft(slack, left, listing);
	return { ids: known, left: [] };
}

/** Two at a time: the lists of a few are read to their end before those of the next, and one that hangs does not hold up all. */
async function listLeft(slack: Slack, left: Places[], listing: Listing): Promise<void> {
	const lists = new OwnLists(slack, 'before');
	await aFewAtOnce(
		left,
		async (each) => await lists.read(each, listing),
		() => slack.patience.stopped,
		2,
	);
}
