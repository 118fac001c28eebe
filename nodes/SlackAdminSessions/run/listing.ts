import { aFewAtOnce } from '../slack/aFewAtOnce';
import type { Slack } from '../slack/call';
import { explain } from '../slack/explain';
import type { Session } from '../slack/methods';
import { rest } from '../slack/patience';
import { PART_OF_TIMEOUT, timing } from '../slack/policy';
import { isNotListed, sessionsIn, sessionsOfAll, type Places } from '../slack/sessions';

/** What was listed of a user's sessions. */
export interface Seen {
	/** By number. */
	sessions: Map<unknown, Session>;
	/** Where Slack listed them: workspaces, or the organisation itself. */
	places: Set<string>;
	/** How many of another user Slack gave among them. */
	others: number;
	/** Why these may not be all of them. Unset where they are. */
	gap?: string;
}

/** Why a list may not be whole, as the end of a sentence. None where it is. */
type Gap = string | undefined;

/** By user. Whoever could not be listed has no entry. */
export type Listing = Map<string, Seen>;

const CUT_SHORT = 'the list was not read to its end in time';

const NOT_OF_ORGANISATION =
	'only those in workspaces were, since Slack did not list those of the organisation itself for one user, and the list of the whole organisation could not be read';

/** The gap of a user who is in no list: there may be no such user. */
export const UNHEARD_OF = 'no list names this user, and Slack did not say whether it knows the ID';

/** Sessions of another ID may be this user's: a person can have two IDs. */
export const OF_OTHERS = 'Slack listed no session of this user, but sessions of another user ID';

/** How many users are listed at once. A list that hangs or is turned away holds up no other user's. */
const USERS_AT_ONCE = 8;

/** How a session is told from another. One without a number is only like itself. */
function keyOf(session: Session): unknown {
	const { session_id } = session;
	return session_id === undefined || session_id === null ? session : String(session_id);
}

export function has(seen: Seen, session: Session): boolean {
	return seen.sessions.has(keyOf(session));
}

/** Until the list has come to its end, it counts as cut short. */
function entryOf(listing: Listing, id: string): Seen {
	const entry = listing.get(id) ?? {
		sessions: new Map<unknown, Session>(),
		places: new Set<string>(),
		others: 0,
		gap: CUT_SHORT,
	};
	listing.set(id, entry);
	return entry;
}

function add({ sessions, places }: Seen, session: Session, place: string | undefined): void {
	sessions.set(keyOf(session), session);
	if (place !== undefined) places.add(place);
}

/**
 * Reads the list of the whole organisation. What was read counts also where the list breaks off.
 *
 * @returns how many pages it has
 * @throws {CallError} where it breaks off
 */
export async function listOrganisation(
	slack: Slack,
	ids: string[],
	listing: Listing,
): Promise<number> {
	const { people } = slack;
	const byPerson = new Map<string, string[]>();
	for (const id of ids) {
		const person = people.personOf(id);
		byPerson.set(person, [...(byPerson.get(person) ?? []), id]);
	}
	let pages = 0;
	for await (const page of sessionsOfAll(slack)) {
		pages++;
		for (const session of page)
			for (const id of byPerson.get(people.personOf(session.user_id ?? '')) ?? [])
				add(entryOf(listing, id), session, session.team_id);
	}
	for (const id of ids) delete entryOf(listing, id).gap;
	return pages;
}

/** Reads the lists of single users. A list that cannot be read is a gap of that user alone. */
export class OwnLists {
	/** What came of the first list by the organisation's ID. */
	private first?: Promise<Gap>;

	/**
	 * @param when before a reset, all sessions are looked for, and what is found counts beside a gap too. After it, what was seen before is looked
	 * for: a list with a gap is of no use then
	 */
	constructor(
		private readonly slack: Slack,
		private readonly when: 'before' | 'after',
	) {}

	async readAll(places: Places[], listing: Listing): Promise<void> {
		await aFewAtOnce(
			places,
			async (ofUser) => await this.read(ofUser, listing),
			() => this.slack.patience.stopped,
			USERS_AT_ONCE,
		);
	}

	async read(places: Places, listing: Listing): Promise<void> {
		const gap = await this.readPlaces(places, listing);
		const seen =
			this.when === 'after' ? entryOf(listing, places.user_id) : listing.get(places.user_id);
		// The gap that stands there says that the time was up.
		if (!seen || this.slack.patience.stopped) return;
		const isOfOthers = this.when === 'before' && seen.sessions.size === 0 && seen.others > 0;
		delete seen.gap;
		if (gap !== undefined) seen.gap = gap;
		else if (isOfOthers) seen.gap = OF_OTHERS;
	}

	/** Slack may list everything by the organisation's ID: whoever is first asks for it first, and the others read their workspaces meanwhile. */
	private async readPlaces(places: Places, listing: Listing): Promise<Gap> {
		const { user_id, workspaces, organisation } = places;
		const all = this.first ? [...workspaces, organisation] : [organisation, ...workspaces];
		let gap: Gap;
		for (const place of all) {
			if (place === undefined || (gap !== undefined && this.when === 'after')) continue;
			const found =
				place === organisation
					? await this.readOrganisation(user_id, place, listing)
					: await readPlace(this.slack, user_id, place, listing);
			if (found === NOT_OF_ORGANISATION) delete places.organisation;
			if (found !== NOT_OF_ORGANISATION || this.when === 'before') gap = found ?? gap;
		}
		return gap;
	}

	/** Where Slack does not take the ID for one user, it is not asked again for each: its limit is 20 calls a minute. */
	private async readOrganisation(user_id: string, id: string, listing: Listing): Promise<Gap> {
		const earlier = this.first && (await inAWhile(this.first));
		if (earlier === NOT_OF_ORGANISATION) return earlier;
		const mine = readPlace(this.slack, user_id, id, listing, NOT_OF_ORGANISATION);
		this.first ??= mine;
		return await mine;
	}
}

/** @param notListed the gap where Slack does not list by this ID */
async function readPlace(
	slack: Slack,
	user_id: string,
	place: string,
	listing: Listing,
	notListed?: Gap,
): Promise<Gap> {
	let any = false;
	try {
		for await (const page of sessionsIn(slack, user_id, place)) {
			any = true;
			const seen = entryOf(listing, user_id);
			for (const session of page) {
				if (slack.people.isSame(session.user_id ?? user_id, user_id)) add(seen, session, place);
				else seen.others++;
			}
		}
	} catch (error) {
		return notListed !== undefined && !any && isNotListed(error) ? notListed : couldNot(error);
	}
	entryOf(listing, user_id);
	return undefined;
}

export function couldNot(error: unknown): string {
	return `a list could not be read (${explain(error, {}).code})`;
}

/** What a promise gives, or nothing where it takes long. */
async function inAWhile<T>(promise: Promise<T>): Promise<T | undefined> {
	const over = new AbortController();
	const tooLong = rest(PART_OF_TIMEOUT.first * timing.timeout, over.signal);
	const found = await Promise.race([promise, tooLong.then(() => undefined)]);
	over.abort();
	return found;
}
