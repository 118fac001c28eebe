import type { Slack } from './call';
import { Deadlines } from './deadlines';

/**
 * Does a part of a run that can be over before its calls are: whoever waits for one then is let go, and a call that is under way is broken off.
 *
 * @param work gets a Slack whose calls end with the part, and what ends it
 */
export async function inPart<T>(
	slack: Slack,
	work: (part: Slack, end: () => void) => Promise<T>,
): Promise<T> {
	const { signal } = slack;
	const over = new AbortController();
	const end = () => over.abort();
	if (signal?.aborted) end();
	signal?.addEventListener('abort', end);
	try {
		return await work(
			{
				...slack,
				signal: over.signal,
				patience: slack.patience.endingWith(over.signal),
				deadlines: new Deadlines(over.signal),
			},
			end,
		);
	} finally {
		end();
		signal?.removeEventListener('abort', end);
	}
}
