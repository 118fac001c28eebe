import type { IDataObject } from 'n8n-workflow';

import { operations } from '../../../../nodes/SlackAdminSessions/operations/list';
import { faults } from '../../../emulator/faults';
import { json, methodOf } from '../../../emulator/slack';
import { reset, rows, users, useSlack } from '../../slack';

const slack = useSlack();

const check = async (more: IDataObject = {}, typeVersion = 1) =>
	await slack.run({
		parameters: { resource: 'access', operation: 'check', ...more } as never,
		items: [{}, {}, {}],
		typeVersion,
	});
const verdicts = (json: IDataObject | undefined) =>
	Object.fromEntries(
		(json?.operations as Array<{ name: string; works: string }>).map(({ name, works }) => [
			name,
			works,
		]),
	);

const named = (writes: boolean) =>
	operations
		.filter(
			({ resource, credentialType, would }) =>
				resource !== 'access' && credentialType === undefined && (would !== undefined) === writes,
		)
		.map(({ resource, option }) => `${resource}: ${option.value}`);
const READS = named(false);
const WRITES = named(true);
const expected = (reads: string, writes: string, own = 'yes') =>
	Object.fromEntries([
		['access: check', own],
		...READS.map((name) => [name, reads]),
		...WRITES.map((name) => [name, writes]),
	] as string[][]);

test('a good token: what was tried works, and never "yes" from the scopes alone', async () => {
	const before = slack.organisation.sessionCount;
	const { outputs, hints } = await check();
	expect(outputs[0]).toHaveLength(1);
	expect(hints).toEqual([]);
	const json = outputs[0]?.[0]?.json;
	expect(json).toMatchObject({
		ok: true,
		organisation: { id: 'E011E2SBBFC', name: 'Example Organisation' },
		user: { id: 'U0ADMIN0001', name: 'admin', role: 'owner' },
		token: { installed_on: 'organisation' },
		scopes: ['admin.users:read', 'admin.users:write', 'users:read', 'users:read.email'],
	});
	expect(verdicts(json)).toEqual(expected('yes', 'unknown'));
	expect(slack.organisation.sessionCount).toBe(before);
	expect(new Set(slack.emulator.requests.map(({ path }) => path.replace('/api/', '')))).toEqual(
		new Set([
			'auth.test',
			'users.info',
			'admin.users.session.list',
			'admin.users.session.getSettings',
			'admin.users.list',
		]),
	);
});

test('a token that can read the audit log too: it works, and two apps are advised', async () => {
	slack.token.scopes = [...slack.token.scopes, 'auditlogs:read'];
	const { outputs, hints } = await check({ failIfNotReady: true }, 1.2);
	expect(outputs[0]?.[0]?.json).toMatchObject({
		ok: true,
		note: expect.stringContaining('Use two Slack apps'),
	});
	expect(hints).toMatchObject([
		{ type: 'warning', message: expect.stringContaining('take the scope auditlogs:read out') },
	]);
});

test("the audit log's operations are not among them: their credential is another", async () => {
	const { outputs } = await check();
	expect(JSON.stringify(outputs[0])).not.toMatch(/audit/i);
});

describe("the role of the token's user, among many", () => {
	beforeEach(async () => await slack.renew(1_000));
	const role = async () => (await check()).outputs[0]?.[0]?.json.user;
	/** Somebody at the far end of the list of users. */
	const beLast = () => {
		const { id } = slack.organisation.addPerson({ id: 'U0LAST00001', is_admin: true });
		slack.token.user_id = id;
	};

	test('at most five calls, and of the users one alone is asked for', async () => {
		beLast();
		expect(await role()).toMatchObject({ id: 'U0LAST00001', role: 'admin' });
		expect(slack.emulator.requests.length).toBeLessThanOrEqual(5);
		expect(slack.emulator.calls('admin.users.list').map(({ body }) => body)).toEqual(['limit=1']);
	});

	test('is that of the organisation, not that of a workspace', async () => {
		slack.emulator.faultFor = (request) =>
			methodOf(request) === 'users.info'
				? ({ send }) =>
						send(
							json({
								ok: true,
								user: {
									id: 'U0ADMIN0001',
									is_admin: false,
									is_owner: false,
									enterprise_user: { id: 'U0ADMIN0001', is_admin: true, is_owner: false },
								},
							}),
						)
				: undefined;
		expect(await role()).toMatchObject({ role: 'admin' });
	});

	test.each([
		['does not say it', () => (slack.emulator.unsettled.enterpriseUser = 'missing')],
		['refuses', () => (slack.emulator.unsettled.usersInfoRefusesBy = 'team_access_not_granted')],
	])('where users.info %s: looked for in the list', async (_, spoil) => {
		spoil();
		beLast();
		expect(await role()).toMatchObject({ role: 'admin' });
		const pages = slack.emulator.calls('admin.users.list').map(({ body }) => body);
		expect(pages.filter((body) => body !== 'limit=1')).toHaveLength(11);
	});
});

test.each<[string, () => void, Record<string, string>, string]>([
	[
		'without the scope to write',
		() => (slack.token.scopes = ['admin.users:read']),
		expected('yes', 'no'),
		'admin.users:write',
	],
	[
		'without the scope to read',
		() => (slack.token.scopes = ['admin.users:write']),
		expected('no', 'unknown'),
		'admin.users:read',
	],
	[
		'of a single workspace',
		() => (slack.token.isEnterpriseInstall = false),
		expected('no', 'no'),
		'Install the Slack app on the organisation',
	],
	[
		'of somebody who is no administrator',
		() => (slack.token.user_id = 'U0000000001'),
		expected('no', 'no'),
		'Org Owner or Org Admin',
	],
	[
		'that is revoked',
		() => (slack.token.state = 'revoked'),
		expected('no', 'no', 'no'),
		'Install the Slack app',
	],
])('a token %s', async (_, spoil, works, todo) => {
	spoil();
	const { outputs, hints: hintsOf } = await check();
	const json = outputs[0]?.[0]?.json;
	expect(json?.ok).toBe(false);
	expect(verdicts(json)).toEqual(works);
	const broken = (json?.operations as Array<{ works: string; todo: string }>).filter(
		({ works: state }) => state === 'no',
	);
	for (const operation of broken) expect(operation.todo).toContain(todo);

	const failed = await check({ failIfNotReady: true });
	expect(failed.error).toMatchObject({ context: { code: 'not_ready' } });
	expect(failed.error?.description).toContain(todo);

	// The node is green, and the panel says that the token is not ready.
	for (const { hints } of [{ hints: hintsOf }, await check({}, 1.2)])
		expect(hints).toMatchObject([
			{
				message: expect.stringMatching(
					/^The token is not ready: \d operations do not work with it \(.*Session( Setting)?: \w/,
				),
				type: 'warning',
			},
		]);
	expect(hintsOf[0]?.message).toContain(todo);
});

test('a token that Slack refuses: the warning and the refusal say why', async () => {
	slack.token.state = 'revoked';
	const why =
		'The user of the token could not be looked up: the token has been revoked. Install the Slack app';
	expect((await check()).hints[0]?.message).toContain(why);
	const { error } = await check({ failIfNotReady: true });
	expect(`${error?.message} ${error?.description}`).toContain('the token has been revoked');
});

describe('no answer from Slack: nobody knows', () => {
	beforeEach(() => void (slack.emulator.faultFor = () => faults['cut before Slack worked']));

	test.each([1, 1.1, 1.2])('version %s: the panel says so', async (typeVersion) => {
		const { outputs, hints } = await check({}, typeVersion);
		const json = outputs[0]?.[0]?.json;
		expect(new Set(Object.values(verdicts(json)))).toEqual(new Set(['unknown']));
		expect(hints).toMatchObject([
			{
				message: expect.stringMatching(/^It is not known whether the token is ready\. /),
				type: 'warning',
			},
		]);
	});

	test.each([1, 1.1])('version %s goes on to call that ok', async (typeVersion) => {
		const { outputs } = await check({ failIfNotReady: true }, typeVersion);
		expect(outputs[0]?.[0]?.json.ok).toBe(true);
	});

	test('since version 1.2 it is not ok, and fails where a drill must not go on', async () => {
		expect((await check({}, 1.2)).outputs[0]?.[0]?.json.ok).toBe(false);
		const { error } = await check({ failIfNotReady: true }, 1.2);
		expect(error).toMatchObject({ context: { code: 'not_ready' } });
		expect(error?.message).toMatch(/^It is not known whether the token is ready\. /);
	});

	test.each(['admin.users.session.list', 'admin.users.session.getSettings'])(
		'nor is it where %s alone brought none',
		async (method) => {
			slack.emulator.faultFor = (request) =>
				methodOf(request) === method ? faults['cut before Slack worked'] : undefined;
			const { outputs, hints } = await check({}, 1.2);
			expect(outputs[0]?.[0]?.json).toMatchObject({ ok: false, user: { id: 'U0ADMIN0001' } });
			expect(hints).toMatchObject([{ message: expect.stringContaining('not known') }]);
		},
	);
});

test("since version 1.2 operations have the editor's names, and what was not tried says so", async () => {
	const { outputs } = await check({}, 1.2);
	const json = outputs[0]?.[0]?.json;
	const found = json?.operations as Array<{ name: string; works: string; todo: string }>;
	expect(found.map(({ name }) => name)).toEqual([
		'Access: Check',
		'Session: Get Many',
		'Session: Invalidate',
		'Session: Reset',
		'Session: Reset in Bulk',
		'Session Setting: Clear',
		'Session Setting: Get',
		'Session Setting: Set',
		'User: Get Many',
	]);
	expect(json?.ok).toBe(true);
	const notTried = found.filter(({ works }) => works === 'unknown');
	expect(notTried).toHaveLength(5);
	for (const { todo } of notTried)
		expect(todo).toBe(
			'Known: the token has the scope admin.users:write. Not known: whether Slack lets it do this. Check changes nothing, so it did not try. To find out, try it on a test account.',
		);
});

test.each([
	'internal_error',
	'service_unavailable',
	'fatal_error',
	'request_timeout',
	'team_added_to_org',
	'org_login_required',
])('Slack stumbles with %s: nobody knows, and nothing is called not ready', async (code) => {
	for (const method of ['auth.test', 'admin.users.session.list']) {
		slack.emulator.faultFor = (request) =>
			methodOf(request) === method
				? ({ send }) => send(json({ ok: false, error: code }))
				: undefined;
		const { outputs } = await check();
		expect(Object.values(verdicts(outputs[0]?.[0]?.json))).not.toContain('no');
	}
});

test('nobody is signed in: that is an answer', async () => {
	slack.emulator.faultFor = (request) =>
		methodOf(request) === 'admin.users.session.list'
			? ({ send }) => send(json({ ok: false, error: 'no_active_sessions' }))
			: undefined;
	const { outputs } = await check();
	expect(verdicts(outputs[0]?.[0]?.json)).toMatchObject({ 'session: getMany': 'yes' });
});

test('a rotated token says that it ends', async () => {
	const { value } = slack.organisation.addToken({ user_id: 'U0ADMIN0001', kind: 'rotated' });
	const { outputs, hints } = await slack.run({
		parameters: { resource: 'access', operation: 'check' },
		items: [{}],
		credential: { accessToken: value, environment: 'slack' },
	});
	expect(outputs[0]?.[0]?.json).toMatchObject({
		ok: true,
		token: { expires_in: 43_200, renewed_by_n8n: false },
	});
	expect(hints).toEqual([
		expect.objectContaining({
			type: 'warning',
			message: expect.stringMatching(/ends 12 hours after it was made: .*Connect the app by/),
		}),
	]);
});

test.each<[unknown, object, boolean]>([
	['', { value: null, note: '' }, true],
	['200', { value: 200, note: '' }, true],
	[
		'many',
		{ value: null, note: expect.stringContaining('not a whole number above 0: "many"') },
		false,
	],
	[0, { value: null, note: expect.stringContaining("'Maximum Users (credential)'") }, false],
])("the credential's Maximum Users, %j", async (maxUsers, max_users, ok) => {
	const run = async (failIfNotReady: boolean) =>
		await slack.run({
			parameters: { resource: 'access', operation: 'check', failIfNotReady },
			items: [{}],
			credential: { accessToken: slack.token.value, environment: 'slack', maxUsers } as never,
		});
	expect((await run(false)).outputs[0]?.[0]?.json).toMatchObject({ ok, max_users });
	const { error } = await run(true);
	if (ok) expect(error).toBeUndefined();
	else expect(error?.message).toContain("its 'Maximum Users' cannot be read");
});

test("a blank part of the credential's list is told before it counts", async () => {
	const { outputs } = await slack.run({
		parameters: { resource: 'access', operation: 'check' },
		items: [{}],
		credential: {
			accessToken: slack.token.value,
			environment: 'slack',
			protectedUsers: '={{ $json.nothing }}, U0000000002',
		},
	});
	expect(outputs[0]?.[0]?.json).toMatchObject({
		ok: false,
		protected_users: [{ user_id: null, note: expect.stringContaining('is empty') }],
	});
});

test("the credential's Protected Users, one of each kind of entry, and a dry run over the same list", async () => {
	slack.organisation.addPerson({ id: 'U0GONE00001', is_active: false });
	const entries = [
		['U0000000002', 'U0000000002', ''],
		['u0000000003', 'U0000000003', ''],
		['U0000000004@example.com', 'U0000000004', ''],
		['U0GONE00001', 'U0GONE00001', 'Deactivated'],
		['U0000000099', null, 'knows no user U0000000099'],
		['S0614TZR7', null, 'knows no user S0614TZR7'],
		['nobody@example.com', null, 'nobody@example.com'],
		['ceo', null, 'ceo'],
	] as const;
	const credential = (list: string) => ({
		accessToken: slack.token.value,
		environment: 'slack',
		protectedUsers: list,
	});
	const checkOf = async (list: string, more: IDataObject = {}) =>
		await slack.run({
			parameters: { resource: 'access', operation: 'check', ...more } as never,
			items: [{}],
			credential: credential(list),
		});
	const all = entries.map(([entry]) => entry).join(', ');
	const json = (await checkOf(all)).outputs[0]?.[0]?.json;
	expect(json?.ok).toBe(false);
	expect(json?.protected_users).toEqual(
		entries.map(([entry, user_id, note]) => ({
			entry,
			user_id,
			note: note === '' ? '' : expect.stringContaining(note),
		})),
	);
	const failing = await checkOf(all, { failIfNotReady: true });
	expect(failing.error?.message).toContain('S0614TZR7');

	const somebody = entries.slice(0, 4).map(([entry]) => entry);
	expect((await checkOf(somebody.join(', '))).outputs[0]?.[0]?.json.ok).toBe(true);

	// In a dry run over the same entries, each that is nobody holds everything back.
	const dryRun = async (list: string) =>
		rows(
			(
				await slack.run({
					parameters: { ...reset, options: { dryRun: true } },
					items: users(5),
					onError: 'continueRegularOutput',
					credential: credential(list),
				})
			).outputs[0],
		);
	expect((await dryRun(somebody.join(', '))).map(({ would }) => would)).toEqual([
		'reset',
		'refuse',
		'refuse',
		'refuse',
		'reset',
	]);
	for (const [entry] of entries.slice(4)) {
		const held = await dryRun(`${somebody.join(', ')}, ${entry}`);
		expect(held.map(({ error }) => (error as IDataObject).code)).toEqual(
			Array<string>(5).fill('protected_users_unchecked'),
		);
	}
});
