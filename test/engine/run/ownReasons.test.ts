import type { IDataObject, INodeParameters, OnError } from 'n8n-workflow';

import { timing } from '../../../nodes/SlackAdminSessions/slack/policy';
import { faults } from '../../emulator/faults';
import { RateLimits } from '../../emulator/rateLimits';
import { json, methodOf } from '../../emulator/slack';
import { until } from '../../until';
import { secondsOf } from '../clock';
import { log, stopNext } from '../engine';
import { reset, rows, users, useSlack } from '../slack';

const slack = useSlack();
afterEach(() => jest.restoreAllMocks());
beforeEach(() => {
	slack.organisation.addPerson({ id: 'U0GONE00001', name: 'gone', is_active: false });
	slack.emulator.unsettled.resetOfDeactivated = 'user_not_found';
});

const BULK = 'admin.users.session.resetBulk';
const bulk = { resource: 'session', operation: 'resetBulk', users: '={{ $json.user_id }}' };
const settings = (operation: string, more: INodeParameters = {}) => ({
	resource: 'sessionSetting',
	operation,
	users: '={{ $json.user_id }}',
	...more,
});
const items = (...ids: string[]) => ids.map((user_id) => ({ user_id }));
const SINGLE = ['U0BOT000001', 'U0PRIMARY01', 'U9999999999', 'U0GONE00001'];

const asked = () => slack.emulator.calls('users.info').map(({ body }) => body.replace('user=', ''));
const run = async (
	parameters: object,
	of: IDataObject[],
	onError: OnError = 'continueRegularOutput',
) => {
	const { outputs, error } = await slack.run({
		parameters: parameters as never,
		items: of,
		onError,
	});
	return { out: rows(outputs[0]), error };
};
const errorOf = ({ error }: IDataObject) =>
	error as { code: string; outcome: string; message: string; description: string };
/** How each refusal ends, and how its next step begins. */
const told = (out: IDataObject[]) =>
	Object.fromEntries(
		out.flatMap((row) => {
			if (row.error === undefined) return [];
			const { message, description } = errorOf(row);
			return [
				[
					(row.error as IDataObject).user_id,
					[message.slice(message.indexOf(': ') + 2), description.split(/[.:]/)[0]],
				],
			];
		}),
	);
const refuses = (method: string, error: string, more: object = {}) => {
	slack.emulator.faultFor = (request) =>
		methodOf(request) === method
			? ({ send }) => send(json({ ok: false, error, ...more }))
			: undefined;
};

const CAUSES = {
	U0BOT000001: ['this is a bot', 'Bots have no sessions'],
	U0PRIMARY01: [
		'this is the Primary Org Owner',
		'Only the Primary Org Owner can end these sessions',
	],
	U9999999999: [
		'Slack knows no such user in this organisation',
		"Check the value in the parameter 'Users'",
	],
	U0GONE00001: [
		'this user is deactivated',
		'Slack ended the sessions of this user at deactivation',
	],
};

test.each(['failed_user_ids', 'details', 'keys', 'nowhere'] as const)(
	'Reset in Bulk, failed_for_some_users, named in %s: each has a reason of their own, and is asked for once',
	async (bulkNamesIn) => {
		Object.assign(slack.emulator.unsettled, { bulkNamesIn });
		const { out } = await run(bulk, items(...SINGLE, ...SINGLE, 'U0000000001'));
		expect(told(out)).toEqual(CAUSES);
		expect(asked().sort()).toEqual([...SINGLE].sort());
		// What Slack said of the call stays what it was.
		for (const row of out.slice(0, 8))
			expect(errorOf(row)).toMatchObject({ code: 'failed_for_some_users', outcome: 'failed' });
		expect(out[8]).toMatchObject({ ok: true, user_id: 'U0000000001' });
	},
);

test('several are named with one code, which is that of the first: nobody has the reason of another', async () => {
	slack.organisation.addPerson({ id: 'U0POLICY001' });
	refuses(BULK, 'cannot_reset_bot', {
		failed_user_ids: ['U0BOT000001', 'U9999999999', 'U0POLICY001'],
	});
	const { out } = await run(
		bulk,
		items('U0BOT000001', 'U9999999999', 'U0POLICY001', 'U0000000001'),
	);
	expect(told(out.slice(0, 3))).toEqual({
		U0BOT000001: CAUSES.U0BOT000001,
		U9999999999: CAUSES.U9999999999,
		U0POLICY001: [
			'Slack says that it did not work for this user',
			'Run the workflow again in a few minutes',
		],
	});
});

test.each<[string, INodeParameters, string]>([
	['Set', settings('set', { settings: { duration: 12 } }), 'setSettings'],
	['Clear', settings('clear'), 'clearSettings'],
	['Get', settings('get'), 'getSettings'],
	['Reset', reset, 'reset'],
])('%s: a code that does not say what is wrong with the user', async (_, parameters, method) => {
	refuses(`admin.users.session.${method}`, 'invalid_arguments');
	const { out } = await run(parameters, items('U0BOT000001'));
	expect(told(out)).toEqual({ U0BOT000001: CAUSES.U0BOT000001 });
	expect(errorOf(out[0] ?? {}).code).toBe('invalid_arguments');
});

test("user_not_found of somebody who is deactivated, or who is named by a workspace's ID", async () => {
	slack.organisation.addPerson({ id: 'W0000000009', local_id: 'U0LOCAL0009' });
	const { out } = await run(reset, items('U0GONE00001', 'U0LOCAL0009', 'U9999999999'));
	expect(told(out)).toEqual({
		U0GONE00001: CAUSES.U0GONE00001,
		U9999999999: [
			'Slack knows no such user in this organisation',
			"Check the value in the parameter 'User'",
		],
		U0LOCAL0009: [
			"this is the user's ID in a workspace, and the organisation knows the user as W0000000009",
			'Name the user by W0000000009, or by the e-mail address',
		],
	});
});

test("an Org Owner, whom an Org Admin's token cannot reset", async () => {
	slack.organisation.addPerson({ id: 'U0OWNER0001', is_owner: true, is_admin: true });
	Object.assign(slack.organisation.people.get('U0ADMIN0001') ?? {}, { is_owner: false });
	const { out } = await run(bulk, items('U0OWNER0001', 'U0000000001'));
	expect(told(out)).toEqual({
		U0OWNER0001: [
			"the token's user may not administer this user",
			'Use the token of an Org Owner or Org Admin, made by an app that is installed on the organisation',
		],
	});
});

test.each(['access_denied', 'missing_scope'])(
	"the look-up fails with %s, and so does the list: Slack's own sentence stays, and the outcome",
	async (error) => {
		slack.emulator.faultFor = (request) =>
			['users.info', 'admin.users.list'].includes(methodOf(request))
				? ({ send }) => send(json({ ok: false, error }))
				: undefined;
		const { out } = await run(bulk, items('U0BOT000001', 'U0000000001'));
		expect(told(out)).toEqual({
			U0BOT000001: [
				'Slack says that it did not work for this user',
				'Run the workflow again in a few minutes',
			],
		});
		expect(out[1]).toMatchObject({ ok: true });
	},
);

test('somebody who is as anybody else: the sentence stays', async () => {
	refuses(BULK, 'failed_for_some_users');
	const { out } = await run(bulk, users(1));
	expect(told(out)).toEqual({
		U0000000001: [
			'Slack says that it did not work for this user',
			'Run the workflow again in a few minutes',
		],
	});
	expect(asked()).toEqual(['U0000000001']);
});

test('look-ups that hang hold nobody up: those who are good are done before, and the run ends', async () => {
	// By its own limit alone, a look-up would then take longer than all of them together may.
	jest.replaceProperty(timing, 'timeout', 3_000_000);
	slack.emulator.faultFor = (request) =>
		methodOf(request) === 'users.info' ? faults['a hang before Slack worked'] : undefined;
	const seconds = await secondsOf(async () => {
		const { out } = await run(bulk, items('U0BOT000001', 'U0000000001'));
		expect(out).toMatchObject([
			{ error: { code: 'failed_for_some_users', outcome: 'failed' } },
			{ ok: true, outcome: 'enqueued' },
		]);
	});
	expect(Math.round(seconds)).toBe(30);
});

test('many of them: as many as Slack tells of in time, and the sentence stays for the others', async () => {
	slack.emulator.limits = new RateLimits(60_000, () => 0);
	slack.emulator.faultFor = (request) =>
		methodOf(request) === 'admin.users.list' ? faults['a hang before Slack worked'] : undefined;
	const nobodies = Array.from(
		{ length: 300 },
		(_, place) => `U99${String(place).padStart(8, '0')}`,
	);
	const { out } = await run({ ...bulk, maxUsers: 1_000 }, items(...nobodies, 'U0000000001'));
	expect(out.at(-1)).toMatchObject({ ok: true, user_id: 'U0000000001' });
	const reasons = Object.values<string[]>(told(out) as Record<string, string[]>).map(
		([reason]) => reason,
	);
	expect(reasons).toHaveLength(300);
	expect(new Set(reasons).size).toBeLessThanOrEqual(2);
	expect(reasons.at(-1)).toBe('Slack says that it did not work for this user');
	expect(asked().length).toBeLessThan(300);
});

test('under Stop: the one error there is names the cause too', async () => {
	const { error } = await run(bulk, items('U0BOT000001', 'U0000000001'), 'stopWorkflow');
	expect(error?.message).toMatch(/U0BOT000001.*: this is a bot/);
	expect(error?.description).not.toContain('again in a few minutes');
	expect(asked()).toEqual(['U0BOT000001']);
});

test('under Stop, where Slack does not tell who it is: the sentence stays', async () => {
	slack.emulator.unsettled.usersInfoRefusesBy = 'team_access_not_granted';
	slack.emulator.faultFor = (request) =>
		methodOf(request) === 'admin.users.list' ? faults['a hang before Slack worked'] : undefined;
	const { error } = await run(bulk, items('U0BOT000001', 'U0000000001'), 'stopWorkflow');
	expect(error?.message).toContain('Slack says that it did not work for this user');
	expect(error?.description).toMatch(/^Run the workflow again in a few minutes/);
});

describe('nothing is asked any more', () => {
	test('once the execution has ended', async () => {
		log.length = 0;
		// One is refused, and the other hangs until the execution ends.
		slack.emulator.faultFor = ({ body }) =>
			body.includes('U0000000001') ? faults['a hang before Slack worked'] : undefined;
		stopNext(
			until('the refusal has arrived', () =>
				log.some((line) => line.includes('HTTP 200 user_not_found')),
			),
		);
		await run(reset, items('U9999999999', 'U0000000001'));
		expect(asked()).toEqual([]);
	});
});
