import type { IDataObject } from 'n8n-workflow';

import { lists } from '../../../../nodes/SlackAdminSessions/slack/policy';
import { json, methodOf } from '../../../emulator/slack';
import { byId, rows, useSlack } from '../../slack';

const slack = useSlack();

const getMany = (more: IDataObject = {}) =>
	({ resource: 'session', operation: 'getMany', returnAll: true, ...more }) as never;
const list = async (more: IDataObject = {}, items: IDataObject[] = [{}]) =>
	await slack.run({ parameters: getMany(more), items });
const pages = () => slack.emulator.calls('admin.users.session.list').map(({ body }) => body);

test("lists the whole organisation, one item a session, in Slack's own names", async () => {
	const { outputs } = await list();
	expect(outputs[0]).toHaveLength(slack.organisation.sessionCount);
	const [session] = slack.organisation.sessionsOf('U0000000001');
	expect(rows(outputs[0])).toContainEqual({
		item: 0,
		user_id: 'U0000000001',
		session_id: session?.session_id,
		team_id: 'T0000000001',
		ip: '203.0.113.10',
		os: 'Mac OS X',
		os_version: '14.4.1',
		device_hardware: 'MacBookPro18,3',
		slack_client_version: '4.38.115',
		last_seen_changed: false,
		listed_scope: 'organisation',
	});
	expect(pages()).toEqual(['limit=1000']);
});

test("Simplify off gives Slack's own object", async () => {
	const { outputs } = await list({ simplify: false });
	const [{ client, ...session } = { client: '' }] = slack.organisation.sessionsOf('U0PRIMARY01');
	expect(client).toBe('web');
	expect(rows(outputs[0])[0]).toEqual({ item: 0, ...session });
});

test('pages behind Return All: nothing is missed, and only a page is asked for at a time', async () => {
	for (let count = 0; count < 2500; count++) slack.organisation.addSession('U0000000001');
	const { outputs } = await list();
	expect(new Set(rows(outputs[0]).map(({ session_id }) => session_id)).size).toBe(
		slack.organisation.sessionCount,
	);
	expect(pages()).toHaveLength(3);
});

test('a small limit asks Slack for a small page', async () => {
	await list({ returnAll: false, limit: 3 });
	expect(pages()).toEqual(['limit=4']);
});

describe('one user', () => {
	test.each([
		[1, 'T0000000001, T0000000002'],
		[1.1, 'T0000000001, T0000000002, E011E2SBBFC'],
	])(
		'by id alone, version %d: every workspace of the user and the organisation are read, and the output says which',
		async (typeVersion, listedScope) => {
			const person = slack.organisation.people.get('U0000000002');
			person?.workspaces.push('T0000000002');
			slack.organisation.addSession('U0000000002', { team_id: 'T0000000002' });
			const { outputs } = await slack.run({
				parameters: {
					resource: 'session',
					operation: 'getMany',
					returnAll: true,
					filters: { user: byId('U0000000002') },
				},
				items: [{}],
				typeVersion,
			});

			expect(outputs[0]).toHaveLength(slack.organisation.sessionsOf('U0000000002').length);
			expect(new Set(rows(outputs[0]).map(({ listed_scope }) => listed_scope))).toEqual(
				new Set([listedScope]),
			);
			expect(pages()).toEqual([
				`user_id=U0000000002&team_id=${slack.organisation.id}&limit=1000`,
				'user_id=U0000000002&team_id=T0000000001&limit=1000',
				'user_id=U0000000002&team_id=T0000000002&limit=1000',
			]);
			expect(slack.emulator.calls('users.info')).toHaveLength(1);
			expect(slack.emulator.calls('admin.users.list')).toEqual([]);
		},
	);

	test('by address alone', async () => {
		const { outputs } = await list({
			filters: { user: { __rl: true, mode: 'email', value: 'U0000000003@example.com' } },
		});
		expect(outputs[0]).toHaveLength(4);
	});

	test('in the workspace that is given', async () => {
		await list({ filters: { user: byId('U0000000002'), teamId: 'T0000000001' } });
		expect(pages()).toEqual(['user_id=U0000000002&team_id=T0000000001&limit=1000']);
		expect(slack.emulator.calls('admin.users.list')).toEqual([]);
	});

	describe.each(['all', 'itsOwn'] as const)(
		'a session of the organisation itself (under its id Slack lists: %s)',
		(enterpriseIdLists) => {
			let own: number;
			beforeEach(() => {
				slack.emulator.unsettled.enterpriseIdLists = enterpriseIdLists;
				own = slack.organisation.addSession('U0000000002', {
					team_id: slack.organisation.id,
				}).session_id;
			});

			test('is listed with the others, and none twice', async () => {
				const { outputs, hints } = await list({ filters: { user: byId('U0000000002') } });
				const found = rows(outputs[0]).map(({ session_id }) => session_id);
				expect(found.sort()).toEqual(
					slack.organisation
						.sessionsOf('U0000000002')
						.map(({ session_id }) => session_id)
						.sort(),
				);
				expect(found).toContain(own);
				expect(hints).toEqual([]);
			});

			test("by the organisation's id as Workspace ID: what Slack lists under it, whatever workspace it names", async () => {
				const { outputs } = await list({
					filters: { user: byId('U0000000002'), teamId: slack.organisation.id },
				});
				expect(outputs[0]).toHaveLength(enterpriseIdLists === 'all' ? 4 : 1);
				expect(rows(outputs[0])).toContainEqual(
					expect.objectContaining({ session_id: own, listed_scope: slack.organisation.id }),
				);
			});
		},
	);

	test('where Slack does not list the sessions of the organisation itself: the others, and a hint', async () => {
		slack.emulator.unsettled.listTakesEnterpriseId = false;
		slack.organisation.addSession('U0000000002', { team_id: slack.organisation.id });
		const one = await list({ filters: { user: byId('U0000000002') } });
		expect(rows(one.outputs[0])).toMatchObject(
			Array(3).fill({ team_id: 'T0000000001', listed_scope: 'T0000000001' }),
		);
		expect(one.hints).toMatchObject([
			{
				type: 'warning',
				message: expect.stringMatching(
					/^The sessions of user U0000000002 were listed in their workspaces only/,
				),
			},
		]);

		const two = await list({ filters: { user: byId('={{ $json.id }}') } }, [
			{ id: 'U0000000001' },
			{ id: 'U0000000002' },
		]);
		expect(two.hints).toMatchObject([
			{ message: expect.stringMatching(/^The sessions of 2 users/) },
		]);
	});

	test.each([
		...['internal_error', 'service_unavailable', 'fatal_error', 'request_timeout'],
		...['missing_scope', 'accesslimited'],
	])(
		"%s on the list by the organisation's id: an error, and no shorter list with an untrue reason",
		async (code) => {
			slack.emulator.faultFor = ({ body }) =>
				body.includes(`team_id=${slack.organisation.id}`)
					? ({ send }) => send(json({ ok: false, error: code }))
					: undefined;
			const { error } = await list({ filters: { user: byId('U0000000002') } });
			expect(error).toMatchObject({ context: { code } });
		},
	);

	test("a page of the organisation's that fails after one that came: an error, and no shorter list", async () => {
		const place = { next_cursor: 'more' };
		slack.emulator.faultFor = ({ body }) => {
			if (!body.includes(`team_id=${slack.organisation.id}`)) return undefined;
			const first = {
				ok: true,
				active_sessions: [{ user_id: 'U0000000002', session_id: 1 }],
				response_metadata: place,
			};
			return ({ send }) =>
				send(json(body.includes('cursor=') ? { ok: false, error: 'invalid_cursor' } : first));
		};
		const { error } = await list({ filters: { user: byId('U0000000002') } });
		expect(error).toMatchObject({ context: { code: 'invalid_cursor' } });
	});

	test('without any workspace: the whole organisation is read for them', async () => {
		slack.organisation.addPerson({ id: 'U0FREE00001', workspaces: [] });
		slack.organisation.addSession('U0FREE00001');
		const { outputs } = await list({ filters: { user: byId('U0FREE00001') } });
		expect(rows(outputs[0])).toMatchObject([
			{ user_id: 'U0FREE00001', team_id: slack.organisation.id, listed_scope: 'organisation' },
		]);
	});

	test('no_active_sessions is an empty list, with a hint', async () => {
		slack.organisation.end('U0000000001', () => true);
		const { outputs, error, hints } = await list({ filters: { user: byId('U0000000001') } });
		expect([outputs[0], error]).toEqual([[], undefined]);
		expect(hints).toMatchObject([
			{
				message: 'No session fits for user U0000000001. Searched: T0000000001, E011E2SBBFC.',
			},
		]);
	});

	test('where nothing fits of all, the hint says that all were searched', async () => {
		const { hints } = await list({ filters: { operatingSystem: 'BeOS' } });
		expect(hints).toMatchObject([
			{ message: 'No session fits. Searched: the whole organisation.' },
		]);
	});

	test('who is in no list of users is not known', async () => {
		const { error } = await list({ filters: { user: byId('U9999999999') } });
		expect(error).toMatchObject({ context: { code: 'user_not_found' } });
	});

	test('many users in one run: one scan of the users for all of whom Slack does not say', async () => {
		slack.emulator.unsettled.enterpriseUser = 'withoutTeams';
		const { outputs } = await list({ filters: { user: byId('={{ $json.id }}') } }, [
			{ id: 'U0000000001' },
			{ id: 'U0000000002' },
		]);
		expect(rows(outputs[0]).map(({ item, user_id }) => [item, user_id])).toEqual([
			...Array(2).fill([0, 'U0000000001']),
			...Array(3).fill([1, 'U0000000002']),
		]);
		expect(slack.emulator.calls('admin.users.list')).toHaveLength(1);
	});
});

test('a page that fails is an error, never a shorter list', async () => {
	for (let count = 0; count < 1500; count++) slack.organisation.addSession('U0000000001');
	slack.emulator.faultFor = (request) =>
		request.body.includes('cursor=')
			? ({ send }) => send(json({ ok: false, error: 'invalid_cursor' }))
			: undefined;
	const { outputs } = await slack.run({
		parameters: getMany(),
		items: [{}],
		onError: 'continueRegularOutput',
	});
	expect(rows(outputs[0])).toMatchObject([
		{
			item: 0,
			error: {
				code: 'invalid_cursor',
				message: expect.stringContaining('The sessions of the organisation could not be listed'),
			},
		},
	]);
});

test.each([
	['admin.users.session.list', undefined],
	['admin.users.session.list', null],
	['admin.users.list', undefined],
	['admin.users.list', null],
])('%s: ok without the list (%j) is an error, and no empty list', async (method, nothing) => {
	slack.emulator.unsettled.enterpriseUser = 'withoutTeams';
	slack.emulator.faultFor = (request) =>
		methodOf(request) === method
			? ({ send }) => send(json({ ok: true, active_sessions: nothing, users: nothing }))
			: undefined;
	const { error } = await list(
		method === 'admin.users.list' ? { filters: { user: byId('U0000000002') } } : {},
	);
	expect(error).toMatchObject({
		message: expect.stringContaining("the answer was not Slack's"),
		context: { code: 'http_200' },
	});
});

test.each<[string, unknown]>([
	['a session that is null', null],
	['a session that is a text', 'S1'],
	['a session that is a list', []],
	['an operating system that is a number', { user_id: 'U0000000001', recent: { os: 7 } }],
	['an address that is a number', { user_id: 'U0000000001', created: { ip: 10 } }],
	['a device that is a text', { user_id: 'U0000000001', created: 'iPhone' }],
	['a user that is an object', { user_id: { id: 'U0000000001' } }],
	['a session number that is a list', { user_id: 'U0000000001', session_id: [1] }],
])("%s: the answer was not Slack's", async (_, session) => {
	slack.emulator.faultFor = (request) =>
		methodOf(request) === 'admin.users.session.list'
			? ({ send }) => send(json({ ok: true, active_sessions: [session] }))
			: undefined;
	const { error } = await list({
		filters: { operatingSystem: 'ios', ipInside: '10.0.0.0/8', device: 'iphone' },
	});
	expect(error).toMatchObject({
		message: expect.stringContaining("the answer was not Slack's"),
		context: { code: 'http_200' },
	});
});

test.each<[string, unknown]>([
	['a person who is null', null],
	['an ID that is a number', { id: 7 }],
	['an address that is a number', { id: 'U0000000001', email: 7 }],
	['workspaces that are a text', { id: 'U0000000002', workspaces: 'T0000000001' }],
])("%s in the list of users: the answer was not Slack's", async (_, person) => {
	slack.emulator.unsettled.enterpriseUser = 'withoutTeams';
	slack.emulator.faultFor = (request) =>
		methodOf(request) === 'admin.users.list'
			? ({ send }) => send(json({ ok: true, users: [person] }))
			: undefined;
	const { error } = await list({ filters: { user: byId('U0000000002') } });
	expect(error).toMatchObject({
		message: expect.stringContaining("the answer was not Slack's"),
		context: { code: 'http_200' },
	});
});

test('what Slack leaves out of a session, or gives as null, is no reason to refuse it', async () => {
	slack.emulator.faultFor = (request) =>
		methodOf(request) === 'admin.users.session.list'
			? ({ send }) =>
					send(
						json({
							ok: true,
							active_sessions: [
								{ user_id: 'U0000000001', session_id: '1', recent: null, created: { os: null } },
								{},
							],
						}),
					)
			: undefined;
	const { outputs } = await list();
	expect(outputs[0]).toHaveLength(2);
});

test('no_active_sessions on a later page is an error, and no end of the list', async () => {
	for (let count = 0; count < 1500; count++) slack.organisation.addSession('U0000000001');
	slack.emulator.faultFor = (request) =>
		request.body.includes('cursor=')
			? ({ send }) => send(json({ ok: false, error: 'no_active_sessions' }))
			: undefined;
	const { error } = await list();
	expect(error).toMatchObject({ context: { code: 'no_active_sessions' } });
});

test('a repeated cursor ends with an error, not with a loop', async () => {
	slack.emulator.faultFor = (request) =>
		methodOf(request) === 'admin.users.session.list'
			? ({ send }) =>
					send(json({ ok: true, active_sessions: [], response_metadata: { next_cursor: 'again' } }))
			: undefined;
	const { error } = await list();
	expect(error).toMatchObject({ context: { code: 'repeated_cursor' } });
	expect(pages()).toHaveLength(2);
});

test.each(['admin.users.session.list', 'admin.users.list'])(
	'a cursor of %s that is new each time ends somewhere, with an error',
	async (endless) => {
		const { mostPages } = lists;
		lists.mostPages = 30;
		let place = 0;
		slack.emulator.faultFor = (request) =>
			methodOf(request) === endless
				? ({ send }) =>
						send(
							json({
								ok: true,
								active_sessions: [],
								users: [],
								response_metadata: { next_cursor: `place ${place++}` },
							}),
						)
				: undefined;
		// So that it looks for the user in the list.
		slack.emulator.unsettled.usersInfoRefusesBy = 'team_access_not_granted';
		const filters = endless === 'admin.users.list' ? { user: byId('U0000099999') } : {};
		const { error } = await list({ filters }).finally(() => (lists.mostPages = mostPages));
		expect(error).toMatchObject({
			message: expect.stringContaining('Slack gave ever more pages of its list'),
			context: { code: 'endless_list' },
		});
		expect(slack.emulator.calls(endless)).toHaveLength(30);
	},
);

describe('300 items', () => {
	const items = Array.from({ length: 300 }, () => ({}));

	test.each<[string, IDataObject, string]>([
		['cut at the limit', { returnAll: false, limit: 1 }, 'There are more sessions than the limit'],
		['with nothing found', { filters: { operatingSystem: 'none' } }, 'No session fits'],
		[
			'with addresses that cannot be compared',
			{ filters: { ipOutside: '2001:db8::/32' } },
			'cannot be compared',
		],
	])('%s: one hint of a kind, with a count', async (_, more, text) => {
		const { hints } = await list(more, items);
		const ofKind = hints.filter(({ message }) => message.includes(text));
		expect(ofKind).toMatchObject([
			{ message: expect.stringMatching(/ The same for 299 more items\.$/) },
		]);
	});
});

describe('Output, since version 1.1', () => {
	const since = {
		parameters: { resource: 'session', operation: 'getMany', limit: 1 },
		items: [{}],
		typeVersion: 1.1,
	};
	const first = async (parameters: object) => {
		const { outputs, error } = await slack.run({
			...since,
			parameters: { ...since.parameters, ...parameters },
		});
		return error ?? outputs[0]?.[0]?.json;
	};

	test('simplified is what version 1 gives', async () => {
		const { outputs } = await slack.run({ ...since, typeVersion: 1 });
		expect(await first({})).toEqual(outputs[0]?.[0]?.json);
	});

	test("raw is Slack's own object", async () => {
		const [session] = slack.organisation.sessionsOf('U0PRIMARY01');
		expect(await first({ output: 'raw' })).toMatchObject({
			user_id: 'U0PRIMARY01',
			session_id: session?.session_id,
			created: session?.created,
		});
	});

	test('selected fields alone', async () => {
		expect(await first({ output: 'selectedFields', fields: ['ip', 'user_id'] })).toEqual({
			user_id: 'U0PRIMARY01',
			ip: '203.0.113.10',
		});
	});

	test.each<[object, string]>([
		[
			{ output: 'selectedFields', fields: [] },
			"The value of 'Fields' names no fields of a session: []",
		],
		[
			{ output: 'selectedFields', fields: ['token'] },
			`The value of 'Fields' names no fields of a session: ["token"]`,
		],
		[{ output: '={{ "all" }}' }, `The value of 'Output' is none of its choices: "all"`],
	])('%j is refused, and nothing is sent', async (parameters, message) => {
		expect(await first(parameters)).toMatchObject({ message });
		expect(slack.emulator.requests).toEqual([]);
	});
});

test('a limit in digits, as a list or a model gives it', async () => {
	const { outputs } = await slack.run({
		parameters: { resource: 'session', operation: 'getMany', limit: '={{ "3" }}' },
		items: [{}],
	});
	expect(outputs[0]).toHaveLength(3);
});

test('under Stop, a list of no certain user is told by its item', async () => {
	let calls = 0;
	slack.emulator.faultFor = (request) =>
		methodOf(request) === 'admin.users.session.list' && ++calls === 2
			? ({ send }) => send(json({ ok: false, error: 'not_an_admin' }))
			: undefined;
	const { error } = await slack.run({
		parameters: { resource: 'session', operation: 'getMany', limit: 1 },
		items: [{}, {}],
	});
	expect(error?.description).toMatch(/Done: item [01]\. To go on with the others/);
});

describe('as a tool that finds nothing', () => {
	const nothing = {
		parameters: {
			resource: 'session',
			operation: 'getMany',
			filters: { user: byId('U0000000001'), operatingSystem: 'BeOS' },
		},
		items: [{}],
	};

	test('since version 1.2 the model is told so', async () => {
		const { outputs } = await slack.run({ ...nothing, typeVersion: 1.2, asTool: true });
		expect(rows(outputs[0])).toEqual([
			{
				item: 0,
				found: 0,
				note: expect.stringContaining('No session fits for user U0000000001.'),
			},
		]);
	});

	test.each([
		[1.1, true],
		[1.2, false],
	])('at version %d, as a tool: %s, no item comes out', async (typeVersion, asTool) => {
		const { outputs } = await slack.run({ ...nothing, typeVersion, asTool });
		expect(outputs[0] ?? []).toEqual([]);
	});
});
