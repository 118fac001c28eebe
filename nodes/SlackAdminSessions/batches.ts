import type { IDataObject } from 'n8n-workflow';

import type { User } from './input/user';
import type { Target } from './operation';
import type { Run } from './run';
import { SlackFailure } from './slack/failure';
import { codes } from './slack/codes';

/** What Slack takes in one call. */
const MOST = 1000;

/** To find one of a thousand takes ten refusals before the first success. After more than that it is not one user whom Slack dislikes. */
const IN_VAIN = 25;

/** One call for many users. */
interface Batches<T extends Target> {
	run: Run<T>;
	/** Makes the call; its answer gives each user's part of the output. */
	send: (ids: string[], example: T) => Promise<(id: string) => IDataObject>;
	/** How the calls have gone so far. */
	tally: { worked: boolean; refused: number };
	/** A second look at what went wrong for one target. */
	unless: (target: T, failure: Error) => IDataObject | Error;
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
	const tally = { worked: false, refused: 0 };
	for (const users of groups.values()) {
		const ids = [...users.keys()];
		for (let from = 0; from < ids.length && !run.stopped; from += MOST) {
			await sendBatch({ run, send, unless, tally }, new Map(ids.slice(from, from + MOST).map((id) => [id, users.get(id) ?? []])));
		}
	}
}

/** @param users each id with the targets that name it */
async function sendBatch<T extends Target>(batches: Batches<T>, users: Map<string, T[]>): Promise<void> {
	const ids = [...users.keys()];
	const [example] = users.get(ids[0] ?? '') ?? [];
	if (!example) return;
	const settle = (some: string[], result: (id: string, target: T) => IDataObject | Error) => {
		for (const id of some) for (const target of users.get(id) ?? []) batches.run.settle(target, result(id, target));
	};
	const failure = await batches.send(ids, example).then(
		(row) => void settle(ids, row),
		(error: Error) => error,
	);
	if (!failure) {
		batches.tally.worked = true;
		return;
	}
	batches.tally.refused++;

	const only = (some: string[]) => new Map(some.map((id) => [id, users.get(id) ?? []]));
	const fail = (some: string[]) => settle(some, (_, target) => batches.unless(target, failure));
	const named = culprits(failure, ids);
	if (named.length > 0 && named.length < ids.length) {
		fail(named);
		// Whether Slack did it for the others is not documented. To ask again does no harm.
		await sendBatch(batches, only(ids.filter((id) => !named.includes(id))));
	} else if (ids.length > 1 && named.length === 0 && isAboutSomeUser(failure) && (batches.tally.worked || batches.tally.refused < IN_VAIN)) {
		const middle = Math.ceil(ids.length / 2);
		await sendBatch(batches, only(ids.slice(0, middle)));
		await sendBatch(batches, only(ids.slice(middle)));
	} else {
		fail(ids);
	}
}

function isAboutSomeUser(failure: Error): boolean {
	return failure instanceof SlackFailure && failure.trouble.kind === 'refused' && codes[failure.trouble.code]?.someUser === true;
}

/** The users whom Slack names beside its refusal, in whatever field: the details of `failed_for_some_users` are not documented. */
function culprits(failure: Error, ids: string[]): string[] {
	if (!isAboutSomeUser(failure) || !(failure instanceof SlackFailure) || failure.trouble.kind !== 'refused') return [];
	const named = new Set(texts(failure.trouble.answer));
	return ids.filter((id) => named.has(id));
}

/** Every text in an answer, but for lists of those for whom it worked. */
function texts(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, part]) => [...(Array.isArray(value) ? [] : [name]), ...(/succe|done|complete/i.test(name) ? [] : texts(part))]);
}
