import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { IDataObject, INodeParameters, IWorkflowBase } from 'n8n-workflow';

import { faults } from '../../emulator/faults';
import { RateLimits } from '../../emulator/rateLimits';
import { json, methodOf } from '../../emulator/slack';
import { byId, reset, rows, users, useSlack } from '../slack';

const slack = useSlack();

const calls = (method: string) => slack.emulator.calls(method).length;
const asked = () => slack.emulator.calls('users.info').map(({ body }) => body.replace('user=', ''));
const preview = async (parameters: object, items: IDataObject[]) => {
	const { outputs, hints, error } = await slack.run({
		parameters: { ...parameters, options: { dryRun: true } } as never,
		items,
		onError: 'continueErrorOutput',
	});
	expect(error).toBeUndefined();
	return { rows: rows(outputs[0]), hints: hints.map(({ message }) => message) };
};
const bulk = { resource: 'session', operation: 'resetBulk', users: '={{ $json.user_id }}' };
const set = {
	resource: 'sessionSetting',
	operation: 'set',
	users: '={{ $json.user_id }}',
	settings: { duration: 12 },
};
const clear = { resource: 'sessionSetting', operation: 'clear', users: '={{ $json.user_id }}' };
const invalidate = { resource: 'session', operation: 'invalidate' };

const EXAMPLES = join(__dirname, '../../../examples');

test("the demo's list: the preview and the run agree, line by line", async () => {
	const leavers = parse<IDataObject>(readFileSync(join(EXAMPLES, 'data/leavers.csv')), {
		columns: true,
	});
	const workflow = JSON.parse(
		readFileSync(join(EXAMPLES, 'off-boarding.json'), 'utf8'),
	) as IWorkflowBase;
	const { parameters, typeVersion } = workflow.nodes.find(
		({ name }) => name === 'Sign Out of Slack',
	) ?? { parameters: {}, typeVersion: 0 };
	/** What is said of each line: what would be done or was, and why not. */
	const run = async (options: INodeParameters) => {
		const { outputs } = await slack.run({
			parameters: { ...parameters, options },
			typeVersion,
			// As the node before it hands a line of the list on.
			items: leavers.map((line) => ({ user: line.slack_user_id, line })),
			onError: 'continueErrorOutput',
		});
		return outputs
			.flatMap((output) => rows(output))
			.sort((one, other) => one.item - other.item)
			.map(({ item, would, outcome, reason, error }) => {
				const message = (error as IDataObject | undefined)?.message ?? reason;
				return [item, message === undefined ? (would ?? outcome) : 'refused', message];
			});
	};

	const before = slack.organisation.sessionCount;
	const foreseen = await run({ dryRun: true });
	expect([slack.organisation.sessionCount, calls('admin.users.session.reset')]).toEqual([
		before,
		0,
	]);
	expect(foreseen.filter(([, what]) => what === 'refused')).toHaveLength(4);
	expect(foreseen).toHaveLength(leavers.length);
	const asDone = (message: unknown) =>
		typeof message === 'string' ? message.replace(' would not be ', ' were not ') : message;
	expect(await run({})).toEqual(
		foreseen.map(([item, what, message]) => [item, what, asDone(message)]),
	);
});

describe.each<[string, object, Record<string, string>]>([
	[
		'Reset',
		reset,
		{
			U0BOT000001: 'The sessions of user U0BOT000001 would not be reset: this is a bot',
			U0PRIMARY01:
				'The sessions of user U0PRIMARY01 would not be reset: this is the Primary Org Owner',
			U9999999999:
				'The sessions of user U9999999999 would not be reset: Slack knows no such user in this organisation',
		},
	],
	[
		'Reset in Bulk',
		bulk,
		{
			U0BOT000001:
				'The sessions of user U0BOT000001 would not be put in line for a reset: this is a bot',
			U0PRIMARY01:
				'The sessions of user U0PRIMARY01 would not be put in line for a reset: this is the Primary Org Owner',
			U9999999999:
				'The sessions of user U9999999999 would not be put in line for a reset: Slack knows no such user in this organisation',
		},
	],
	[
		'Set',
		set,
		{
			U0BOT000001: 'The session settings of user U0BOT000001 would not be set: this is a bot',
			U9999999999:
				'The session settings of user U9999999999 would not be set: Slack knows no such user in this organisation',
		},
	],
	[
		'Clear',
		clear,
		{
			U0BOT000001: 'The session settings of user U0BOT000001 would not be cleared: this is a bot',
			U9999999999:
				'The session settings of user U9999999999 would not be cleared: Slack knows no such user in this organisation',
		},
	],
])('%s', (_, parameters, reasons) => {
	test('who would be refused is told with the reason, and the run says that it was so', async () => {
		slack.emulator.unsettled.bulkRefusesBy = 'first';
		slack.emulator.unsettled.bulkNamesIn = 'nowhere';
		const items = ['U0000000001', 'U0BOT000001', 'U0PRIMARY01', 'U9999999999'].map((user_id) => ({
			user_id,
		}));
		const foreseen = await preview(parameters, items);
		expect(
			Object.fromEntries(
				foreseen.rows.flatMap(({ would, user_id, reason }) =>
					would === 'refuse' ? [[user_id, reason]] : [],
				),
			),
		).toEqual(reasons);
		const refused = Object.keys(reasons).length;
		expect(foreseen.hints).toEqual([`${refused} of 4 would be refused: see 'reason'.`]);
		expect(asked().sort()).toEqual(items.map(({ user_id }) => user_id).sort());

		const { outputs } = await slack.run({
			parameters: parameters as never,
			items,
			onError: 'continueErrorOutput',
		});
		expect(
			Object.fromEntries(
				rows(outputs[1]).map(({ error }) => [
					(error as IDataObject).user_id,
					(error as IDataObject).message,
				]),
			),
		).toEqual(
			Object.fromEntries(
				Object.entries(reasons).map(([user_id, reason]) => [
					user_id,
					reason.replace(' would not be ', ' were not '),
				]),
			),
		);
	});
});

test('Invalidate: of the Primary Org Owner and of nobody; by workspace it is not known whose it is', async () => {
	const items = ['U0000000001', 'U0PRIMARY01', 'U9999999999'].map((user_id) => ({
		user_id,
		session_id: 1,
	}));
	expect((await preview(invalidate, items)).rows).toMatchObject([
		{ would: 'invalidate', user_id: 'U0000000001' },
		{ would: 'refuse', reason: expect.stringContaining('it belongs to the Primary Org Owner') },
		{ would: 'refuse', reason: expect.stringContaining('Slack knows no such user') },
	]);
	const byWorkspace = { ...invalidate, sessionOwner: 'team', teamId: 'T0000000001' };
	expect((await preview(byWorkspace, items.slice(0, 1))).rows).toEqual([
		{
			item: 0,
			outcome: 'dry_run',
			would: 'invalidate',
			note: 'A workspace does not tell whose session this is: Slack may refuse this.',
			session_id: 1,
			team_id: 'T0000000001',
		},
	]);
});

test("an Org Owner, where the token's user is an Org Admin", async () => {
	slack.organisation.addPerson({ id: 'U0OWNER0001', is_owner: true, is_admin: true });
	const items = [{ user_id: 'U0OWNER0001' }, ...users(1)];
	expect((await preview(reset, items)).rows.map(({ would }) => would)).toEqual(['reset', 'reset']);
	Object.assign(slack.organisation.people.get('U0ADMIN0001') ?? {}, { is_owner: false });
	expect((await preview(reset, items)).rows).toMatchObject([
		{ would: 'refuse', reason: expect.stringContaining("the token's user may not administer") },
		{ would: 'reset' },
	]);
});

test('somebody deactivated: what would be tried, and that Slack may refuse it', async () => {
	slack.organisation.addPerson({ id: 'U0GONE00001', name: 'gone', is_active: false });
	const items = [{ user_id: 'U0GONE00001' }, { user_id: 'gone@example.com' }];
	const note = 'This user is deactivated, which has ended their sessions: Slack may refuse this.';
	expect((await preview(reset, items)).rows).toMatchObject([
		{ would: 'reset', note },
		{ would: 'reset', note, deactivated: true },
	]);
});

test("the ID of a workspace: which one is the organisation's", async () => {
	slack.organisation.addPerson({ id: 'W0000000009', local_id: 'U0LOCAL0009' });
	expect((await preview(reset, [{ user_id: 'U0LOCAL0009' }])).rows).toMatchObject([
		{
			would: 'reset',
			note: 'The organisation knows this user as W0000000009: Slack may not take this ID.',
		},
	]);
});

describe('under Stop, where one of them would end the run of all', () => {
	const hintsOf = async (...ids: string[]) =>
		(
			await slack.run({
				parameters: { ...bulk, options: { dryRun: true } },
				items: ids.map((user_id) => ({ user_id })),
			})
		).hints.map(({ message, type }) => [type, message]);

	test('the preview says so, with the setting that has the others done', async () => {
		expect(await hintsOf('U0000000001', 'U0BOT000001', 'U0000000002')).toEqual([
			[
				'warning',
				"1 of 3 would be refused: see 'reason'. With 'On Error' at 'Stop Workflow', the run would end there. To go on with the others in spite of it: the node's Settings → On Error → Continue (using error output).",
			],
		]);
	});

	test('it counts those at the error output too', async () => {
		const { hints } = await slack.run({
			parameters: { ...reset, options: { dryRun: true } },
			items: [...users(1), { user_id: 'U0BOT000001' }, { user_id: 'nobody@example.com' }],
			onError: 'continueErrorOutput',
		});
		expect(hints.map(({ message }) => message)).toEqual([
			"1 of 3 would be refused: see 'reason'. 1 more would not be done: they are in the Error Branch, with the reason.",
		]);
	});

	test('not where nobody would be refused, where all would be, or of a single user', async () => {
		expect(await hintsOf('U0000000001', 'U0000000002')).toEqual([]);
		expect(await hintsOf('U0BOT000001', 'U9999999999')).toEqual([
			['warning', "2 of 2 would be refused: see 'reason'."],
		]);
		expect(await hintsOf('U0BOT000001')).toEqual([]);
	});
});

describe('what it costs', () => {
	const ids = (count: number) => users(count).map(({ user_id }) => String(user_id));

	test('each user is looked up once, whatever names them, and who is known already is not', async () => {
		await slack.run({
			parameters: { ...reset, options: { dryRun: true, protectedUsers: 'U0000000003' } },
			items: [
				...users(3),
				...users(2),
				{ user_id: 'u0000000001' },
				{ user_id: 'u0000000004@example.com' },
			],
		});
		expect(asked().sort()).toEqual(['U0000000001', 'U0000000002', 'U0000000003']);
		expect(calls('admin.users.list')).toBe(0);
	});

	test('50 users: 50 calls, and no page of users', async () => {
		await slack.renew(60);
		const { rows: told, hints } = await preview({ ...bulk, users: ids(50) }, [{}]);
		expect(told.map(({ would }) => would)).toEqual(Array(50).fill('enqueue'));
		expect(hints).toEqual([]);
		expect([calls('users.info'), calls('admin.users.list')]).toEqual([50, 0]);
	});

	test('many users: the list finds whom the first minute of look-ups has not, the deactivated too', async () => {
		await slack.renew(1_000);
		// A minute that does not end: whoever waits for the next one waits for good.
		slack.emulator.limits = new RateLimits(60_000, () => 0);
		Object.assign(slack.organisation.people.get('U0000000990') ?? {}, { is_active: false });
		const { rows: told, hints } = await preview({ ...bulk, users: ids(1_000), maxUsers: 1_000 }, [
			{},
		]);
		expect(told.filter(({ would }) => would === 'enqueue')).toHaveLength(1_000);
		expect(told.filter(({ note }) => note !== undefined)).toMatchObject([
			{ user_id: 'U0000000990', note: expect.stringContaining('is deactivated') },
		]);
		expect(hints).toEqual([]);
		// Each of five look-ups at once learned that the minute is used up.
		expect(calls('users.info')).toBeLessThanOrEqual(105);
		expect(calls('admin.users.list')).toBeLessThanOrEqual(12);
	});

	test('it ends when its time is up, and says of how many it does not know', async () => {
		await slack.renew(1_000);
		slack.emulator.limits = new RateLimits(60_000, () => 0);
		slack.emulator.faultFor = (request) =>
			methodOf(request) === 'admin.users.list' ? faults['429, Retry-After: a year'] : undefined;
		const { rows: told, hints } = await preview({ ...bulk, users: ids(1_000), maxUsers: 1_000 }, [
			{},
		]);
		expect(told).toHaveLength(1_000);
		const unknown = told.filter(({ note }) => note !== undefined);
		expect(unknown.length).toBeGreaterThanOrEqual(900);
		expect(new Set(unknown.map(({ would, note }) => [would, note].join()))).toEqual(
			new Set(['enqueue,This user could not be looked up: Slack may refuse this.']),
		);
		expect(hints).toEqual([
			expect.stringContaining(`${unknown.length} of 1000 users could not be looked up`),
		]);
	});
});

describe('look-ups that fail', () => {
	const onCalls = (method: string, error: string) => {
		slack.emulator.faultFor = (request) =>
			methodOf(request) === method ? ({ send }) => send(json({ ok: false, error })) : undefined;
	};
	const items = [{ user_id: 'U0BOT000001' }, ...users(1)];

	test.each(['missing_scope', 'user_not_visible', 'access_denied'])(
		'%s: the list says who it is',
		async (error) => {
			onCalls('users.info', error);
			const { rows: told, hints } = await preview(reset, items);
			expect(told).toMatchObject([{ would: 'refuse' }, { would: 'reset' }]);
			expect(told[1]).not.toHaveProperty('note');
			expect(hints).toEqual(["1 of 2 would be refused: see 'reason'."]);
		},
	);

	test.each(['missing', 'withoutTeams', 'emptyTeams'] as const)(
		'what users.info says of the user in the organisation is %s: who they are is known',
		async (enterpriseUser) => {
			slack.emulator.unsettled.enterpriseUser = enterpriseUser;
			const { rows: told, hints } = await preview(reset, [...items, { user_id: 'U0PRIMARY01' }]);
			expect(told.map(({ would }) => would)).toEqual(['refuse', 'reset', 'refuse']);
			expect(hints).toEqual(["2 of 3 would be refused: see 'reason'."]);
		},
	);

	test('neither says it: what would be tried, with a note, and never an error', async () => {
		slack.emulator.faultFor = (request) =>
			['users.info', 'admin.users.list'].includes(methodOf(request))
				? ({ send }) => send(json({ ok: false, error: 'access_denied' }))
				: undefined;
		const { rows: told, hints } = await preview(reset, items);
		expect(told).toMatchObject(
			items.map(({ user_id }) => ({
				user_id,
				would: 'reset',
				note: 'This user could not be looked up: Slack may refuse this.',
			})),
		);
		expect(hints).toEqual([expect.stringContaining('2 of 2 users could not be looked up')]);
	});

	test('Slack is down: it is not asked for each', async () => {
		slack.emulator.faultFor = (request) =>
			methodOf(request) === 'auth.test' ? undefined : faults['503 before Slack worked'];
		const { rows: told } = await preview(reset, users(40));
		expect(told).toHaveLength(40);
		expect(calls('users.info')).toBeLessThan(40);
		expect(calls('admin.users.list')).toBe(0);
	});

	test('a guard that keeps somebody back has its own reason, and nobody is looked up for it', async () => {
		const { rows: told } = await preview({ ...reset, maxUsers: 1 }, users(2));
		expect(told).toMatchObject([
			{ would: 'refuse', reason: expect.stringContaining("'Maximum Users' is 1") },
			{ would: 'refuse' },
		]);
		expect(slack.emulator.requests).toEqual([]);
	});
});

test('From one user only: an ID that nobody has', async () => {
	const { rows: told } = await preview({ ...reset, user: byId('U0TYPO00001') }, [{}]);
	expect(told).toMatchObject([{ would: 'refuse', user_id: 'U0TYPO00001' }]);
});
