import type { IDataObject } from 'n8n-workflow';

import type { Run, Target } from '../operation';
import type { User } from '../parameters/user';
import { CallError } from '../slack/callError';
import { executionEnd } from '../slack/executionEnd';
import { afterRefusal, isAboutSomeUser, type Tally } from './afterRefusal';

/** What Slack takes in one call. */
export const MOST_USERS = 1000;

type UserTarget = Target & { user: User };

/** How a group of users is worked off. */
interface Batches<T extends UserTarget> {
	run: Run<T>;
	/** Makes the call; its answer gives each user's part of the output. */
	send: (ids: string[], example: T) => Promise<(id: string) => IDataObject>;
	/** How the calls have gone so far. */
	tally: Tally;
	/** A second look at what went wrong for one target. */
	unless: (target: T, error: Error) => IDataObject | Error;
}

/** The users of one call. */
interface Part<T extends UserTarget> {
	/** Each id with the targets that name it. */
	users: Map<string, T[]>;
	/** The refusal of an earlier call for these users and others. Whether Slack did it for some of them all the same is not documented. */
	earlier?: Error;
}

/**
 * Does the work for the users of all targets together: each user once, up to 1,000 a call, those of the same group in the same call. One user
 * whom Slack refuses does not hold up the others.
 *
 * @param group the operation's: what those in one call have in common
 */
export async function inBatches<T extends UserTarget>(
	run: Run<T>,
	group: (target: T) => string,
	send: Batches<T>['send'],
	unless: Batches<T>['unless'] = (_, error) => error,
): Promise<void> {
	const batches = { run, send, unless, tally: { worked: false, refused: 0, inVain: 0 } };
	for (const users of groupUsers(run, group)) {
		const ids = [...users.keys()];
		for (let from = 0; from < ids.length && !run.stopped; from += MOST_USERS)
			await sendAll(batches, { users: only(users, ids.slice(from, from + MOST_USERS)) });
	}
}

/** For each group the ID that goes out for each user, with the targets that name this user, be it by another ID. */
function groupUsers<T extends UserTarget>(
	{ targets, slack: { people } }: Run<T>,
	group: (target: T) => string,
): Array<Map<string, T[]>> {
	const groups = new Map<string, Map<string, [T, ...T[]]>>();
	for (const target of targets) {
		const users = groups.get(group(target)) ?? new Map<string, [T, ...T[]]>();
		groups.set(group(target), users);
		const person = people.personOf(target.user.id);
		const same = users.get(person);
		if (same) same.push(target);
		else users.set(person, [target]);
	}
	return [...groups.values()].map(
		(users) =>
			new Map(
				[...users.values()].map(([first, ...others]) => [
					people.bestOf([first.user.id, ...others.map(({ user }) => user.id)]),
					[first, ...others],
				]),
			),
	);
}

/** Sends a part, and what is left of it after a refusal: larger parts first, so that the many who are good are done before the few bad ones are found. */
async function sendAll<T extends UserTarget>(batches: Batches<T>, whole: Part<T>): Promise<void> {
	const parts = [whole];
	for (let part = parts.shift(); part; part = parts.shift()) {
		const { users, earlier } = part;
		if (!batches.run.stopped) parts.push(...(await sendPart(batches, part)));
		// Nothing new is begun. Whoever was in a call that was refused does not count as "not tried".
		else if (earlier) {
			const ended = executionEnd(batches.run.slack.context);
			const error = earlier instanceof CallError ? earlier.with({ ended }) : earlier;
			settleUsers(batches, users, () => error);
		}
	}
}

/** @returns what is to be sent again, in smaller parts */
async function sendPart<T extends UserTarget>(
	batches: Batches<T>,
	{ users, earlier }: Part<T>,
): Promise<Array<Part<T>>> {
	const { send, tally, unless } = batches;
	const ids = [...users.keys()];
	const [example] = users.get(ids[0] ?? '') ?? [];
	if (!example) return [];
	const sent = await send(ids, example).catch((error: Error) => error);
	if (!(sent instanceof Error)) {
		tally.worked = true;
		tally.inVain = 0;
		settleUsers(batches, users, (_, id) => sent(id));
		return [];
	}
	tally.refused++;
	tally.inVain++;
	const error = earlier && sent instanceof CallError ? sent.with({ lost: true }) : sent;
	const { failed, undecided, again } = afterRefusal(ids, error, tally);
	const own =
		failed.length > 1 && error instanceof CallError ? error.with({ ofSeveral: true }) : error;
	settleUsers(batches, only(users, failed), (target) => unless(target, own));
	const shared = isAboutSomeUser(error) ? error.with({ lost: true, together: ids.length }) : error;
	settleUsers(batches, only(users, undecided), () => shared);
	return again.map((some) => ({ users: only(users, some), earlier: shared }));
}

function settleUsers<T extends UserTarget>(
	{ run }: Batches<T>,
	users: Map<string, T[]>,
	result: (target: T, id: string) => IDataObject | Error,
): void {
	for (const [id, targets] of users)
		for (const target of targets) run.settle(target, result(target, id));
}

function only<T>(users: Map<string, T[]>, ids: string[]): Map<string, T[]> {
	return new Map(ids.map((id) => [id, users.get(id) ?? []]));
}
