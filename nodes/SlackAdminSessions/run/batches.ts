import type { IDataObject } from 'n8n-workflow';

import type { User } from '../parameters/user';
import type { Target } from '../operation';
import type { Run } from './run';
import { SlackFailure } from '../slack/trouble';
import { codes } from '../slack/codes';

/** What Slack takes in one call. */
const MOST = 1000;

/** Where Slack may dislike what all users have in common: after so many refusals before the first success it is not one user. */
const IN_VAIN = 25;

/** How a group of users is worked off. */
interface Batches<T extends Target> {
	run: Run<T>;
	/** Makes the call; its answer gives each user's part of the output. */
	send: (ids: string[], example: T) => Promise<(id: string) => IDataObject>;
	/** How the calls have gone so far. */
	tally: { worked: boolean; refused: number };
	/** A second look at what went wrong for one target. */
	unless: (target: T, failure: Error) => IDataObject | Error;
}

/** The users of one call. */
interface Part<T extends Target> {
	/** Each id with the targets that name it. */
	users: Map<string, T[]>;
	/** The refusal of an earlier call for these users and others. Whether Slack did it for some of them all the same is not documented. */
	doubt?: SlackFailure;
}

/**
 * Does the work for the users of all targets together: each user once, up to 1,000 a call, those of the same group in the same call. One user
 * whom Slack refuses does not hold up the others.
 *
 * @param group the operation's: what those in one call have in common
 */
export async function inBatches<T extends Target & { user: User }>(
	run: Run<T>,
	group: (target: T) => string,
	send: Batches<T>['send'],
	unless: Batches<T>['unless'] = (_, failure) => failure,
): Promise<void> {
	const groups = new Map<string, Map<string, T[]>>();
	for (const target of run.targets) {
		const users = groups.get(group(target)) ?? new Map<string, T[]>();
		const same = users.get(target.user.id);
		if (same) same.push(target);
		else users.set(target.user.id, [target]);
		groups.set(group(target), users);
	}
	const batches = { run, send, unless, tally: { worked: false, refused: 0 } };
	for (const users of groups.values()) {
		const ids = [...users.keys()];
		for (let from = 0; from < ids.length && !run.stopped; from += MOST)
			await sendAll(batches, { users: only(users, ids.slice(from, from + MOST)) });
	}
}

/** Sends a part, and what is left of it after a refusal: larger parts first, so that the many who are good are done before the few bad ones are found. */
async function sendAll<T extends Target>(batches: Batches<T>, whole: Part<T>): Promise<void> {
	const parts = [whole];
	for (let part = parts.shift(); part; part = parts.shift()) {
		const { users, doubt } = part;
		if (!batches.run.stopped) parts.push(...(await sendPart(batches, part)));
		// Nothing new is begun; whoever was in a call that was refused is not "not tried".
		else if (doubt) settle(batches, users, () => doubt);
	}
}

/** @returns what is to be sent again, in smaller parts */
async function sendPart<T extends Target>(
	batches: Batches<T>,
	{ users, doubt }: Part<T>,
): Promise<Array<Part<T>>> {
	const { send, tally, unless } = batches;
	const ids = [...users.keys()];
	const [example] = users.get(ids[0] ?? '') ?? [];
	if (!example) return [];
	const sent = await send(ids, example).catch((error: Error) => error);
	if (!(sent instanceof Error)) {
		tally.worked = true;
		settle(batches, users, (_, id) => sent(id));
		return [];
	}
	tally.refused++;
	const failure =
		doubt && sent instanceof SlackFailure
			? new SlackFailure(sent.method, sent.trouble, true)
			: sent;
	const fail = (some: Map<string, T[]>) =>
		settle(batches, some, (target) => unless(target, failure));
	if (ids.length === 1 || !isAboutSomeUser(failure)) {
		fail(users);
		return [];
	}
	const left = new SlackFailure(failure.method, failure.trouble, true, ids.length);
	const named = culprits(failure, ids);
	// That all are named tells no more than that none is.
	if (named.length > 0 && named.length < ids.length) {
		fail(only(users, named));
		return [
			{
				users: only(
					users,
					ids.filter((id) => !named.includes(id)),
				),
				doubt: left,
			},
		];
	}
	if (failure.trouble.code === 'invalid_arguments' && !tally.worked && tally.refused >= IN_VAIN) {
		settle(batches, users, () => left);
		return [];
	}
	const middle = Math.ceil(ids.length / 2);
	return [ids.slice(0, middle), ids.slice(middle)].map((half) => ({
		users: only(users, half),
		doubt: left,
	}));
}

function settle<T extends Target>(
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

type Refused = SlackFailure & { trouble: { kind: 'refused' } };

function isAboutSomeUser(failure: Error): failure is Refused {
	return (
		failure instanceof SlackFailure &&
		failure.trouble.kind === 'refused' &&
		codes[failure.trouble.code]?.someUser === true
	);
}

/** The users whom Slack blames beside its refusal, in whatever field: the details of `failed_for_some_users` are not documented. */
function culprits({ trouble }: Refused, ids: string[]): string[] {
	const named = new Set(blamed(trouble.answer));
	return ids.filter((id) => named.has(id));
}

/** Every name and text below a field that speaks of failing, or in an object that says so of itself. */
function blamed(value: unknown, blame = false): string[] {
	if (typeof value === 'string') return blame ? [value] : [];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, part]) => {
		const below =
			hasFailed(part) ??
			(blame || /fail|error|invalid|refus|reject|unable|not_|missing|skip/i.test(name));
		return [...(below ? [name] : []), ...blamed(part, below)];
	});
}

/** What an object says of itself, if anything. */
function hasFailed(part: unknown): boolean | undefined {
	if (typeof part !== 'object' || part === null || Array.isArray(part)) return undefined;
	if ('ok' in part) return part.ok !== true;
	return 'error' in part || 'reason' in part ? true : undefined;
}
