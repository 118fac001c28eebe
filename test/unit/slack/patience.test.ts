import { getEventListeners } from 'node:events';

import { Patience } from '../../../nodes/SlackAdminSessions/slack/patience';

const METHOD = 'admin.users.session.reset';

afterEach(() => jest.restoreAllMocks());

test('a clock that is set back during a pause does not lengthen it', async () => {
	const patience = new Patience(1, undefined);
	patience.pause(METHOD, 20);
	jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 300_000);
	expect(await patience.untilFree(METHOD)).toBe(true);
});

test('a clock that is set forward does not cut a pause short', async () => {
	const patience = new Patience(1, undefined);
	const from = performance.now();
	patience.pause(METHOD, 50);
	jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 300_000);
	expect(await patience.untilFree(METHOD)).toBe(true);
	expect(performance.now() - from).toBeGreaterThanOrEqual(50);
});

test('whoever waits at the same time listens to the signal together, and no longer than that', async () => {
	const { signal } = new AbortController();
	const patience = new Patience(1, signal);
	const waits = Array.from({ length: 12 }, async () => await patience.wait(20));
	expect(getEventListeners(signal, 'abort')).toHaveLength(1);
	await Promise.all(waits);
	expect(getEventListeners(signal, 'abort')).toEqual([]);
});

describe('a part of a run that ends with a signal of its own', () => {
	test('lets go whoever waits, and the run goes on', async () => {
		const run = new Patience(1, undefined);
		const over = new AbortController();
		const part = run.endingWith(over.signal);
		run.pause(METHOD, 900);
		const waiting = part.untilFree(METHOD);
		over.abort();
		expect(await waiting).toBe(false);
		expect([part.stopped, run.stopped]).toEqual([true, false]);
	});

	test('uses up what the run may wait', async () => {
		const run = new Patience(0.01, undefined);
		expect(await run.endingWith(new AbortController().signal).wait(6)).toBe(true);
		expect(await run.wait(6)).toBe(false);
	});

	test('breaks calls off without Slack being down', () => {
		const run = new Patience(1, undefined);
		const over = new AbortController();
		const part = run.endingWith(over.signal);
		over.abort();
		for (let call = 0; call < 5; call++) part.sawNone();
		expect(run.slackIsDown).toBe(false);
	});
});
