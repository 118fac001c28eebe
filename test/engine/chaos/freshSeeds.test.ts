import { check, LIMIT } from './chaos';

/** `CHAOS_RUNS=50 npm run chaos` takes more seeds; `CHAOS_SEED=…` the one that was printed. */
const seeds = Array.from({ length: Number(process.env.CHAOS_RUNS ?? 1) }, () =>
	Number(process.env.CHAOS_SEED ?? Math.floor(Math.random() * 2 ** 31)),
);

test.each(seeds)('a fresh seed (CHAOS_SEED=%d)', async (seed) => await check(seed, 2_000), LIMIT);
