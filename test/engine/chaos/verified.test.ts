import { LIMIT } from './chaos';
import { chaosOfEvidence } from './verified';

test(
	'the evidence of 2,000 resets in small runs',
	async () => {
		const tally = await chaosOfEvidence(Number(process.env.CHAOS_SEED ?? 20_261_126), 2_000);
		console.info(`chaos of evidence: ${JSON.stringify(tally)}`);
		expect(tally.lies).toEqual([]);
		expect(tally.items).toBe(tally.proved + tally.unproved);
		expect(tally.items).toBeGreaterThanOrEqual(2_000);
		expect(tally.proved).toBeGreaterThan(tally.items * 0.8);
	},
	LIMIT,
);
