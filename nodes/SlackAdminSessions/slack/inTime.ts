import type { Slack } from './call';
import { Deadlines } from './deadlines';
import { Patience, timeIsUp } from './patience';
import { PART_OF_TIMEOUT, timing } from './policy';

/**
 * Has something call Slack for so many seconds at the most, calls that hang included. It has waits of its own, so that it neither goes on once it is
 * given up nor uses up what the run may wait. What it throws is dropped: what it finds, it has to keep on the way.
 */
export async function inTime(
	slack: Slack,
	seconds: number,
	work: (own: Slack) => Promise<void>,
): Promise<void> {
	const late = new AbortController();
	const own: Slack = {
		...slack,
		patience: new Patience(seconds, late.signal),
		deadlines: new Deadlines(late.signal, PART_OF_TIMEOUT.list * timing.timeout),
	};
	await Promise.race([
		work(own).catch(() => undefined),
		timeIsUp(seconds, [late.signal, slack.signal]),
	]);
	late.abort();
}
