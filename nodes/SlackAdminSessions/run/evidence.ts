import { sleep, type IDataObject } from 'n8n-workflow';

import type { Devices } from '../parameters/devices';
import type { User } from '../parameters/user';
import type { Target } from '../operation';
import type { Slack } from '../slack/call';
import { Deadlines } from '../slack/deadlines';
import { Patience } from '../slack/patience';
import { timing } from '../slack/policy';
import {
	findScopes,
	sessionsOf,
	sessionsOfAll,
	type Places,
	type Session,
} from '../slack/sessions';

/** Up to so many users, each one's own lists are read; for more, the whole organisation is cheaper. */
const FEW = 10;

/** The reset is not held up for longer than this by the list before it. In seconds. */
const BEFORE = 30;

/** How long to look for the effect, since Slack queues a reset in bulk: in seconds, beside the run's Maximum Wait. */
const AFTER = 300;

type Verifiable = Target & { user: User };

/** What was listed of a user's sessions, and whether that is known to be all of them. */
interface Listed {
	sessions: Session[];
	whole: boolean;
}

/** By user: who could not be listed has no entry. */
type Listing = Map<string, Listed>;

/** Where the sessions were listed: in the organisation's list, which has everything, or in those of the users. */
type Where = 'organisation' | Places[];

/**
 * The evidence that a reset worked: the sessions seen before, and which of them are left. Evidence fails open: what cannot be listed is
 * `verified: null`, and holds nothing up.
 */
export class Evidence {
	private constructor(
		private readonly slack: Slack,
		private readonly ids: string[],
		private readonly where: Where,
		private readonly before: Listing,
	) {}

	static async before(slack: Slack, targets: Target[]): Promise<Evidence> {
		const ids = [...new Set(targets.flatMap(({ user }) => user?.id ?? []))];
		// With waits of its own, so that a list that is given up neither goes on nor uses up what the reset may wait.
		const late = new AbortController();
		const own = {
			...slack,
			patience: new Patience(BEFORE, late.signal),
			deadlines: new Deadlines(late.signal),
		};
		let look: [Where, Listing] = [[], new Map()];
		const looking = async () => {
			for await (const next of looks(own, ids)) {
				if (late.signal.aborted) return;
				look = next;
			}
		};
		// In short naps: on an older n8n a sleep cannot be ended, and would outlive the run.
		const waiting = async () => {
			const until = Date.now() + BEFORE * timing.second;
			while (!late.signal.aborted && !slack.signal?.aborted && Date.now() < until)
				await sleep(timing.second / 10);
		};
		await Promise.race([looking().catch(() => undefined), waiting()]);
		late.abort();
		return new Evidence(slack, ids, ...look);
	}

	/** Lists again, at growing intervals, until no session that should have ended is left or the time is up. */
	async after(targets: Verifiable[]): Promise<(target: Verifiable) => IDataObject> {
		const until = Date.now() + AFTER * timing.second;
		const own = { ...this.slack, patience: new Patience(AFTER, this.slack.signal) };
		// Where the list before was read, for what was not looked at then would seem to be new.
		const again = async () => await list(own, this.ids, this.where).catch((): Listing => new Map());
		let listing = await again();
		for (
			let delay = 1;
			this.anyLeft(targets, listing) && Date.now() < until;
			delay = Math.min(delay * 2, 30)
		) {
			if (!(await own.patience.wait(delay * timing.second))) break;
			listing = new Map([...listing, ...(await again())]);
		}
		return (target) => this.report(target, listing);
	}

	private anyLeft(targets: Verifiable[], listing: Listing): boolean {
		return targets.some(({ user, devices }) =>
			left(this.before.get(user.id), listing.get(user.id)).some(
				(session) => shouldHaveEnded(session, devices) === true,
			),
		);
	}

	private report({ user, devices }: Verifiable, listing: Listing): IDataObject {
		const before = this.before.get(user.id);
		const after = listing.get(user.id);
		if (!before || !after) {
			const what = before ? 'after' : 'before';
			return {
				verified: null,
				verify_note: `The sessions could not be listed ${what} the reset.`,
				...(before && { sessions_before: before.sessions as IDataObject[] }),
			};
		}
		const sessions_left = left(before, after);
		const verdicts = sessions_left.map((session) => shouldHaveEnded(session, devices));
		const seen = new Set(before.sessions.map(({ session_id }) => session_id));
		const sessions_new = after.sessions.filter(({ session_id }) => !seen.has(session_id));
		const whole = before.whole && after.whole;
		// Whoever had no session before and has one now shows nothing of what the reset did.
		const proved =
			whole &&
			!verdicts.includes(undefined) &&
			(before.sessions.length > 0 || sessions_new.length === 0);
		const verified = verdicts.includes(true) ? false : proved ? true : null;
		return {
			verified,
			...(verified === null && !whole && { verify_note: NOT_WHOLE }),
			sessions_before: before.sessions as IDataObject[],
			sessions_left: sessions_left as IDataObject[],
			sessions_new: sessions_new as IDataObject[],
		};
	}
}

const NOT_WHOLE =
	'Only the sessions in workspaces were listed: Slack did not list those of the organisation itself for one user, and the list of the whole organisation could not be read.';

function left(before: Listed | undefined, after: Listed | undefined): Session[] {
	const there = new Set(after?.sessions.map(({ session_id }) => session_id));
	return before?.sessions.filter(({ session_id }) => there.has(session_id)) ?? [];
}

/** Slack does not say which sessions it counts as mobile. Where the operating system does not tell either, nobody knows. */
function shouldHaveEnded(
	{ created, recent }: Session,
	devices: Devices = 'all',
): boolean | undefined {
	if (devices === 'all') return true;
	const os = { ...created, ...recent }.os ?? '';
	if (os === '') return undefined;
	return /\b(ios|ipados|iphone|ipad|android)\b/i.test(os) === (devices === 'mobile');
}

/** The users' own lists; where these are not all, the organisation's too: in a large organisation it does not come in time. */
async function* looks(slack: Slack, ids: string[]): AsyncGenerator<[Where, Listing]> {
	if (ids.length <= FEW) {
		const scopes = [...(await findScopes(slack, ids)).values()];
		const places = scopes.filter((scope) => scope !== 'organisation');
		const listing = await list(slack, ids, places);
		yield [places, listing];
		// One who is in no workspace is found in the organisation's list only.
		if (places.length === scopes.length && [...listing.values()].every(({ whole }) => whole))
			return;
	}
	yield ['organisation', await list(slack, ids, 'organisation')];
}

/** @throws {SlackFailure} where the organisation's list breaks off. One user who cannot be listed takes nobody else's evidence. */
async function list(slack: Slack, ids: string[], where: Where): Promise<Listing> {
	const listing: Listing = new Map();
	if (where === 'organisation') {
		for (const id of ids) listing.set(id, { sessions: [], whole: true });
		for await (const page of sessionsOfAll(slack)) {
			for (const session of page) listing.get(session.user_id ?? '')?.sessions.push(session);
		}
		return listing;
	}
	let whole = true;
	for (const { organisation, ...places } of where) {
		// Where Slack did not take the organisation's id for one, it is not asked again for each: its limit is 20 calls a minute.
		const listed: Listed | undefined = await sessionsOf(
			slack,
			whole ? { organisation, ...places } : places,
		).catch(() => undefined);
		if (!listed) continue;
		listing.set(places.user_id, listed);
		whole &&= listed.whole;
	}
	return listing;
}
