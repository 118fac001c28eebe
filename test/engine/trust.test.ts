import type { IDataObject } from 'n8n-workflow';

import { SlackAdminSessionsApi } from '../../credentials/SlackAdminSessionsApi.credentials';
import type { Exchange } from '../emulator/emulator';
import { faults } from '../emulator/faults';
import { RateLimits } from '../emulator/rateLimits';
import { json, methodOf, type Reply } from '../emulator/slack';
import { until } from '../until';
import { log, stopNext } from './engine';
import { reset, rows, users, useSlack } from './slack';

const slack = useSlack(40);

/** The lines of n8n's log with this in them, as soon as there is one. */
async function linesOf(text: string): Promise<string[]> {
	const lines = () => log.filter((line) => line.includes(text));
	await until(`n8n's log says: ${text}`, () => lines().length > 0);
	return lines();
}

const RESET = 'admin.users.session.reset';
const times = (method: string) => slack.emulator.calls(method).map(({ at }) => at);

describe('the rate limit', () => {
	test('one pause for all calls of the method, and all are done', async () => {
		slack.emulator.limits = new RateLimits();
		const { outputs } = await slack.run({ parameters: reset, items: users(40) });
		expect(rows(outputs[0])).toHaveLength(40);
		expect(slack.organisation.sessionsOf('U0000000040')).toEqual([]);
		// Each of the five that were under way was told once; nobody came back before the pause was over.
		expect(times(RESET).length).toBeLessThanOrEqual(40 + 5);
	});

	test('Maximum Wait bounds it: what is left then is not done, and says so', async () => {
		slack.emulator.limits = new RateLimits();
		const { outputs } = await slack.run({
			parameters: { ...reset, options: { maxWait: 10 } },
			items: users(40),
			onError: 'continueRegularOutput',
		});
		const codes = rows(outputs[0]).map(
			({ error }) => (error as IDataObject | undefined)?.code ?? 'done',
		);
		expect(codes.filter((code) => code === 'done')).toHaveLength(20);
		expect(codes.filter((code) => code === 'ratelimited')).toHaveLength(20);
		for (const [index, row] of rows(outputs[0]).entries()) {
			expect(
				slack.organisation.sessionsOf(String(users(1, index + 1)[0]?.user_id)).length === 0,
			).toBe('ok' in row);
		}
	});

	test('ten executions at once, each with a pause of its own: all finish, none failed', async () => {
		slack.emulator.limits = new RateLimits();
		const runs = await Promise.all(
			Array.from(
				{ length: 10 },
				async (_, index) => await slack.run({ parameters: reset, items: users(4, 1 + index * 4) }),
			),
		);
		expect(runs.flatMap(({ outputs }) => rows(outputs[0])).filter(({ ok }) => ok)).toHaveLength(40);
	});
});

test("a long run says in n8n's log how far it is", async () => {
	slack.emulator.limits = new RateLimits();
	log.length = 0;
	await slack.run({ parameters: { ...reset, options: { maxWait: 1_000 } }, items: users(40) });
	expect(log.find((line) => line.includes(' left, about '))).toMatch(
		/Slack Admin Sessions: \d+ done, \d+ left, about \d+ minutes more\./,
	);
});

describe('a lost answer', () => {
	const lostThen = (next: string) => {
		let calls = 0;
		slack.emulator.faultFor = (request) => {
			if (!/reset|invalidate/.test(methodOf(request))) return undefined;
			return ++calls === 1
				? faults['cut after Slack worked']
				: ({ send }) => send(json({ ok: false, error: next }));
		};
	};

	test('Invalidate: session_not_found means that it worked, and the note says so', async () => {
		const [session] = slack.organisation.sessionsOf('U0000000001');
		let calls = 0;
		slack.emulator.faultFor = (request) =>
			methodOf(request).endsWith('invalidate') && ++calls === 1
				? faults['cut after Slack worked']
				: undefined;
		const { outputs } = await slack.run({
			parameters: { resource: 'session', operation: 'invalidate' },
			items: [{ ...session }],
		});
		expect(rows(outputs[0])).toMatchObject([
			{
				ok: true,
				outcome: 'already_signed_out',
				note: expect.stringContaining('The answer to an earlier try was lost'),
			},
		]);
	});

	test.each([
		['token_revoked', 'unknown'],
		['accesslimited', 'unknown'],
		['service_unavailable', 'unknown'],
		['user_session_reset_failed', 'unknown'],
		['brand_new', 'unknown'],
		['user_not_found', 'failed'],
		['cannot_reset_bot', 'failed'],
	])('Reset: %s at the next try is %s', async (code, outcome) => {
		lostThen(code);
		const { outputs } = await slack.run({
			parameters: reset,
			items: users(1),
			onError: 'continueRegularOutput',
		});
		expect(rows(outputs[0])).toMatchObject([{ error: { code, outcome } }]);
	});
});

test('a pause that Slack asks for is not a try that went wrong', async () => {
	const brings = [
		...Array(5).fill(faults['429, Retry-After: 1']),
		...Array(3).fill(faults['502 before Slack worked']),
	];
	slack.emulator.faultFor = (request) => (methodOf(request) === RESET ? brings.shift() : undefined);
	const { outputs } = await slack.run({ parameters: reset, items: users(1) });
	expect(rows(outputs[0])).toMatchObject([{ ok: true, outcome: 'reset' }]);
	expect(slack.emulator.calls(RESET)).toHaveLength(9);
});

test('Slack is down: after three calls in vain each further one is tried once', async () => {
	slack.emulator.faultFor = (request) =>
		methodOf(request) === RESET ? faults['503 before Slack worked'] : undefined;
	const { outputs } = await slack.run({
		parameters: reset,
		items: users(40),
		onError: 'continueRegularOutput',
	});
	expect(rows(outputs[0]).every(({ error }) => (error as IDataObject).outcome === 'unknown')).toBe(
		true,
	);
	expect(slack.emulator.calls(RESET).length).toBeLessThan(4 * 8 + 40);
});

describe('stopping', () => {
	/** Every call begins with the credential. */
	const begun = jest.spyOn(SlackAdminSessionsApi.prototype, 'authenticate');
	beforeEach(() => void begun.mockClear());
	afterAll(() => begun.mockRestore());

	/** Gives these answers, and stops the run once it waits: a call was refused, and none is under way. @returns when it was stopped */
	const stopOnceItWaits = async (
		answer: (exchange: Exchange) => { reply: Reply; refused: boolean },
	): Promise<number> => {
		let refused = false;
		let ended = 0;
		slack.emulator.faultFor = () => (exchange) => {
			const { reply, refused: now } = answer(exchange);
			// n8n closes a connection once it has read the answer.
			exchange.socket.once('close', () => {
				ended++;
				refused ||= now;
			});
			exchange.send(reply);
		};
		const stopped = until(
			'a call is refused and none is under way',
			() => refused && ended === begun.mock.calls.length && Date.now(),
		);
		stopNext(stopped);
		return await stopped;
	};

	test('a stop ends a wait at once, makes no further call, and one line in the log says how far it came', async () => {
		slack.emulator.limits = new RateLimits();
		log.length = 0;
		const stopped = stopOnceItWaits(({ work }) => {
			const reply = work();
			return { reply, refused: reply.status === 429 };
		});
		await slack.run({ parameters: reset, items: users(40) });
		expect(Date.now() - (await stopped)).toBeLessThan(10_000);
		const calls = slack.emulator.requests.length;
		expect(calls).toBeLessThanOrEqual(1 + 25);
		// n8n lets go of a stopped node before the node itself has ended.
		const lines = await linesOf('Admin Sessions was stopped');
		expect(lines).toHaveLength(1);
		expect(lines[0]).toMatch(/Done: U0000000001, .*U0000000020\..* Not tried: \d+\./);
		// The node has ended. It began no call that is still on its way to Slack.
		expect(begun).toHaveBeenCalledTimes(calls);
		expect(slack.emulator.requests).toHaveLength(calls);
	});

	test('what was under way is not known', async () => {
		log.length = 0;
		let underWay = 0;
		stopNext(
			new Promise<void>((resolve) => {
				slack.emulator.faultFor = (request) => {
					if (methodOf(request) !== RESET) return undefined;
					if (++underWay === 3) resolve();
					return faults['a hang after Slack worked'];
				};
			}),
		);
		await slack.run({ parameters: reset, items: users(3) });
		expect((await linesOf('Admin Sessions was stopped'))[0]).toMatch(
			/Not known: U0000000001, U0000000002, U0000000003\./,
		);
	});

	test('stopped while a refused one is tried again: it is named, and nobody claims that nothing was sent', async () => {
		log.length = 0;
		const stopped = stopOnceItWaits((exchange) =>
			methodOf(exchange.request) === RESET
				? { reply: json({ ok: false, error: 'user_session_reset_failed' }), refused: true }
				: { reply: exchange.work(), refused: false },
		);
		await slack.run({ parameters: reset, items: users(2) });
		await stopped;
		expect((await linesOf('Admin Sessions was stopped'))[0]).toMatch(
			/was stopped\. Not done: U0000000001, U0000000002\./,
		);
	});
});

describe('safe to run again', () => {
	test('the same list twice ends in the same state', async () => {
		const sessions = slack.organisation
			.sessionsOf('U0000000003')
			.map((session) => ({ ...session }));
		const parameters = { resource: 'session', operation: 'invalidate' };
		expect(
			rows((await slack.run({ parameters, items: sessions })).outputs[0]).map(
				({ outcome }) => outcome,
			),
		).toEqual(sessions.map(() => 'invalidated'));
		expect(
			rows((await slack.run({ parameters, items: sessions })).outputs[0]).map(
				({ outcome }) => outcome,
			),
		).toEqual(sessions.map(() => 'already_signed_out'));
	});
});

describe('guards under fault: nothing is written', () => {
	test.each([
		[
			'a protected address cannot be looked up',
			'users.lookupByEmail',
			{ protectedUsers: 'u0000000009@example.com' },
		],
		["the token's own user cannot be looked up", 'auth.test', {}],
	])('%s', async (_, method, options) => {
		for (const fault of [
			'cut before Slack worked',
			'html',
			'503 before Slack worked',
			'redirect 307',
		] as const) {
			slack.emulator.faultFor = (request) =>
				methodOf(request) === method ? faults[fault] : undefined;
			const { outputs } = await slack.run({
				parameters: { ...reset, options },
				items: users(3),
				onError: 'continueRegularOutput',
			});
			expect(
				rows(outputs[0]).every(({ error }) => (error as IDataObject).outcome === 'failed'),
			).toBe(true);
			expect(slack.emulator.calls(RESET)).toEqual([]);
		}
	});
});
