import { ExecuteContext } from 'n8n-core';
import type { IDataObject, INodeParameters, OnError } from 'n8n-workflow';

import { faults } from '../../emulator/faults';
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
