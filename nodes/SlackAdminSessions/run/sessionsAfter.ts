import type { Slack } from '../slack/call';
import { inTime } from '../slack/inTime';
import {
	AFTER_A_RESET,
	BEFORE_A_RESET,
	LOOKS_IN_VAIN,
	SECOND,
	VERIFY_PAUSE,
} from '../slack/policy';
import { costOf, findScopes, type Places } from '../slack/sessions';
import {
	couldNot,
	listOrganisation,
	OwnLists,
	UNHEARD_OF,
	type Listing,
	type Seen,
} from './listing';
import type { Before } from './sessionsBefore';

/** What was seen of a user after a reset. */
export interface Later {
	/** The newest list that was read to its end. */
	seen?: Seen;
	/** When that was. */
	at?: string;
	/** Why there is no newer one: it was asked for, and not read. */
	gap?: string;
	/** How often the user was looked for in vain since the last list. */
	inVain: number;
}

/** Looks at the sessions after a reset, again and again, for 300 seconds in all. */
export class SessionsAfter {
	readonly of = new Map<string, Later>();

	private looks = 0;

	/** How many looks in a row found nothing of somebody. */
	private inVain = 0;

	/** Whether the way that costs more calls is taken, since the other was in vain. */
	private otherWay = false;

	private heard?: Promise<void>;

	private pause = VERIFY_PAUSE.first;

	/** In seconds. */
	private left = AFTER_A_RESET;

	constructor(
		private readonly slack: Slack,
		private readonly before: Before,
	) {}

	/**
	 * Looks at the users who are still to be proved, until none is.
	 *
	 * @param open who that is
	 * @param mostLooks after how many looks to come back at the latest
	 */
	async look(open: () => string[], mostLooks = Infinity): Promise<void> {
		if (this.left <= 0) return;
		const began = performance.now();
		this.heard ??= this.hearOf(open());
		await inTime(this.slack, this.left, async (own) => {
			for (let ids = open(); ids.length > 0 && this.looks < mostLooks; ids = open()) {
				if (this.looks > 0 && !(await this.wait(own))) return;
				await this.lookOnce(own, ids);
				this.looks++;
			}
		});
		await this.heard;
		this.left -= (performance.now() - began) / SECOND;
	}

	/** What was seen of a user so far says nothing any more. */
	forget(id: string): void {
		this.of.delete(id);
	}

	private async wait({ patience }: Slack): Promise<boolean> {
		const { pause } = this;
		this.pause = Math.min(pause * 2, VERIFY_PAUSE.longest);
		return await patience.wait(pause * SECOND);
	}

	/** Whoever was in no list before had no sessions, if there is such a user, and the lists know no other ID of theirs. */
	private async hearOf(ids: string[]): Promise<void> {
		const { listing, places } = this.before;
		const { people } = this.slack;
		const unheardOf = ids.filter((id) => listing.get(id)?.gap === UNHEARD_OF);
		if (unheardOf.length === 0) return;
		await inTime(this.slack, BEFORE_A_RESET, async (own) => {
			const heardOf = (id: string) => {
				if (people.personOf(id) === id.toUpperCase()) delete listing.get(id)?.gap;
			};
			const scopes = await findScopes(own, unheardOf, (found) => {
				heardOf(found.user_id);
				places.set(found.user_id, found);
			});
			for (const id of scopes.keys()) heardOf(id);
		});
	}

	private async lookOnce(slack: Slack, ids: string[]): Promise<void> {
		const fresh: Listing = new Map();
		const trouble = await this.list(slack, ids, fresh);
		// If the time ends during a look, the look before it counts.
		if (slack.patience.stopped) return;
		const at = new Date().toISOString();
		let inVain = false;
		for (const id of ids) {
			const seen = fresh.get(id);
			const later = this.laterOf(id);
			if (seen && seen.gap === undefined) {
				this.of.set(id, { seen, at, inVain: 0 });
			} else {
				later.gap = seen?.gap ?? trouble ?? 'there was no list';
				later.inVain++;
				inVain = true;
			}
		}
		this.inVain = inVain ? this.inVain + 1 : 0;
		if (this.inVain < LOOKS_IN_VAIN - 1) return;
		this.otherWay = !this.otherWay;
		this.inVain = 0;
	}

	/** @returns why the list could not be read, where that is so for all */
	private async list(slack: Slack, ids: string[], fresh: Listing): Promise<string | undefined> {
		const places = ids.map((id) => this.placesOf(id));
		const calls = places.map(costOf);
		const { pages } = this.before;
		const cheaper = calls.reduce((sum, each) => sum + each, 0) < pages ? 'own' : 'organisation';
		const dearer = cheaper === 'own' && pages < Infinity ? 'organisation' : 'own';
		if ((this.otherWay ? dearer : cheaper) === 'organisation' || calls.includes(0))
			return await listOrganisation(slack, ids, fresh).then(() => undefined, couldNot);
		await new OwnLists(slack, 'after').readAll(places, fresh);
		return undefined;
	}

	/** Where the user had sessions before, and the organisation itself. Whoever had none may have come back anywhere. */
	private placesOf(user_id: string): Places {
		const { listing, places } = this.before;
		const { workspaces, organisation } = places.get(user_id) ?? { workspaces: [] };
		const had = [...(listing.get(user_id)?.places ?? [])].filter((place) => place !== organisation);
		return {
			user_id,
			workspaces: had.length > 0 ? had : workspaces,
			...(organisation !== undefined && { organisation }),
		};
	}

	private laterOf(id: string): Later {
		const later = this.of.get(id) ?? { inVain: 0 };
		this.of.set(id, later);
		return later;
	}
}
