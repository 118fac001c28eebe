import { getEventListeners, once } from 'node:events';

import { Deadlines } from '../../../nodes/SlackAdminSessions/slack/deadlines';
import { timing } from '../../../nodes/SlackAdminSessions/slack/policy';

const HOUR = 3_600_000;
const timers = () =>
	process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;

const { timeout } = timing;
afterEach(() => {
	jest.restoreAllMocks();
	Object.assign(timing, { timeout });
});

test.each([
	['forward', HOUR],
	['back', -HOUR],
])('a clock that is set %s neither cuts a call nor lets it go on', async (_, change) => {
	timing.timeout = 80;
	const from = performance.now();
	const deadlines = new Deadlines(undefined);
	const call = deadlines.begin();
	const changed = Date.now() + change;
	jest.spyOn(Date, 'now').mockReturnValue(changed);
	await once(call.signal, 'abort');
	deadlines.end(call);
	expect(performance.now() - from).toBeGreaterThanOrEqual(2 * timing.timeout);
});

test('with the last call, the timer and the listener are gone; the next call has them again', () => {
	const stop = new AbortController();
	const deadlines = new Deadlines(stop.signal);
	const before = timers();
	for (let round = 0; round < 2; round++) {
		const calls = [deadlines.begin(), deadlines.begin()] as const;
		expect(timers()).toBe(before + 1);
		deadlines.end(calls[0]);
		expect(getEventListeners(stop.signal, 'abort')).toHaveLength(1);
		expect(timers()).toBe(before + 1);
		deadlines.end(calls[1]);
		expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
		expect(timers()).toBe(before);
	}
});

test('calls under way end with the execution', async () => {
	const stop = new AbortController();
	const deadlines = new Deadlines(stop.signal);
	const calls = [deadlines.begin(), deadlines.begin()];
	stop.abort();
	expect(calls.map(({ signal }) => signal.aborted)).toEqual([true, true]);
	for (const call of calls) deadlines.end(call);
	expect(deadlines.begin().signal.aborted).toBe(true);
});
