import { ExecuteContext } from 'n8n-core';
import type { IDataObject, INodeParameters, OnError } from 'n8n-workflow';

import { faults } from '../../emulator/faults';
import { json } from '../../emulator/slack';
import { logger, stopNext, type Outcome } from '../engine';
import { byId, reset, rows, users, useSlack } from '../slack';

const slack = useSlack();
afterEach(() => jest.restoreAllMocks());

const bulk = { resource: 'session', operation: 'resetBulk', users: '={{ $json.user_id }}' };
const list = { resource: 'session', operation: 'getMany', returnAll: false, limit: 1 };

/** Each ends in a notice. */
const told: Array<[string, INodeParameters, IDataObject]> = [
	['Reset in Bulk, enqueued', bulk, { ok: true, outcome: 'enqueued', user_id: 'U0000000001' }],
	['Get Many, cut at the limit', list, { session_id: expect.any(Number) as number }],
	['Get Many, nothing found', { ...list, filters: { operatingSystem: 'none' } }, {}],
];

describe("in the context that n8n gives to an agent's tool", () => {
	// The engine of the oldest n8n, which has no hints there, runs this too.
	test('a tool does its work once and answers what it did', async () => {
		const { error, run } = await slack.run({
			parameters: { ...reset, user: byId('U0000000001') },
			items: [],
			typeVersion: 1.1,
			retryOnFail: true,
			asTool: true,
			calledByAgent: true,
		});
		expect(error).toBeUndefined();
		expect(answersOf(run)).toMatchObject([{ ok: true, outcome: 'reset', user_id: 'U0000000001' }]);
		expect(slack.emulator.calls('admin.users.session.reset')).toHaveLength(1);
	});

	function answersOf(run: Outcome['run']): IDataObject[] {
		const [output] = run.data.resultData.runData.Items?.at(-1)?.data?.main ?? [];
		return (output ?? []).map(({ json }) => json);
	}
});

describe('where a hint throws', () => {
	beforeEach(() => {
		jest.spyOn(ExecuteContext.prototype, 'addExecutionHints').mockImplementation(fail);
	});

	test.each(told)('%s comes out as what it is', async (_, parameters, row) => {
		const { outputs, error } = await slack.run({ parameters, items: users(1) });
		expect(error).toBeUndefined();
		expect(rows(outputs[0])).toMatchObject(Object.keys(row).length > 0 ? [row] : []);
	});

	test('the warning of Retry On Fail does not run the node again', async () => {
		const { outputs, error } = await slack.run({
			parameters: reset,
			items: users(2),
			retryOnFail: true,
		});
		expect(error).toBeUndefined();
		expect(rows(outputs[0])).toMatchObject([{ outcome: 'reset' }, { outcome: 'reset' }]);
		expect(slack.emulator.calls('admin.users.session.reset')).toHaveLength(2);
	});
});

describe('several items, and the same for each of them', () => {
	const two = 'U0000000001, U0000000002';
	const settings = { resource: 'sessionSetting', users: two };
	const invalidate = { resource: 'session', operation: 'invalidate' };
	const hintsOf = async (parameters: INodeParameters, items = 6) =>
		(
			await slack.run({
				parameters,
				items: users(items),
				onError: 'continueRegularOutput',
			})
		).hints.flatMap(({ message, type }) =>
			message.includes('is the same for each of') ? [{ message, type }] : [],
		);

	test.each<[string, INodeParameters, string]>([
		['Reset in Bulk', { ...bulk, users: two }, 'Users'],
		['Reset', { ...reset, user: byId('U0000000001') }, 'User'],
		['Get Many', list, 'Filters'],
		['Get Many of a user', { ...list, filters: { user: byId('U0000000001') } }, 'Filters'],
		['Set', { ...settings, operation: 'set', settings: { duration: 8 } }, 'Users'],
		['Get', { ...settings, operation: 'get' }, 'Users'],
		['Clear', { ...settings, operation: 'clear' }, 'Users'],
		[
			'Invalidate',
			{ ...invalidate, sessionId: '1112275520242', user: byId('U0000000001') },
			'Session ID',
		],
	])('%s: a hint says so, and how to have it once', async (_, parameters, name) => {
		expect(await hintsOf(parameters)).toEqual([
			{
				message: `'${name}' is the same for each of 6 items, so that each result comes out 6 times. For the results once, switch on 'Execute Once' in the node's settings.`,
				type: 'info',
			},
		]);
	});

	test.each<[string, INodeParameters]>([
		['Reset in Bulk, each its own users', bulk],
		['Reset, each its own user', reset],
		['Get Many, each its own user', { ...list, filters: { user: byId('={{ $json.user_id }}') } }],
		['Invalidate, each its own session of a user', { ...invalidate, user: byId('U0000000001') }],
		['Check, which gives one answer', { resource: 'access', operation: 'check' }],
	])('%s: nothing is told', async (_, parameters) => {
		expect(await hintsOf(parameters)).toEqual([]);
	});

	test('one item: nothing is told', async () => {
		expect(await hintsOf({ ...bulk, users: two }, 1)).toEqual([]);
	});
});

test('a log that cannot be written changes nothing: each is sent once and done', async () => {
	failToLog();
	const { outputs, error } = await slack.run({ parameters: reset, items: users(3) });
	expect(error).toBeUndefined();
	expect(rows(outputs[0]).map(({ outcome }) => outcome)).toEqual(['reset', 'reset', 'reset']);
	expect(slack.emulator.calls('admin.users.session.reset')).toHaveLength(3);
});

test('a refusal is told as that where its line cannot be written', async () => {
	failToLog();
	const { outputs } = await slack.run({
		parameters: reset,
		items: [{ user_id: 'U9999999999' }],
		onError: 'continueRegularOutput',
	});
	expect(rows(outputs[0])).toMatchObject([
		{ error: { code: 'user_not_found', outcome: 'failed' } },
	]);
});

test('a stopped run ends as one, where neither log nor browser can be told', async () => {
	failToLog();
	const toBrowser = jest
		.spyOn(ExecuteContext.prototype, 'sendMessageToUI')
		.mockImplementation(fail);
	const arrived = new Promise<void>((resolve) => {
		slack.emulator.faultFor = ({ path }) => {
			if (!path.endsWith('admin.users.session.reset')) return undefined;
			resolve();
			return faults['a hang after Slack worked'];
		};
	});
	stopNext(arrived);
	const { run } = await slack.run({
		parameters: reset,
		items: users(1),
		onError: 'continueRegularOutput',
	});
	expect(run.status).toBe('canceled');
	expect(toBrowser).toHaveBeenCalledTimes(1);
});

function fail(): never {
	throw new TypeError('this.context.addExecutionHints is not a function');
}

/** n8n's own lines go through the same logger, and are written. */
function failToLog(): void {
	for (const level of ['debug', 'info', 'warn'] as const) {
		const write = logger[level];
		jest.spyOn(logger, level).mockImplementation((message: string, metadata?: object) => {
			if (message.startsWith('Slack Admin Sessions')) fail();
			return write(message, metadata);
		});
	}
}

describe("failed rows among those done, in n8n's table", () => {
	const hintsOf = async (onError: OnError, parameters: INodeParameters = bulk) =>
		(
			await slack.run({ parameters, items: [...users(2), { user_id: 'U9999999999' }], onError })
		).hints.filter(({ message }) => message.includes('undefined'));

	test('Continue: a hint says where the reason is, and how to keep them apart', async () => {
		expect(await hintsOf('continueRegularOutput')).toMatchObject([
			{
				type: 'warning',
				message: expect.stringMatching(
					/^1 of 3 were not done, .* 'error'\. .* Continue \(using error output\) keeps them apart\.$/,
				),
			},
		]);
	});

	test('they are apart already, or all have failed: none', async () => {
		expect(await hintsOf('continueErrorOutput')).toEqual([]);
		slack.token.state = 'revoked';
		expect(await hintsOf('continueRegularOutput')).toEqual([]);
	});
});

describe('a dry run has acted on nobody, and nothing that it says reads as if it had', () => {
	/** What is said of something that was done, or tried. */
	const ACTED =
		/\b(was|were) (not )?(done|reset|put|set|cleared|ended)\b|whether .* (was|were)|is then|the others done|again also ends/;
	const ADDRESS = 'u0000000007@example.com';
	/** One of each kind, beside one who would be done. */
	const named = {
		done: 'U0000000001',
		bot: 'U0BOT000001',
		primaryOwner: 'U0PRIMARY01',
		nobody: 'U9999999999',
		deactivated: 'gone@example.com',
		ownUser: 'U0ADMIN0001',
		isProtected: 'U0000000002',
		noAddress: 'nobody@example.com',
		noAnswer: ADDRESS,
		blank: '',
		noId: 'no user',
	};
	const dry = async (parameters: INodeParameters, onError: OnError) => {
		slack.organisation.addPerson({ id: 'U0GONE00001', name: 'gone', is_active: false });
		slack.emulator.faultFor = ({ path, body }) =>
			path.endsWith('users.lookupByEmail') && body.includes('u0000000007')
				? ({ send }) => send(json({ ok: false, error: 'internal_error' }))
				: undefined;
		const { outputs, hints, error } = await slack.run({
			parameters: { ...parameters, options: { dryRun: true, protectedUsers: named.isProtected } },
			items: Object.values(named).map((user_id) => ({ user_id, session_id: 1 })),
			onError,
			retryOnFail: true,
		});
		const all = rows(outputs[0]);
		const sentences = all.flatMap(({ note, reason, error: failed }) => {
			const { message, description } = (failed ?? {}) as IDataObject;
			return [note, reason, message, description].filter((text) => typeof text === 'string');
		});
		return {
			all,
			told: hints.map(({ message }) => message),
			sentences: [...sentences, error?.message ?? '', error?.description ?? ''],
		};
	};
	const settings = { resource: 'sessionSetting', users: '={{ $json.user_id }}' };
	const kinds: Array<[string, INodeParameters]> = [
		['Reset', reset],
		['Reset in Bulk', bulk],
		['Invalidate', { resource: 'session', operation: 'invalidate', maxUsers: 50 }],
		['Set', { ...settings, operation: 'set', settings: { duration: 8 } }],
		['Clear', { ...settings, operation: 'clear' }],
	];

	test.each(kinds)('%s: its rows and its hints', async (_, parameters) => {
		const { all, told, sentences } = await dry(parameters, 'continueRegularOutput');
		expect(all).toHaveLength(Object.keys(named).length);
		expect([...sentences, ...told].filter((sentence) => ACTED.test(sentence))).toEqual([]);
		expect(told).toContainEqual(expect.stringMatching(/^4 of 11 would not be done: the reason is/));
		const ofRetries = told.filter((sentence) => sentence.endsWith(' would be signed out again.'));
		expect(ofRetries).toHaveLength(/^reset/.test(String(parameters.operation)) ? 1 : 0);
	});

	test.each(kinds)('%s: the message that ends it', async (_, parameters) => {
		const { all, sentences } = await dry(parameters, 'stopWorkflow');
		expect(all).toEqual([]);
		expect(sentences.join(' ')).toContain('Not tried');
		expect(sentences.filter((sentence) => ACTED.test(sentence))).toEqual([]);
	});

	test('the line of one that was stopped', async () => {
		const toBrowser = jest
			.spyOn(ExecuteContext.prototype, 'sendMessageToUI')
			.mockImplementation(() => undefined);
		const arrived = new Promise<void>((resolve) => {
			slack.emulator.faultFor = ({ path }) => {
				if (!path.endsWith('users.info')) return undefined;
				resolve();
				return faults['a hang after Slack worked'];
			};
		});
		stopNext(arrived);
		const { run } = await slack.run({
			parameters: { ...reset, options: { dryRun: true } },
			items: users(1),
		});
		expect(run.status).toBe('canceled');
		expect(toBrowser.mock.calls).toEqual([
			['Slack Admin Sessions was stopped. It was a dry run: nothing was changed.'],
		]);
	});
});
