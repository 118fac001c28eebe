import type { IDataObject } from 'n8n-workflow';

import { methodOf } from '../../emulator/slack';
import { addTenant, reset, rows, startSlack, users, type Slack } from '../slack';
import { mixed, seeded } from './chaos';

interface Tally {
	items: number;
	proved: number;
	unproved: number;
	lies: string[];
}

const options = { verify: true };

/** A few users have lists of their own read, many the organisation's. */
const shapes = [
	{ size: 5, parameters: { ...reset, options } },
	{ size: 20, parameters: { ...reset, options } },
	{
		size: 40,
		parameters: {
			resource: 'session',
			operation: 'resetBulk',
			users: '={{ $json.user_id }}',
			options,
		},
	},
];
type Shape = (typeof shapes)[number];

/** How many runs are under way at once. */
const AT_ONCE = 6;

/** Runs many items with Verify, in small runs, while a fifth of all calls fails in mixed ways, and compares the evidence with the emulator's own state. */
export async function chaosOfEvidence(seed: number, items: number): Promise<Tally> {
	const random = seeded(seed);
	const slack = await startSlack(1);
	const tally: Tally = { items: 0, proved: 0, unproved: 0, lies: [] };
	try {
		const worker = async (): Promise<void> => {
			while (tally.items < items) {
				const shape = shapes[Math.floor(random() * shapes.length)] as Shape;
				tally.items += shape.size;
				await runOnce(slack, shape, random, tally);
			}
		};
		await Promise.all(Array.from({ length: AT_ONCE }, worker));
	} finally {
		await slack.close();
	}
	return tally;
}

async function runOnce(
	slack: Slack,
	{ size, parameters }: Shape,
	random: () => number,
	tally: Tally,
): Promise<void> {
	const { organisation, run } = addTenant(slack, size, (request) => {
		if (methodOf(request) === 'auth.test' || random() >= 0.2) return undefined;
		return mixed[Math.floor(random() * mixed.length)]?.[1];
	});
	const { outputs } = await run({
		parameters,
		items: users(size),
		onError: 'continueRegularOutput',
	});
	for (const [index, row] of rows(outputs[0]).entries()) {
		const user_id = String(users(1, index + 1)[0]?.user_id);
		const lie = lieOf(
			row,
			new Set(organisation.sessionsOf(user_id).map(({ session_id }) => session_id)),
		);
		if (lie !== undefined) tally.lies.push(`${user_id}: ${lie}`);
		if (row.verified === true) tally.proved++;
		else tally.unproved++;
	}
}

/** What a row says that the emulator's state contradicts. */
function lieOf(row: IDataObject, present: Set<number>): string | undefined {
	const evidence = (row.error ?? row) as IDataObject;
	const { verified, verify_note } = evidence;
	const seen = (name: string) => (evidence[name] ?? []) as Array<{ session_id: number }>;
	const isThere = ({ session_id }: { session_id: number }) => present.has(session_id);
	if (verified === true && seen('sessions_before').some(isThere)) return 'true, and one is left';
	if (verified === false && !seen('sessions_left').some(isThere)) return 'false, and none is left';
	if (verified === null && row.ok === true && verify_note === undefined)
		return 'null without a note';
	if (evidence.outcome !== 'unknown' || seen('sessions_before').length === 0) return undefined;
	// What could not be listed does not settle anything.
	const isListed = verified !== null || !/listed/.test(String(verify_note));
	return isListed && present.size === 0 ? 'unknown, and the list could settle it' : undefined;
}
