import type { User } from '../parameters/user';
import type { Slack } from '../slack/call';
import { inTime } from '../slack/inTime';
import { BEFORE_A_RESET } from '../slack/policy';
import { findScopes, type Places } from '../slack/sessions';
import { listOrganisation, OF_OTHERS, OwnLists, UNHEARD_OF, type Listing } from './listing';

/** Up to so many users, each one's own lists are read; for more, the whole organisation's list is cheaper. */
const FEW = 10;

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

/** Chooses the lists that are read: those of the users, or the organisation's. */
async function list(slack: Slack, users: User[], before: Before): Promise<void> {
	const { listing, places } = before;
	let ids = [...new Set(users.map(({ id }) => id))];
	if (ids.length <= FEW) {
		ids = await listOwn(slack, ids, before);
		if (ids.every((id) => listing.has(id) && listing.get(id)?.gap === undefined)) return;
	}
	before.pages = await listOrganisation(slack, ids, listing);
	const known = new Set(users.flatMap(({ id, email }) => (email === undefined ? [] : [id])));
	for (const id of ids) {
		const seen = listing.get(id);
		if (seen?.sessions.size !== 0) continue;
		// An ID that nobody has is in no list either.
		if (seen.others > 0) seen.gap = OF_OTHERS;
		else if (!places.has(id) && !known.has(id)) seen.gap = UNHEARD_OF;
	}
}

/** Reads each user's own lists as soon as it is known where they are. @returns the users whom Slack knows, or all where it does not say */
async function listOwn(slack: Slack, ids: string[], before: Before): Promise<string[]> {
	const { listing, places } = before;
	const lists = new OwnLists(slack, 'before');
	const reading: Array<Promise<void>> = [];
	const readOnce = (each: Places) => {
		if (places.has(each.user_id)) return;
		places.set(each.user_id, each);
		reading.push(lists.read(each, listing));
	};
	const scopes = await findScopes(slack, ids, readOnce).catch(() => undefined);
	for (const scope of scopes?.values() ?? []) if (scope !== 'organisation') readOnce(scope);
	await Promise.all(reading);
	return scopes ? [...scopes.keys()] : ids;
}
