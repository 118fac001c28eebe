import { sleep, type IDataObject } from 'n8n-workflow';

import type { Devices } from './input/devices';
import type { User } from './input/user';
import type { Target } from './operation';
import type { Slack } from './slack/call';
import { Deadlines } from './slack/deadlines';
import { Patience } from './slack/patience';
import { timing } from './slack/retry';
import { findScopes, sessionsIn, type Session } from './slack/sessions';

/** Up to so many users, each one's workspaces are read; for more, the whole organisation is cheaper. */
const FEW = 10;

/** The reset is not held up for longer than this by the list before it. In seconds. */
const BEFORE = 30;

/** How long to look for the effect, since Slack queues a reset in bulk: in seconds, beside the run's Maximum Wait. */
const AFTER = 300;

type Verifiable = Target & { user: User };

/** The sessions of each user, where the list is whole. */
type Listing = Map<string, Session[]>;

/**
 * The evidence that a reset worked: the sessions seen before, and which of them are left. Evidence fails open: what cannot be listed is
 * `verified: null`, and holds nothing up.
 */
export class Evidence {
	private constructor(
		private readonly slack: Slack,
		private readonly ids: string[],
		private readonly before: Listing | undefined,
	) {}

	static async before(slack: Slack, targets: Target[]): Promise<Evidence> {
		const ids = [...new Set(targets.flatMap(({ user }) => user?.id ?? []))];
		// With waits of its own, so that a list that is given up neither goes on nor uses up what the reset may wait.
		const late = new AbortController();
		const own = { ...slack, patience: new Patience(BEFORE, late.signal), deadlines: new Deadlines(late.signal) };
		const listing = await Promise.race([listSessions(own, ids), sleep(BEFORE * timing.second, slack.signal).then(() => undefined, () => undefined)]);
		late.abort();
		return new Evidence(slack, ids, listing);
	}

	/** Lists again, at growing intervals, until no session that should have ended is left or the time is up. */
	async after(targets: Verifiable[]): Promise<(target: Verifiable) => IDataObject> {
		// Without a list before there is nothing to compare with.
		if (!this.before) return (target) => this.report(target, undefined);
		const until = Date.now() + AFTER * timing.second;
		const own = { ...this.slack, patience: new Patience(AFTER, this.slack.signal) };
		let listing = await listSessions(own, this.ids);
		for (let delay = 1; listing && this.anyLeft(targets, listing) && Date.now() < until; delay = Math.min(delay * 2, 30)) {
			if (!(await own.patience.wait(delay * timing.second))) break;
			listing = (await listSessions(own, this.ids)) ?? listing;
		}
		return (target) => this.report(target, listing);
	}

	private anyLeft(targets: Verifiable[], listing: Listing): boolean {
		return targets.some(({ user, devices }) => left(this.before?.get(user.id) ?? [], listing.get(user.id) ?? []).some((session) => shouldHaveEnded(session, devices) === true));
	}

	private report({ user, devices }: Verifiable, listing: Listing | undefined): IDataObject {
		const before = this.before?.get(user.id);
		const after = listing?.get(user.id);
		if (!before || !after) {
			const what = before ? 'after' : 'before';
			return { verified: null, verify_note: `The sessions could not be listed ${what} the reset.`, ...(before && { sessions_before: before as IDataObject[] }) };
		}
		const sessions_left = left(before, after);
		const verdicts = sessions_left.map((session) => shouldHaveEnded(session, devices));
		const seen = new Set(before.map(({ session_id }) => session_id));
		const sessions_new = after.filter(({ session_id }) => !seen.has(session_id));
		// Whoever had no session before and has one now shows nothing of what the reset did.
		const proved = !verdicts.includes(undefined) && (before.length > 0 || sessions_new.length === 0);
		return {
			verified: verdicts.includes(true) ? false : proved ? true : null,
			sessions_before: before as IDataObject[],
			sessions_left: sessions_left as IDataObject[],
			sessions_new: sessions_new as IDataObject[],
		};
	}
}

function left(before: Session[], after: Session[]): Session[] {
	const there = new Set(after.map(({ session_id }) => session_id));
	return before.filter(({ session_id }) => there.has(session_id));
}

/** Slack does not say which sessions it counts as mobile. Where the operating system does not tell either, nobody knows. */
function shouldHaveEnded({ created, recent }: Session, devices: Devices = 'all'): boolean | undefined {
	if (devices === 'all') return true;
	const os = { ...created, ...recent }.os ?? '';
	if (os === '') return undefined;
	return /\b(ios|ipados|iphone|ipad|android)\b/i.test(os) === (devices === 'mobile');
}

/** @returns nothing where the list is not whole */
async function listSessions(slack: Slack, ids: string[]): Promise<Listing | undefined> {
	const listing: Listing = new Map(ids.map((id) => [id, []]));
	try {
		const scopeOf = ids.length <= FEW ? await findScopes(slack, ids) : undefined;
		const scopes = scopeOf ? ids.map(scopeOf) : [];
		// One who is in no workspace is found in the organisation's list only, and with them everybody else.
		const whole = scopes.length === 0 || scopes.includes('organisation');
		for (const scope of whole ? ['organisation' as const] : scopes) {
			for await (const page of sessionsIn(slack, scope)) {
				for (const session of page) listing.get(session.user_id ?? '')?.push(session);
			}
		}
		return listing;
	} catch {
		return undefined;
	}
}
