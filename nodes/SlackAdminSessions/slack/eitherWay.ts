import { aFewAtOnce } from './aFewAtOnce';
import type { Slack } from './call';
import { inPart } from './part';

/** The two ways to find people. Each takes out of those who are looked for whom it has found. */
interface Ways {
	lookUp(part: Slack, name: string): Promise<void>;
	/** How many look-ups Slack gives in a minute. */
	aMinute: number;
	/** Reads the list of the organisation's users. */
	readList(part: Slack): Promise<void>;
}

/**
 * Looks people up one by one. Where their first minute is used up and more than another minute's are left, the list of the organisation's users is
 * read beside them, since it has a limit of its own: each person ends with whichever finds them first.
 *
 * @param open who is looked for, by ID or address; it is empty once all are found
 */
export async function eitherWay(
	slack: Slack,
	open: Set<string>,
	{ lookUp, aMinute, readList }: Ways,
): Promise<void> {
	const wanted = [...open];
	await inPart(slack, async (part, end) => {
		const readAll = async () => {
			await readList(part);
			// Whoever waits for a look-up is let go.
			if (open.size === 0) end();
		};
		let reading: Promise<void> | undefined;
		let begun = 0;
		await aFewAtOnce(wanted, async (name) => {
			if (!open.has(name)) return;
			if (begun++ === aMinute && wanted.length > 2 * aMinute)
				// Without the list, the look-ups go on.
				reading = readAll().catch(() => undefined);
			await lookUp(part, name);
		});
		end();
		await reading;
	});
}
