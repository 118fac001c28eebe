import type { IDataObject } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import type { Devices } from './input/devices';
import type { User } from './input/user';
import type { Target } from './operation';
import type { Slack } from './slack/call';
import { timing } from './slack/retry';
import { findScopes, sessionsIn, type Session } from './slack/sessions';

/** Up to so many users, each one's workspaces are read; for more, the whole organisation is cheaper. */
const FEW = 10;

/** The reset is not held up for longer than this by the list before it. In seconds. */
const BEFORE = 30;

/** How long to look for the effect: Slack queues a reset in bulk. In seconds, beside the run's Maximum Wait. */
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
		const late = new AbortController();
		const listing = await Promise.race([listSessions(slack, ids, late.signal), sleep(BEFORE * timing.second).then(() => undefined)]);
		late.abort();
		return new Evidence(slack, ids, listing);
	}

	/** Lists again, at growing intervals, until no session that should have ended is left or the time is up. */
	async after(targets: Verifiable[]): Promise<(target: Verifiable) => IDataObject> {
		let listing = await listSessions(this.slack, this.ids);
		let waited = 0;
		for (let delay = 1; listing && this.anyLeft(targets, listing) && waited < AFTER; delay = Math.min(delay * 2, 30)) {
			if (!(await this.slack.patience.wait(delay * timing.second))) break;
			waited += delay;
			listing = (await listSessions(this.slack, this.ids)) ?? listing;
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
		return {
			verified: verdicts.includes(true) ? false : verdicts.includes(undefined) ? null : true,
			sessions_before: before as IDataObject[],
			sessions_left: sessions_left as IDataObject[],
			sessions_new: after.filter(({ session_id }) => !seen.has(session_id)) as IDataObject[],
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
async function listSessions(slack: Slack, ids: string[], signal?: AbortSignal): Promise<Listing | undefined> {
	const listing: Listing = new Map(ids.map((id) => [id, []]));
	try {
		const scopeOf = ids.length <= FEW ? await findScopes(slack, ids) : undefined;
		const scopes = scopeOf ? [...new Set(ids.map(scopeOf))] : ['organisation' as const];
		for (const scope of scopes) {
			for await (const page of sessionsIn(slack, scope)) {
				if (signal?.aborted) return undefined;
				for (const session of page) listing.get(session.user_id ?? '')?.push(session);
			}
		}
		return listing;
	} catch {
		return undefined;
	}
}
