import { CALLS_AT_ONCE } from './policy';

/**
 * Works on each item, a few at a time, begun in their order.
 *
 * @param stopped asked before each item: nothing new is begun once it says so
 * @param most how many at once
 */
export async function aFewAtOnce<T>(
	items: Iterable<T>,
	work: (item: T) => Promise<void>,
	stopped = () => false,
	most = CALLS_AT_ONCE,
): Promise<void> {
	const waiting = items[Symbol.iterator]();
	const worker = async () => {
		for (let next = waiting.next(); !next.done && !stopped(); next = waiting.next())
			await work(next.value);
	};
	await Promise.all(Array.from({ length: most }, worker));
}
