import type { IDataObject } from 'n8n-workflow';

import { faults } from '../../../emulator/faults';
import { rows, useSlack } from '../../slack';

const slack = useSlack(4);
const METHOD = 'admin.users.list';
const [GUS, GITA, DORA] = ['U0GUEST0001', 'U0GUEST0002', 'U0GONE00001'];

beforeEach(() => {
	const { organisation } = slack;
	organisation.addPerson({
		id: GUS,
		name: 'Gus Guest',
		email: 'gus@example.com',
		workspaces: ['T0000000002'],
		is_restricted: true,
		last_active_ts: 1_700_000_000,
	});
	organisation.addPerson({
		id: GITA,
		workspaces: ['T0000000001', 'T0000000002'],
		is_restricted: true,
		is_ultra_restricted: true,
	});
	organisation.addPerson({ id: DORA, is_active: false, workspaces: ['T0000000002'] });
});

const getMany = async (
	parameters: IDataObject = {},
	more: Partial<Parameters<typeof slack.run>[0]> = {},
) =>
	await slack.run({
		parameters: { resource: 'user', operation: 'getMany', ...parameters } as never,
		items: [{}],
		typeVersion: 1.2,
		...more,
	});
const found = async (filters: IDataObject = {}, parameters: IDataObject = {}) =>
	rows((await getMany({ returnAll: true, filters, ...parameters })).outputs[0]);
const ids = async (filters: IDataObject = {}) =>
	(await found(filters)).map(({ user_id }) => user_id);
const bodies = () => slack.emulator.calls(METHOD).map(({ body }) => body);
const GUESTS = { role: ['guest', 'single_channel_guest'] };

test('the request, to the letter', async () => {
	await found();
	expect(bodies()).toEqual(['is_active=true&limit=100']);
	const [request] = slack.emulator.requests;
	expect(request).toMatchObject({ host: 'slack.com', method: 'POST', path: `/api/${METHOD}` });
	expect(slack.emulator.requests).toHaveLength(1);
});

describe('what comes out', () => {
	test('simplified: who the user is, in at most ten fields', async () => {
		const [user] = await found({ role: ['guest'] });
		expect(user).toEqual({
			item: 0,
			user_id: GUS,
			email: 'gus@example.com',
			full_name: 'Gus Guest',
			role: 'guest',
			is_active: true,
			is_bot: false,
			workspaces: ['T0000000002'],
			last_active_at: '2023-11-14T22:13:20.000Z',
		});
		expect(Object.keys(user ?? {}).length - 1).toBeLessThanOrEqual(10);
	});

	test('selected fields, in the order of the simplified user', async () => {
		const parameters = { output: 'selectedFields', fields: ['role', 'user_id'] };
		const [user] = await found({ role: ['guest'] }, parameters);
		expect(JSON.stringify(user)).toBe(`{"item":0,"user_id":"${GUS}","role":"guest"}`);
	});

	test('raw: what Slack answers, as it is', async () => {
		const [user] = await found({ role: ['guest'] }, { output: 'raw' });
		expect(user).toMatchObject({ id: GUS, is_restricted: true, username: 'Gus Guest' });
		expect(user).not.toHaveProperty('user_id');
	});

	test.each([1, 1.1])('in version %d of the node too', async (typeVersion) => {
		const { outputs } = await getMany({ filters: GUESTS }, { typeVersion });
		expect(rows(outputs[0])).toMatchObject([{ user_id: GUS }, { user_id: GITA }]);
	});

	test('what Slack leaves out is null, and a role is never guessed', async () => {
		slack.organisation.addPerson({
			id: 'U0UNSAID001',
			unsaid: [
				'email',
				'username' as never,
				'full_name' as never,
				'is_active',
				'is_admin',
				'is_bot',
				'last_active_ts',
			],
		});
		expect((await found()).at(-1)).toMatchObject({
			user_id: 'U0UNSAID001',
			email: null,
			full_name: null,
			role: null,
			is_active: null,
			is_bot: null,
			last_active_at: null,
		});
	});

	test('of several items, each its own; nobody found gives no item and a hint', async () => {
		const { outputs, hints } = await getMany(
			{ filters: { role: '={{ $json.role }}' } },
			{ items: [{ role: ['guest'] }, { role: ['single_channel_guest'] }] },
		);
		expect(rows(outputs[0])).toMatchObject([
			{ item: 0, user_id: GUS },
			{ item: 1, user_id: GITA },
		]);
		expect(hints).toEqual([]);
		const { outputs: empty, hints: told } = await getMany({
			filters: { teamId: 'T0000000002', role: ['admin'] },
		});
		expect([rows(empty[0]), told[0]?.message]).toEqual([[], 'No user fits.']);
	});

	test('a tool that found nobody says so to the model', async () => {
		const parameters = { filters: { role: ['admin'], teamId: 'T0000000002' } };
		const { outputs } = await getMany(parameters, { asTool: true });
		expect(outputs[0]?.[0]?.json).toEqual({ found: 0, note: 'No user fits.' });
	});
});

describe('the limit counts those who passed the filters', () => {
	test('cut: a hint says that there are more', async () => {
		const { outputs, hints } = await getMany({ limit: 1, filters: GUESTS });
		expect(rows(outputs[0])).toMatchObject([{ user_id: GUS }]);
		expect(hints[0]?.message).toContain('more users than the limit of 1');
	});

	test('met exactly: no hint', async () => {
		const { outputs, hints } = await getMany({ limit: 2, filters: GUESTS });
		expect([rows(outputs[0]).length, hints]).toEqual([2, []]);
	});
});

describe('page by page', () => {
	beforeEach(async () => await slack.renew(250));

	test('all pages are read, no further than the limit', async () => {
		expect(await ids()).toHaveLength(252);
		expect(bodies()).toHaveLength(3);
		await getMany({ limit: 50 });
		expect(bodies()).toHaveLength(4);
	});

	test('a page that fails is an error, never a shorter list', async () => {
		let page = 0;
		slack.emulator.faultFor = () => (++page === 2 ? faults['401 from a gateway'] : undefined);
		const { outputs, error } = await getMany({ returnAll: true });
		expect([outputs, error?.message]).toEqual([
			[],
			expect.stringContaining('The users of the organisation could not be listed'),
		]);
		page = 0;
		const { outputs: goesOn } = await getMany(
			{ returnAll: true },
			{ onError: 'continueErrorOutput' },
		);
		expect([rows(goesOn[0]), rows(goesOn[1])]).toMatchObject([
			[],
			[{ item: 0, error: { outcome: 'failed' } }],
		]);
	});
});

describe('filters', () => {
	test('bots are left out unless they are asked for', async () => {
		expect(await ids()).not.toContain('U0BOT000001');
		expect(await ids({ includeBots: false })).not.toContain('U0BOT000001');
		expect(await ids({ includeBots: true })).toContain('U0BOT000001');
	});

	test.each([
		[['guest'], [GUS]],
		[['single_channel_guest'], [GITA]],
		[GUESTS.role, [GUS, GITA]],
		[['primary_owner'], ['U0PRIMARY01']],
		[['owner'], ['U0ADMIN0001']],
		[['admin'], []],
		[['member'], ['U0000000001', 'U0000000002', 'U0000000003', 'U0000000004']],
	])('of the role %j, by the highest', async (role, expected) => {
		expect(await ids({ role })).toEqual(expected);
	});

	test('nobody who might not be a guest is listed as one, and a hint counts those who are left out', async () => {
		const guest = { is_restricted: true, is_ultra_restricted: false };
		const { organisation } = slack;
		organisation.addPerson({ id: 'U0MAYBE0001', unsaid: ['is_restricted'] });
		organisation.addPerson({ id: 'U0MAYBE0002', ...guest, unsaid: ['is_admin'] });
		organisation.addPerson({ id: 'U0MAYBE0003', ...guest, unsaid: ['is_ultra_restricted'] });
		organisation.addPerson({ id: 'U0ADMIN0002', ...guest, is_admin: true });
		const { outputs, hints } = await getMany({ filters: GUESTS });
		// Of the last one both kinds of guest are possible, and both are wanted.
		expect(rows(outputs[0]).map(({ user_id, role }) => [user_id, role])).toEqual([
			[GUS, 'guest'],
			[GITA, 'single_channel_guest'],
			['U0MAYBE0003', null],
		]);
		expect(hints.map(({ message }) => message)).toEqual([
			"Left out by 'Role', since Slack does not tell their role for certain: 2 of the users.",
		]);
		expect(await ids({ role: ['guest'] })).toEqual([GUS]);
		expect(await ids({ role: ['member'] })).not.toContain('U0MAYBE0001');
	});

	test('of a status: deactivated users come with their workspaces', async () => {
		expect(await found({ status: 'deactivated' })).toMatchObject([
			{ user_id: DORA, is_active: false, workspaces: ['T0000000002'] },
		]);
		expect(bodies()).toEqual([
			'is_active=false&include_deactivated_user_workspaces=true&limit=100',
		]);
		expect(await ids({ status: 'active' })).not.toContain(DORA);
		expect(await ids({ status: 'both' })).toEqual([...(await ids()), DORA]);
	});

	test('of workspaces: each user once, deactivated ones too', async () => {
		expect(await ids({ teamId: 'T0000000002' })).toEqual([GUS, GITA]);
		expect(bodies()).toEqual(['is_active=true&team_id=T0000000002&limit=100']);
		const both = await ids({ teamId: 'T0000000001, T0000000002' });
		expect([both.filter((id) => id === GITA).length, both.includes(GUS)]).toEqual([1, true]);
		expect(await ids({ teamId: 'T0000000002', status: 'both' })).toEqual([GUS, GITA, DORA]);
		expect(await ids({ teamId: 'T0000000001', status: 'deactivated' })).toEqual([]);
	});

	test.each([
		['Role', { role: [] }],
		['Role', { role: 'guest' }],
		['Role', { role: ['guest', 'Gast'] }],
		['Role', { role: '={{ $json.missing }}' }],
		['Status', { status: '' }],
		['Status', { status: '={{ $json.missing }}' }],
		['Status', { status: 'Deactivated' }],
		['Workspace ID', { teamId: '' }],
		['Workspace ID', { teamId: '={{ $json.missing }}' }],
		['Workspace ID', { teamId: '={{ $json.missing }},T0000000002' }],
		['Workspace ID', { teamId: 'E011E2SBBFC' }],
		['Include Bots', { includeBots: '={{ $json.missing }}' }],
	])("'%s' that cannot be read, %j: an error that names it, and no call", async (name, filters) => {
		const { outputs, error } = await getMany({ filters });
		expect([outputs, error?.message]).toEqual([[], expect.stringContaining(`'${name}'`)]);
		expect(error?.description).toMatch(/\S/);
		expect(slack.emulator.requests).toEqual([]);
	});
});

describe('what it gives goes into what takes users, with no mapping but user_id', () => {
	const guests = async () =>
		(await getMany({ filters: GUESTS })).outputs[0]?.map(({ json }) => json) ?? [];
	const bulk = { resource: 'session', operation: 'resetBulk', users: '={{ $json.user_id }}' };
	beforeEach(() => {
		for (const id of [GUS, GITA]) slack.organisation.addSession(id);
	});

	test('Reset in Bulk signs the guests out, and nobody else', async () => {
		const before = slack.organisation.sessionCount;
		const { outputs } = await slack.run({
			parameters: bulk,
			items: await guests(),
			typeVersion: 1.2,
		});
		expect(rows(outputs[0])).toMatchObject([{ user_id: GUS }, { user_id: GITA }]);
		expect(slack.organisation.sessionCount).toBe(before - 2);
		expect([GUS, GITA].flatMap((id) => slack.organisation.sessionsOf(id))).toEqual([]);
	});

	test('ten guests among 20,000 people are signed out, and nobody else', async () => {
		await slack.renew(20_000);
		const { organisation } = slack;
		const ids = Array.from(
			{ length: 10 },
			(_, n) => `U${String((n + 1) * 2_000).padStart(10, '0')}`,
		);
		for (const id of ids) {
			organisation.addPerson({ id, is_restricted: true });
			organisation.addSession(id);
		}
		const ended = ids.flatMap((id) => organisation.sessionsOf(id)).length;
		const before = organisation.sessionCount;
		const items = (await getMany({ returnAll: true, filters: GUESTS })).outputs[0] ?? [];
		await slack.run({ parameters: bulk, items: items.map(({ json }) => json), typeVersion: 1.2 });
		expect(ids.flatMap((id) => organisation.sessionsOf(id))).toEqual([]);
		expect(organisation.sessionCount).toBe(before - ended);
		expect(bodies().length).toBe(201);
	}, 120_000);

	test('Maximum Users holds back a list that is longer', async () => {
		const before = slack.organisation.sessionCount;
		const { error } = await slack.run({
			parameters: { ...bulk, maxUsers: 1 },
			items: await guests(),
			typeVersion: 1.2,
		});
		expect(error).toMatchObject({ context: { code: 'too_many_users' } });
		expect(slack.organisation.sessionCount).toBe(before);
	});

	test('Session Setting: Set', async () => {
		const settings = { duration: 8 };
		await slack.run({
			parameters: {
				resource: 'sessionSetting',
				operation: 'set',
				users: '={{ $json.user_id }}',
				settings,
			},
			items: await guests(),
			typeVersion: 1.2,
		});
		expect([...slack.organisation.settings.keys()]).toEqual([GUS, GITA]);
	});
});
