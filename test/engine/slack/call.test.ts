import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

import { ExecuteContext } from 'n8n-core';

import { faults, type FaultName } from '../../emulator/faults';
import { json, methodOf } from '../../emulator/slack';
import { until } from '../../until';
import { secondsOf } from '../clock';
import { log, stopNext, type Setup } from '../engine';
import { reset, rows, users, useSlack } from '../slack';

const slack = useSlack();

const METHOD = 'admin.users.session.reset';

async function resetUnder(name: FaultName) {
	slack.emulator.faultFor = (request) => (methodOf(request) === METHOD ? faults[name] : undefined);
	const { outputs } = await slack.run({
		parameters: reset,
		items: users(1),
		onError: 'continueRegularOutput',
	});
	return rows(outputs[0])[0];
}

const unknown = 'It is not known whether the sessions of user U0000000001 were reset';
const failed = 'The sessions of user U0000000001 were not reset';

test.each<[FaultName, string, string]>([
	['html', 'http_200', `${unknown}: the answer was not Slack's`],
	['html after Slack worked', 'http_200', `${unknown}: the answer was not Slack's`],
	['json cut short after Slack worked', 'http_200', `${unknown}: the answer was not Slack's`],
	['empty body after Slack worked', 'http_200', `${unknown}: the answer was not Slack's`],
	['array after Slack worked', 'http_200', `${unknown}: the answer was not Slack's`],
	['ok that is a text after Slack worked', 'http_200', `${unknown}: the answer was not Slack's`],
	['500 before Slack worked', 'http_500', `${unknown}: the answer was HTTP 500`],
	['502 after Slack worked', 'http_502', `${unknown}: the answer was HTTP 502`],
	[
		'cut before Slack worked',
		'no_answer',
		`${unknown}: the connection ended before an answer came`,
	],
	['cut after Slack worked', 'no_answer', `${unknown}: the connection ended before an answer came`],
	[
		'redirect 301',
		'http_301',
		`${failed}: the way to Slack answered with a redirect (HTTP 301), which was not followed`,
	],
	[
		'redirect 302',
		'http_302',
		`${failed}: the way to Slack answered with a redirect (HTTP 302), which was not followed`,
	],
	[
		'redirect 303',
		'http_303',
		`${failed}: the way to Slack answered with a redirect (HTTP 303), which was not followed`,
	],
	[
		'redirect 307',
		'http_307',
		`${failed}: the way to Slack answered with a redirect (HTTP 307), which was not followed`,
	],
	[
		'redirect 308',
		'http_308',
		`${failed}: the way to Slack answered with a redirect (HTTP 308), which was not followed`,
	],
	[
		'redirect 307 to the same host',
		'http_307',
		`${failed}: the way to Slack answered with a redirect (HTTP 307), which was not followed`,
	],
	['401 from a gateway', 'http_401', `${failed}: the call was turned away with HTTP 401`],
	['403 from a gateway', 'http_403', `${failed}: the call was turned away with HTTP 403`],
	['407 from a proxy', 'http_407', `${failed}: the call was turned away with HTTP 407`],
])('%s: never a success', async (name, code, message) => {
	const row = await resetUnder(name);
	expect(row).toMatchObject({
		error: {
			code,
			message,
			outcome: message.startsWith(unknown) ? 'unknown' : 'failed',
			user_id: 'U0000000001',
		},
	});
	// What is said to be not done is not done.
	if (message.startsWith(failed))
		expect(slack.organisation.sessionsOf('U0000000001')).not.toEqual([]);
	expect(slack.emulator.connects.every((host) => host === 'slack.com:443')).toBe(true);
});

test("Slack's JSON under a wrong content type is Slack's all the same", async () => {
	expect(await resetUnder('json under a wrong content type')).toMatchObject({
		ok: true,
		outcome: 'reset',
	});
});

test("a code that is on no list is shown, with Slack's page", async () => {
	slack.emulator.faultFor = (request) =>
		methodOf(request) === METHOD
			? ({ send }) => send({ status: 200, headers: {}, body: '{"ok":false,"error":"brand_new"}' })
			: undefined;
	const { error } = await slack.run({ parameters: reset, items: users(1) });
	expect(error?.message).toBe(`${failed}: Slack answered "brand_new"`);
	expect(error?.description).toContain(
		'https://docs.slack.dev/reference/methods/admin.users.session.reset',
	);
});

describe('what Slack says of an argument', () => {
	const answer = (error: string, messages: unknown) => () => {
		slack.emulator.faultFor = (request) =>
			/reset/.test(methodOf(request) ?? '')
				? ({ send }) => send(json({ ok: false, error, response_metadata: { messages } }))
				: undefined;
	};
	const said = '[ERROR] must be a valid enum value [json-pointer:/mobile_only]';

	test.each(['invalid_arguments', 'brand_new'])('%s: it is shown', async (code) => {
		answer(code, [said, '[WARN] second'])();
		const { error } = await slack.run({ parameters: reset, items: users(1) });
		expect(error?.message).toMatch(/^The sessions of user U0000000001 were not reset: Slack /);
		expect(error?.message.split(' (').slice(-1)).toEqual([`Slack says: ${said}; [WARN] second)`]);
	});

	test('it is shown where nobody knows for whom, too', async () => {
		answer('invalid_arguments', [said])();
		const { outputs } = await slack.run({
			parameters: { resource: 'session', operation: 'resetBulk', users: '={{ $json.user_id }}' },
			items: users(2),
			onError: 'continueRegularOutput',
		});
		for (const { error } of rows(outputs[0]))
			expect((error as { message: string }).message).toContain(`(Slack says: ${said})`);
	});

	test('without a token, in one line, and not at any length', async () => {
		answer('invalid_arguments', [
			`${slack.token.value} \u202e\n`,
			'x'.repeat(9_000),
			{ a: 1 },
			'third',
			'fourth',
		])();
		const { error, run } = await slack.run({ parameters: reset, items: users(1) });
		expect(JSON.stringify(run)).not.toContain(slack.token.value.slice(5));
		expect(error?.message).toMatch(
			/\(Slack says: \[token removed\] \[U\+202E\]; x+…; third; and 1 more\)$/,
		);
		expect(error?.message.length).toBeLessThan(500);
	});

	test.each([[undefined], ['a text'], [[]], [[7, null]]])(
		'nothing where it is %j',
		async (messages) => {
			answer('invalid_arguments', messages)();
			const { error } = await slack.run({ parameters: reset, items: users(1) });
			expect(error?.message).toBe(`${failed}: Slack did not take the values as they were sent`);
		},
	);
});

test.each(['fatal_error', 'internal_error'])(
	'%s says that part of it may have been done',
	async (code) => {
		slack.emulator.faultFor = (request) =>
			methodOf(request) === METHOD
				? ({ work, send }) => (
						work(),
						send({ status: 200, headers: {}, body: `{"ok":false,"error":"${code}"}` })
					)
				: undefined;
		const { outputs } = await slack.run({
			parameters: reset,
			items: users(1),
			onError: 'continueRegularOutput',
		});
		expect(rows(outputs[0])).toMatchObject([
			{ error: { code, outcome: 'unknown', message: expect.stringContaining('It is not known') } },
		]);
	},
);

test.each([
	[504, { ok: false, message: 'upstream timed out' }],
	[502, { ok: false, error: 'bad_gateway' }],
	[408, { ok: false, error: 'timeout' }],
])(
	"HTTP %d in Slack's form, but with a code that is not Slack's: nobody knows",
	async (status, body) => {
		slack.emulator.faultFor = (request) =>
			methodOf(request) === METHOD
				? ({ work, send }) => (work(), send({ status, headers: {}, body: JSON.stringify(body) }))
				: undefined;
		const { outputs } = await slack.run({
			parameters: reset,
			items: users(1),
			onError: 'continueRegularOutput',
		});
		expect(rows(outputs[0])).toMatchObject([
			{ error: { code: `http_${status}`, outcome: 'unknown' } },
		]);
		expect(slack.emulator.calls(METHOD)).toHaveLength(4);
	},
);

test('429 is not done', async () => {
	slack.emulator.faultFor = (request) =>
		methodOf(request) === METHOD
			? ({ send }) =>
					send({
						status: 429,
						headers: { 'retry-after': '30' },
						body: '{"ok":false,"error":"ratelimited"}',
					})
			: undefined;
	const { outputs } = await slack.run({
		parameters: { ...reset, options: { maxWait: 20 } },
		items: users(1),
		onError: 'continueRegularOutput',
	});
	expect(rows(outputs[0])).toMatchObject([{ error: { code: 'ratelimited', outcome: 'failed' } }]);
	expect(slack.emulator.calls(METHOD)).toHaveLength(1);
});

test('a pause that is no whole number of milliseconds ends, and not before its time', async () => {
	slack.emulator.faultFor = (request) =>
		methodOf(request) === METHOD && slack.emulator.calls(METHOD).length === 1
			? ({ send }) => send({ status: 429, headers: { 'retry-after': '1.2345' }, body: '' })
			: undefined;
	const seconds = await secondsOf(async () => {
		const { outputs } = await slack.run({ parameters: reset, items: users(1) });
		expect(rows(outputs[0])).toMatchObject([{ ok: true, outcome: 'reset' }]);
	});
	expect(seconds).toBeCloseTo(1.235, 2);
	expect(seconds).toBeGreaterThanOrEqual(1.2345);
});

describe('an execution that is ended, by its time limit or by hand', () => {
	beforeEach(() => {
		log.length = 0;
	});

	/** What came of each item of a run that is ended while it makes its pause, or at another moment. */
	async function resetUntilEnded(
		fault: FaultName | 'a long pause',
		moment: () => boolean,
		setup: Partial<Setup> = {},
	) {
		slack.emulator.faultFor = (request) => {
			if (methodOf(request) !== METHOD) return undefined;
			return fault === 'a long pause'
				? ({ send }) => send({ status: 429, headers: { 'retry-after': '900' }, body: '' })
				: faults[fault];
		};
		stopNext(until('the moment has come', moment));
		const { outputs, run } = await slack.run({
			parameters: { ...reset, options: { maxWait: 1_000_000 } },
			items: users(1),
			onError: 'continueRegularOutput',
			...setup,
		});
		expect(run.status).toBe('canceled');
		return rows(outputs[0]);
	}

	// n8n 1.110 does not show a node its workflow's settings.
	const tellsItsLimit = 'getWorkflowSettings' in ExecuteContext.prototype;
	const told = (text: string) => () => log.some((line) => line.includes(text));
	const next =
		"The execution was stopped, or it reached its time limit. Run the workflow again with the items that are left; where the limit is too short, raise 'Timeout After' in the workflow's settings.";

	test('during a pause that Slack asks for', async () => {
		expect(
			await resetUntilEnded('a long pause', told('rate limited (HTTP 429)'), { timeLimit: 300 }),
		).toMatchObject([
			{
				error: {
					code: 'execution_ended',
					outcome: 'failed',
					message: `${failed}: the execution was ended during a pause that Slack's rate limit asks for`,
					description: next.replace(
						'time limit.',
						tellsItsLimit ? 'time limit of 300 seconds.' : '$&',
					),
				},
			},
		]);
	});

	test('before another try: the answer that was lost is told too', async () => {
		expect(await resetUntilEnded('502 after Slack worked', told('HTTP 502, not'))).toMatchObject([
			{
				error: {
					code: 'execution_ended',
					outcome: 'unknown',
					message: `${unknown}: the execution was ended before another try, and the answer was HTTP 502`,
					description: expect.stringContaining(next),
				},
			},
		]);
	});

	test('while the call is under way', async () => {
		const isUnderWay = () => slack.emulator.calls(METHOD).length > 0;
		expect(await resetUntilEnded('a hang after Slack worked', isUnderWay)).toMatchObject([
			{
				error: {
					code: 'execution_ended',
					outcome: 'unknown',
					message: `${unknown}: the execution was ended before an answer came`,
					description: expect.stringContaining(next),
				},
			},
		]);
	});

	test('what it did not come to', async () => {
		const isPausing = () => slack.emulator.calls(METHOD).length >= 5;
		const out = await resetUntilEnded('a hang after Slack worked', isPausing, { items: users(8) });
		expect(out.slice(5)).toMatchObject(
			[5, 6, 7].map((item) => ({
				item,
				error: {
					code: 'not_tried',
					outcome: 'failed',
					description: expect.stringContaining('reached its time limit'),
				},
			})),
		);
	});
});

test('what cannot have left is failed, never unknown: a proxy that is down', async () => {
	process.env.HTTPS_PROXY = 'http://127.0.0.1:1';
	const { outputs } = await slack.run({
		parameters: { ...reset, options: { includeOwnUser: true } },
		items: users(1),
		onError: 'continueRegularOutput',
	});
	expect(rows(outputs[0])).toMatchObject([
		{
			error: {
				code: 'not_sent',
				outcome: 'failed',
				message: `${failed}: Slack could not be reached (ECONNREFUSED)`,
			},
		},
	]);
});

test.each(['http://user:s3cr%6q@', 'http://user:s3cr#t@', 'socks5://user:s3cr%6q@'])(
	'a proxy whose address cannot be read: nothing is sent, its password is shown nowhere (%s)',
	async (beginning) => {
		process.env.HTTPS_PROXY = `${beginning}127.0.0.1:${slack.emulator.proxyPort}`;
		log.length = 0;
		const { outputs, run } = await slack.run({
			parameters: { ...reset, options: { includeOwnUser: true } },
			items: users(1),
			onError: 'continueRegularOutput',
		});
		expect(rows(outputs[0])).toMatchObject([
			{
				error: {
					code: 'not_sent',
					outcome: 'failed',
					message: `${failed}: the address of the proxy cannot be read`,
					description: expect.stringMatching(/^Nothing was sent\. .*password of a proxy.*%25/),
				},
			},
		]);
		// The agent has begun a connection before it reads the password, and forgets it. Were the proxy gone by then, that would end the tests.
		if (beginning.includes('%6q'))
			await until('the proxy has the connection', () => slack.emulator.connections > 0);
		expect(`${JSON.stringify(run)}${log.join()}`).not.toContain('s3cr');
		expect(log.filter((line) => line.includes(`${METHOD}, try`))).toHaveLength(1);
	},
);

test('a TLS hand-shake that breaks: nobody knows, and the proxy is named as a possible cause', async () => {
	const proxy = createServer((socket) => {
		socket.on('error', () => socket.destroy());
		socket.once('data', () => {
			socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
			socket.once('data', () => socket.end('this is no TLS'));
		});
	}).listen(0, '127.0.0.1');
	await once(proxy, 'listening');
	process.env.HTTPS_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
	const { outputs } = await slack.run({
		parameters: { ...reset, options: { includeOwnUser: true } },
		items: users(1),
		onError: 'continueRegularOutput',
	});
	proxy.close();
	expect(rows(outputs[0])).toMatchObject([
		{ error: { outcome: 'unknown', description: expect.stringContaining('a proxy') } },
	]);
});

test('a network error that has no code: nobody knows whether the call left', async () => {
	const proxy = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
	await once(proxy, 'listening');
	process.env.HTTPS_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
	const { outputs } = await slack.run({
		parameters: { ...reset, options: { includeOwnUser: true } },
		items: users(1),
		onError: 'continueRegularOutput',
	});
	proxy.close();
	expect(rows(outputs[0])).toMatchObject([
		{
			error: {
				code: 'no_answer',
				outcome: 'unknown',
				message: `${unknown}: the connection ended before an answer came`,
			},
		},
	]);
});

test.each(['bot', 'appLevel', 'refresh'] as const)(
	'a token of the kind %s is refused before anything leaves',
	async (kind) => {
		const { value } = slack.organisation.addToken({ user_id: 'U0ADMIN0001', kind });
		const { error } = await slack.run({
			parameters: { ...reset, options: { includeOwnUser: true } },
			items: users(1),
			credential: { accessToken: value, environment: 'slack' },
		});
		expect(error?.message).toContain('begins with xoxp-');
		expect(error).toMatchObject({ context: { outcome: 'failed' } });
		expect(slack.emulator.connects).toEqual([]);
	},
);

test.each<FaultName>(['echo of the token', 'echo of the token in html', 'redirect 307'])(
	'%s: the token is in no output, error or log',
	async (name) => {
		for (const onError of ['continueErrorOutput', 'stopWorkflow'] as const) {
			slack.emulator.faultFor = () => faults[name];
			const { run } = await slack.run({ parameters: reset, items: users(2), onError });
			expect(JSON.stringify(run)).not.toContain(slack.token.value.slice(5));
		}
		expect(log.length).toBeGreaterThan(0);
		expect(log.join('\n')).not.toContain(slack.token.value.slice(5));
	},
);
