import type { IDataObject } from 'n8n-workflow';
import { faults } from '../../emulator/faults';
import { methodOf } from '../../emulator/slack';
import { reset, rows, startSlack, users } from '../slack';

/** A generator of numbers from 0 to 1 that gives the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** What takes seconds to be noticed, or says that the token is at fault, is left to the matrix. */
export const mixed = Object.entries(faults).filter(
	([name]) =>
		!/hang|drip|a year|no Retry-After|in words|in html|date|ratelimited|wrong content/.test(name),
);

interface Tally {
	items: number;
	done: number;
	failed: number;
	unknown: number;
	lies: string[];
	leaked: boolean;
}

/** Runs many items while a fifth of all calls fails in mixed ways, and compares each outcome with the emulator's own state. */
async function chaos(seed: number, items: number): Promise<Tally> {
	const random = seeded(seed);
	const slack = await startSlack(items);
	slack.emulator.faultFor = (request) => {
		if (methodOf(request) === 'auth.test' || random() >= 0.2) return undefined;
		return mixed[Math.floor(random() * mixed.length)]?.[1];
	};
	try {
		const { outputs, run } = await slack.run({
			parameters: { ...reset, maxUsers: items },
			items: users(items),
			onError: 'continueRegularOutput',
		});
		const tally: Tally = {
			items: 0,
			done: 0,
			failed: 0,
			unknown: 0,
			lies: [],
			leaked: JSON.stringify(run).includes(slack.token.value.slice(5)),
		};
		for (const [index, row] of rows(outputs[0]).entries()) {
			const { user_id } = users(1, index + 1)[0] as { user_id: string };
			const outcome = ((row.error as IDataObject | undefined)?.outcome ?? 'done') as
				| 'done'
				| 'failed'
				| 'unknown';
			const signedOut = slack.organisation.sessionsOf(user_id).length === 0;
			tally.items++;
			tally[outcome]++;
			if (
				row.item !== index ||
				(outcome === 'done' && !signedOut) ||
				(outcome === 'failed' && signedOut)
			)
				tally.lies.push(`${user_id}: ${outcome}`);
		}
		return tally;
	} finally {
		await slack.close();
	}
}

/** How long a seed may take, in milliseconds: some ten times of what it needs on an idle machine. It only ends a run that hangs. */
export const LIMIT = 900_000;

/** What must hold of every such run, whatever the seed. */
export async function check(seed: number, items: number): Promise<void> {
	const tally = await chaos(seed, items);
	console.info(`chaos, seed ${seed}: ${JSON.stringify(tally)}`);
	expect(tally).toMatchObject({ items, lies: [], leaked: false });
	expect(tally.done + tally.failed + tally.unknown).toBe(items);
	expect(tally.done).toBeGreaterThan(items * 0.9);
	expect(tally.failed + tally.unknown).toBeGreaterThan(0);
}
