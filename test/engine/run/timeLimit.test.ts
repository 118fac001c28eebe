import { ExecuteContext } from 'n8n-core';
import type { INodeParameters } from 'n8n-workflow';

import { log } from '../engine';
import { reset, rows, users, useSlack } from '../slack';

const slack = useSlack(30);
const METHOD = 'admin.users.session.reset';

// n8n 1.110 does not show a node its workflow's settings.
const tellsItsLimit = 'getWorkflowSettings' in ExecuteContext.prototype;

const warning =
	"21 calls take about 2 minutes, since Slack takes about 20 a minute. The time limit of this workflow is 60 seconds. n8n ends the execution there, and what was done by then may be lost. Set 'Maximum Wait' to 48: users who were not reached by then are reported as not done. Or raise 'Timeout After' in the workflow's settings.";
const expected = tellsItsLimit ? [warning] : [];

let toBrowser: jest.SpyInstance<void, Parameters<ExecuteContext['sendMessageToUI']>>;
beforeEach(() => {
	log.length = 0;
	toBrowser = jest.spyOn(ExecuteContext.prototype, 'sendMessageToUI');
});
afterEach(() => jest.restoreAllMocks());

/** A run that acts on so many people, in a workflow with a time limit in seconds. */
async function run(count: number, timeLimit?: number, parameters: INodeParameters = {}) {
	const { outputs, hints, error } = await slack.run({
		parameters: { ...reset, maxUsers: 200, ...parameters },
		items: users(count),
		...(timeLimit !== undefined && { timeLimit }),
	});
	return {
		error,
		outcomes: rows(outputs[0]).map(({ outcome }) => outcome),
		told: hints.map(({ message }) => message).filter((message) => message.includes('time limit')),
	};
}

const logged = () => log.filter((line) => line.includes('The time limit of this workflow'));

test('a run that cannot end in time says so before anything is sent, and is done all the same', async () => {
	let before: { lines: string[]; messages: unknown[] } | undefined;
	slack.emulator.faultFor = ({ path }) => {
		if (path.endsWith(METHOD))
			before ??= { lines: logged(), messages: toBrowser.mock.calls.flat() };
		return undefined;
	};
	const { outcomes, told } = await run(21, 60);
	const line = `Slack Admin Sessions: ${warning}`;
	expect(before).toEqual({
		lines: tellsItsLimit ? [expect.stringContaining(line)] : [],
		messages: tellsItsLimit ? [line] : [],
	});
	expect(told).toEqual(expected);
	expect(outcomes).toEqual(Array.from({ length: 21 }, () => 'reset'));
});

test('a dry run says so of the run that it shows', async () => {
	const { outcomes, told } = await run(21, 60, { options: { dryRun: true } });
	expect(told).toEqual(expected.map((message) => `Without 'Dry Run', ${message}`));
	expect(new Set(outcomes)).toEqual(new Set(['dry_run']));
	expect(slack.emulator.calls(METHOD)).toEqual([]);
});

test.each<[string, number, number | undefined, INodeParameters]>([
	['it can end in time', 20, 60, {}],
	['it gives up before, by Maximum Wait', 21, 60, { options: { maxWait: 48 } }],
	['all are in one call', 21, 60, { operation: 'resetBulk', users: '={{ $json.user_id }}' }],
	['the workflow has no limit', 21, undefined, {}],
	['the limit is switched off', 21, -1, {}],
])('nothing is told where %s', async (_, count, timeLimit, parameters) => {
	const { error, told } = await run(count, timeLimit, parameters);
	expect(error).toBeUndefined();
	expect([told, logged(), toBrowser.mock.calls]).toEqual([[], [], []]);
});

test('nothing is told where a guard holds all of them back', async () => {
	const { error } = await run(21, 60, { maxUsers: 20 });
	expect(error).toMatchObject({ context: { code: 'too_many_users' } });
	expect([logged(), toBrowser.mock.calls]).toEqual([[], []]);
});

test('where it cannot be told, everybody is done all the same', async () => {
	toBrowser.mockImplementation(() => {
		throw new TypeError('this.context.sendMessageToUI is not a function');
	});
	const { error, outcomes } = await run(21, 60);
	expect(error).toBeUndefined();
	expect(outcomes).toHaveLength(21);
});
