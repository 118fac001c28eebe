import type { IDataObject } from 'n8n-workflow';

import type { Target } from '../operation';
import type { Devices } from '../parameters/devices';
import type { User } from '../parameters/user';
import type { Slack } from '../slack/call';
import { Deadlines } from '../slack/deadlines';
import type { Session } from '../slack/methods';
import { Patience, timeIsUp } from '../slack/patience';
import { AFTER_A_RESET, BEFORE_A_RESET, timing, VERIFY_PAUSE } from '../slack/policy';
import { findScopes, sessionsOf, sessionsOfAll, type Places } from '../slack/sessions';
import type { Outcomes } from './outcomes';

/** Up to so many users, each one's own lists are read; for more, the whole organisation's list is cheaper. */
const FEW = 10;

type UserTarget = Target & { user: User };

/** What was listed of a user's sessions, and whether that is known to be all of them. */
interface Listed {
	sessions: Session[];
	whole: boolean;
}

/** By user. Whoever could not be listed has no entry. */
type Listing = Map<string, Listed>;

/** Where sessions are listed: in the organisation's list, which has everything, or in those of the users. */
type Where = 'organisation' | Places[];

/** A list of sessions, and where it was read. */
interface Look {
	where: Where;
	listing: Listing;
}

/**
 * Does the work, and adds the evidence that it had an effect: the sessions seen before, and which of them are left. Evidence fails open: what
 * cannot be listed is `verified: null`, and holds nothing up.
 */
export async function verified(
	slack: Slack,
	outcomes: Outcomes<Target>,
	work: () => Promise<void>,
): Promise<void> {
	const targets = outcomes.open.filter(hasUser);
	if (targets.length === 0) return await work();

	const before = await lookBefore(slack, idsOf(targets));
	await work();
	if (outcomes.stopped) return;

	const done = targets.filter((target) => outcomes.isDone(target));
	const after = await lookUntilDone(slack, idsOf(targets), done, before);
	for (const target of done) outcomes.amend(target, report(target, before.listing, after));
}

function hasUser(target: Target): target is UserTarget {
	return target.user !== undefined;
}

function idsOf(targets: UserTarget[]): string[] {
	return [...new Set(targets.map(({ user }) => user.id))];
}

/** Lists the sessions before the reset. Once the time is up, the reset goes on with what was seen by then. */
async function lookBefore(slack: Slack, ids: string[]): Promise<Look> {
	const late = new AbortController();
	// With waits of its own, so that a list that is given up neither goes on nor uses up what the reset may wait.
	const own = {
		...slack,
		patience: new Patience(BEFORE_A_RESET, late.signal),
		deadlines: new Deadlines(late.signal),
	};
	let seen: Look = { where: [], listing: new Map() };
	const looking = async () => {
		if (ids.length <= FEW) {
			const { everybody, ...look } = await lookAtUsers(own, ids);
			seen = look;
			if (everybody) return;
		}
		seen = { where: 'organisation', listing: await listSessions(own, ids, 'organisation') };
	};
	await Promise.race([
		looking().catch(() => undefined),
		timeIsUp(BEFORE_A_RESET, [late.signal, slack.signal]),
	]);
	late.abort();
	return seen;
}

/** @returns `everybody`: whether these lists have all sessions of all users. Those of a user in no workspace are in the organisation's list only. */
async function lookAtUsers(slack: Slack, ids: string[]): Promise<Look & { everybody: boolean }> {
	const scopes = [...(await findScopes(slack, ids)).values()];
	const where = scopes.filter((scope) => scope !== 'organisation');
	const listing = await listSessions(slack, ids, where);
	const everybody =
		where.length === scopes.length && [...listing.values()].every(({ whole }) => whole);
	return { where, listing, everybody };
}

/** Lists again, at growing intervals, until no session that should have ended is left or the time is up. */
async function lookUntilDone(
	slack: Slack,
	ids: string[],
	done: UserTarget[],
	before: Look,
): Promise<Listing> {
	const own = { ...slack, patience: new Patience(AFTER_A_RESET, slack.signal) };
	const until = performance.now() + AFTER_A_RESET * timing.second;
	// In the same places as before the reset. A session of another place would be taken for a new one.
	const look = async () =>
		await listSessions(own, ids, before.where).catch((): Listing => new Map());
	const isAnyLeft = (listing: Listing) =>
		done.some(({ user, devices }) =>
			stillThere(before.listing.get(user.id), listing.get(user.id)).some(
				(session) => shouldHaveEnded(session, devices) === true,
			),
		);

	let listing = await look();
	let pause = VERIFY_PAUSE.first;
	while (isAnyLeft(listing) && performance.now() < until) {
		if (!(await own.patience.wait(pause * timing.second))) break;
		listing = new Map([...listing, ...(await look())]);
		pause = Math.min(pause * 2, VERIFY_PAUSE.longest);
	}
	return listing;
}

function report({ user, devices }: UserTarget, before: Listing, after: Listing): IDataObject {
	const then = before.get(user.id);
	const now = after.get(user.id);
	if (!then || !now) {
		const when = then ? 'after' : 'before';
		return {
			verified: null,
			verify_note: `The sessions could not be listed ${when} the reset.`,
			...(then && { sessions_before: then.sessions as IDataObject[] }),
		};
	}
	const sessions_left = stillThere(then, now);
	const verdicts = sessions_left.map((session) => shouldHaveEnded(session, devices));
	const seen = new Set(then.sessions.map(({ session_id }) => session_id));
	const sessions_new = now.sessions.filter(({ session_id }) => !seen.has(session_id));
	const whole = then.whole && now.whole;
	// A user with no session before and one now shows nothing of what the reset did.
	const proved =
		whole &&
		!verdicts.includes(undefined) &&
		(then.sessions.length > 0 || sessions_new.length === 0);
	const verdict = verdicts.includes(true) ? false : proved ? true : null;
	return {
		verified: verdict,
		...(verdict === null && !whole && { verify_note: NOT_WHOLE }),
		sessions_before: then.sessions as IDataObject[],
		sessions_left: sessions_left as IDataObject[],
		sessions_new: sessions_new as IDataObject[],
	};
}

const NOT_WHOLE =
	'Only the sessions in workspaces were listed: Slack did not list those of the organisation itself for one user, and the list of the whole organisation could not be read.';

function stillThere(before: Listed | undefined, after: Listed | undefined): Session[] {
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

/** @throws {CallError} where the organisation's list breaks off. One user who cannot be listed takes nobody else's evidence. */
async function listSessions(slack: Slack, ids: string[], where: Where): Promise<Listing> {
	return where === 'organisation' ? await listAll(slack, ids) : await listEach(slack, where);
}

async function listAll(slack: Slack, ids: string[]): Promise<Listing> {
	const listing: Listing = new Map(ids.map((id) => [id, { sessions: [], whole: true }]));
	for await (const page of sessionsOfAll(slack)) {
		for (const session of page) listing.get(session.user_id ?? '')?.sessions.push(session);
	}
	return listing;
}

async function listEach(slack: Slack, places: Places[]): Promise<Listing> {
	const listing: Listing = new Map();
	let whole = true;
	for (const { organisation, ...inWorkspaces } of places) {
		// Where Slack did not take the organisation's ID for one user, it is not asked again for each: its limit is 20 calls a minute.
		const asked: Places =
			whole && organisation !== undefined ? { organisation, ...inWorkspaces } : inWorkspaces;
		const listed: Listed | undefined = await sessionsOf(slack, asked).catch(() => undefined);
		if (!listed) continue;
		listing.set(asked.user_id, listed);
		whole &&= listed.whole;
	}
	return listing;
}
