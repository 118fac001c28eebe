import { setImmediate as turn } from 'node:timers/promises';

import { faults } from '../emulator/faults';
import { methodOf } from '../emulator/slack';
import { clock, secondsOf } from './clock';
import { reset, rows, users, useSlack } from './slack';

const slack = useSlack();
const RESET = 'admin.users.session.reset';

const sleep = async (seconds: number) =>
	await new Promise((resolve) => setTimeout(resolve, seconds * 1000));

test('a wait takes its time to the millisecond, and what is due first comes first', async () => {
	const order: string[] = [];
	const wait = async (name: string, seconds: number) => {
		await sleep(seconds);
		order.push(name);
	};
	const began = Date.now();
	expect(
		await secondsOf(
			async () =>
				await Promise.all([wait('an hour', 3_600), wait('a minute', 60), wait('none', 0)]),
		),
	).toBe(3_600);
	expect(order).toEqual(['none', 'a minute', 'an hour']);
	expect(Date.now() - began).toBe(3_600_000);
});

test('while Slack works, no time goes by', async () => {
	slack.emulator.faultFor = () => async (exchange) => {
		const work = exchange.work();
		for (let turns = 0; turns < 5; turns++) await turn();
		exchange.send(work);
	};
	const seconds = await secondsOf(
		async () => await slack.run({ parameters: reset, items: users(5) }),
	);
	expect(seconds).toBe(0);
});

test('a call without an answer is given up when its time is up', async () => {
	slack.emulator.faultFor = (request) =>
		methodOf(request) === RESET && slack.emulator.calls(RESET).length === 1
			? faults['a hang before Slack worked']
			: undefined;
	const seconds = await secondsOf(async () => {
		const { outputs } = await slack.run({ parameters: reset, items: users(1) });
		expect(rows(outputs[0])).toMatchObject([{ ok: true, outcome: 'reset' }]);
	});
	// The time limit, and the pause before the second try.
	expect(seconds).toBeGreaterThanOrEqual(30.5);
	expect(seconds).toBeLessThanOrEqual(31);
});

test('a timer that is cleared never rings, and one that repeats does until then', async () => {
	let rings = 0;
	clearTimeout(setTimeout(() => void (rings += 100), 1_000));
	const timer = setInterval(() => void rings++, 10_000);
	await sleep(35);
	clearInterval(timer);
	await sleep(60);
	expect(rings).toBe(3);
});

test('time can be let go by: what was due meanwhile comes at once', async () => {
	const rest = sleep(60);
	clock.pass(90_000);
	expect(await secondsOf(async () => await rest)).toBe(0);
});
