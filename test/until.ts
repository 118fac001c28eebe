/** How long to wait for something at the most, in milliseconds. No test depends on it: it only ends one that would wait for ever. */
const LIMIT = 120_000;

/** How long to rest between two looks: a tenth of what has been waited so far, since a look costs the time of whoever is looked at. In milliseconds. */
const rest = (waited: number) => Math.min(Math.max(waited / 10, 10), 500);

/**
 * Waits until something is so, and gives what was found.
 *
 * @param what is waited for, as the end of "Waited in vain until …"; as a function where it is known only at the end
 * @param look gives what is waited for, or nothing (`undefined`, `false` or `null`) while it is not there yet. What it throws ends the wait.
 * @param limit in milliseconds
 */
export async function until<T>(
	what: string | (() => string),
	look: () => T | Promise<T>,
	limit = LIMIT,
): Promise<NonNullable<Exclude<T, false>>> {
	const start = Date.now();
	for (;;) {
		const found = await look();
		if (found !== undefined && found !== null && found !== false)
			return found as NonNullable<Exclude<T, false>>;
		const waited = Date.now() - start;
		if (waited > limit)
			throw new Error(
				`Waited in vain until ${typeof what === 'string' ? what : what()} (${limit / 1000} s)`,
			);
		await new Promise((resolve) => setTimeout(resolve, rest(waited)));
	}
}
