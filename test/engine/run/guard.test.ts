import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { byId, reset, rows, users, useSlack } from '../slack';

const slack = useSlack();

const resets = () => slack.emulator.calls('admin.users.session.reset').map(({ body }) => body);

test('more different users than Maximum Users: nothing at all is sent, and the message says how to raise it', async () => {
	const { error } = await slack.run({ parameters: { ...reset, maxUsers: 3 }, items: users(4) });
	expect(error?.message).toBe(
		"This run would act on 4 users, and 'Maximum Users' is 3: nothing was sent",
	);
	expect(error?.description).toBe(
		"Kept back: U0000000001, U0000000002, U0000000003, U0000000004. Check that the list is the right one. If it is, raise 'Maximum Users' to 4 or more.",
	);
	expect(slack.emulator.requests).toEqual([]);
});

test('the same user twice counts once', async () => {
	const { outputs } = await slack.run({
		parameters: { ...reset, maxUsers: 1 },
		items: [...users(1), ...users(1)],
	});
	expect(rows(outputs[0])).toMatchObject([
		{ item: 0, ok: true },
		{ item: 1, ok: true },
	]);
});

test('over several items the smallest maximum counts', async () => {
	const { error } = await slack.run({
		parameters: { ...reset, maxUsers: '={{ $itemIndex === 1 ? 1 : 50 }}' },
		items: users(2),
	});
	expect(error?.message).toContain("'Maximum Users' is 1");
	expect(slack.emulator.requests).toEqual([]);
});

test('Invalidate counts the owners, and sessions where the owner is a workspace', async () => {
	const sessions = slack.organisation.sessionsOf('U0000000003').map((session) => ({ ...session }));
	const parameters = { resource: 'session', operation: 'invalidate', maxUsers: 1 };
	expect((await slack.run({ parameters, items: sessions })).error).toBeUndefined();

	const more = slack.organisation.sessionsOf('U0000000002').map((session) => ({ ...session }));
	const byWorkspace = await slack.run({
		parameters: { ...parameters, sessionOwner: 'team', teamId: '={{ $json.team_id }}' },
		items: more,
	});
	expect(byWorkspace.error?.message).toContain(`would act on ${more.length} users`);
});

test('where two guards hold back two items, Stop tells of the first of the items', async () => {
	const { error } = await slack.run({
		parameters: { ...reset, options: { protectedUsers: 'U0000000001' } },
		items: [{ user_id: 'U0ADMIN0001' }, ...users(1)],
	});
	expect(error).toMatchObject({ context: { itemIndex: 0, code: 'own_user' } });
	expect(resets()).toEqual([]);
});

describe('Maximum Users of Invalidate, where it was not raised', () => {
	const invalidate = { resource: 'session', operation: 'invalidate' };
	const sessionsOf = (...ids: string[]) =>
		ids.flatMap((id) => slack.organisation.sessionsOf(id).map((session) => ({ ...session })));

	test.each([
		[1, false, 50],
		[1, true, 50],
		[1.1, false, 50],
		[1.2, false, 1],
	])('version %d, tool %s: %d', async (typeVersion, asTool, maximum) => {
		await slack.renew(51);
		const run = async (count: number) => {
			const items = sessionsOf(...users(count).map(({ user_id }) => String(user_id)));
			const { error } = await slack.run({
				parameters: asTool
					? // What is read from the item is refused in a tool.
						{ ...invalidate, sessionId: '1', user: byId("={{ $('Items').item.json.user_id }}") }
					: invalidate,
				items,
				typeVersion,
				asTool,
				onError: 'stopWorkflow',
			});
			return error?.message;
		};
		expect(await run(maximum + 1)).toBe(
			`This run would act on ${maximum + 1} users, and 'Maximum Users' is ${maximum}: nothing was sent`,
		);
		expect(slack.emulator.requests).toEqual([]);
		expect(await run(maximum)).toBeUndefined();
	});

	test('since version 1.2: every session of one user, and those of several once it is raised', async () => {
		const run = async (parameters: INodeParameters, items: IDataObject[]) =>
			(await slack.run({ parameters, items, typeVersion: 1.2 })).error?.message;
		expect(await run(invalidate, sessionsOf('U0000000004'))).toBeUndefined();
		const two = sessionsOf('U0000000003', 'U0000000002');
		expect(await run(invalidate, two)).toContain('would act on 2 users');
		expect(await run({ ...invalidate, maxUsers: 2 }, two)).toBeUndefined();
	});
});

test('what is kept back is said before how to lift the guard', async () => {
	const own = { user_id: 'U0ADMIN0001' };
	const descriptionOf = async (items: IDataObject[], more: INodeParameters = {}) =>
		(await slack.run({ parameters: { ...reset, ...more }, items })).error?.description ?? '';
	expect(await descriptionOf([...users(3), own])).toMatch(
		/^Nothing was sent for this user, .*: one of 4 users of this run\. Check that the list is the right one\. If this user is meant too, switch on 'Include Own User'/,
	);
	expect(await descriptionOf([own])).toMatch(
		/the administrator whose token this is\. If this user is meant/,
	);
	// Settings sign nobody out.
	const settings = { resource: 'sessionSetting', operation: 'clear', users: own.user_id };
	expect(await descriptionOf([own], settings)).not.toContain('signed out');
	expect(
		await descriptionOf(users(1), { options: { protectedUsers: 'nobody@example.com' } }),
	).toMatch(
		/^Nothing was sent\. All users of the run are kept back until .* remove 'Protected Users' from/,
	);
	slack.token.state = 'revoked';
	expect(await descriptionOf(users(3))).toMatch(
		/all users of the run are kept back \(3\): .* switch on 'Include Own User'/,
	);
});

test("the token's own user is refused, the others go on", async () => {
	const { outputs } = await slack.run({
		parameters: reset,
		items: [{ user_id: 'U0ADMIN0001' }, ...users(1)],
		onError: 'continueRegularOutput',
	});
	expect(rows(outputs[0])).toMatchObject([
		{ item: 0, error: { code: 'own_user', outcome: 'failed', user_id: 'U0ADMIN0001' } },
		{ item: 1, ok: true },
	]);
	expect(resets()).toEqual(['user_id=U0000000001']);
});

test('Include Own User lets it through, for the items that say so', async () => {
	const { outputs } = await slack.run({
		parameters: { ...reset, options: { includeOwnUser: '={{ $itemIndex === 1 }}' } },
		items: [{ user_id: 'U0ADMIN0001' }, { user_id: 'U0ADMIN0001' }],
		onError: 'continueRegularOutput',
	});
	expect(rows(outputs[0])).toMatchObject([
		{ item: 0, error: { code: 'own_user' } },
		{ item: 1, ok: true },
	]);
});

test('Protected Users of all items together, by id and by address', async () => {
	const { outputs } = await slack.run({
		parameters: {
			...reset,
			options: {
				protectedUsers:
					'={{ $itemIndex === 0 ? "U0000000002, U0000000003" : "U0000000004@EXAMPLE.com" }}',
			},
		},
		items: users(5),
		onError: 'continueRegularOutput',
	});
	expect(
		rows(outputs[0]).map(({ error }) => (error as IDataObject | undefined)?.code ?? 'done'),
	).toEqual(['done', 'protected_user', 'protected_user', 'protected_user', 'done']);
	expect(resets()).toEqual(['user_id=U0000000001', 'user_id=U0000000005']);
});

test('Protected Users and the own user are kept back however their IDs are written', async () => {
	const options = { protectedUsers: 'u0000000001' };
	const { outputs } = await slack.run({
		parameters: { ...reset, options },
		items: [...users(2), { user_id: 'u0admin0001' }],
		onError: 'continueRegularOutput',
	});
	expect(rows(outputs[0])).toMatchObject([
		{ error: { code: 'protected_user' } },
		{ ok: true },
		{ error: { code: 'own_user' } },
	]);
});

test.each<[string, unknown, boolean]>([
	['the last part of an expression is missing', '=U0000000009, {{ $json.vip }}', false],
	['the first part of an expression is missing', '={{ $json.vip }}, U0000000009', false],
	['a list by expression has a blank part', '={{ ["U0000000009", ""] }}', false],
	['a text that ends with a comma', 'U0000000009,', true],
	['lines that end with commas, by expression', '={{ "U0000000009,\\nU0000000008" }}', true],
])('Protected Users: %s', async (_, protectedUsers, goesOn) => {
	const { outputs } = await slack.run({
		parameters: { ...reset, options: { protectedUsers } } as never,
		items: users(1),
		onError: 'continueRegularOutput',
	});
	expect(rows(outputs[0])).toMatchObject([
		goesOn
			? { ok: true }
			: {
					error: {
						code: 'invalid_parameter',
						message: expect.stringContaining("'Protected Users' is empty"),
					},
				},
	]);
	expect(resets()).toHaveLength(goesOn ? 1 : 0);
});

test.each<[string, object]>([
	['too many users', { maxUsers: 1 }],
	['contradicting items', { options: { dryRun: '={{ $itemIndex === 0 }}' } }],
	['a protected user who cannot be found', { options: { protectedUsers: 'nobody@example.com' } }],
])('a run that is refused as a whole names no item: %s', async (_, more) => {
	const { error } = await slack.run({ parameters: { ...reset, ...more }, items: users(2) });
	expect(error?.message).toMatch(/\S/);
	expect(error?.message).not.toContain('[item');
	expect(error?.context?.itemIndex).toBeUndefined();
});

test('Maximum Wait in digits is read as a number', async () => {
	const { error } = await slack.run({
		parameters: { ...reset, options: { maxWait: '={{ "60" }}' } },
		items: users(1),
	});
	expect(error).toBeUndefined();
});

test('a guard that cannot be read names the item whose it is', async () => {
	const { error } = await slack.run({
		parameters: { ...reset, maxUsers: '={{ $itemIndex === 2 ? "many" : 50 }}' },
		items: users(4),
	});
	expect(error?.message).toBe(
		'The value of \'Maximum Users\' is not a whole number above 0: "many" [item 2]',
	);
	expect(error).toMatchObject({ context: { itemIndex: 2 } });
	expect(slack.emulator.requests).toEqual([]);
});

test('a protected address that Slack does not know: nothing is done', async () => {
	const { outputs } = await slack.run({
		parameters: { ...reset, options: { protectedUsers: 'nobody@example.com' } },
		items: users(2),
		onError: 'continueRegularOutput',
	});
	expect(rows(outputs[0])).toMatchObject([
		{ error: { code: 'protected_users_unchecked' } },
		{ error: { code: 'protected_users_unchecked' } },
	]);
	expect(resets()).toEqual([]);
});

test('Invalidate by workspace with Protected Users is refused: whose session it is cannot be known', async () => {
	const [session] = slack.organisation.sessionsOf('U0000000001');
	const { outputs } = await slack.run({
		parameters: {
			resource: 'session',
			operation: 'invalidate',
			sessionOwner: 'team',
			teamId: '={{ $json.team_id }}',
			options: { protectedUsers: 'U0000000002' },
		},
		items: [{ ...session }],
		onError: 'continueRegularOutput',
	});
	expect(rows(outputs[0])).toMatchObject([
		{ error: { code: 'protected_users_unchecked', session_id: session?.session_id } },
	]);
	expect(slack.organisation.sessionsOf('U0000000001')).toContain(session);
});

test('under Stop a refusal ends the run before anything is sent', async () => {
	const { error } = await slack.run({
		parameters: reset,
		items: [...users(1), { user_id: 'U0ADMIN0001' }],
	});
	expect(error).toMatchObject({
		name: 'NodeOperationError',
		context: { itemIndex: 1, code: 'own_user' },
	});
	expect(error?.description).toContain('Not tried: 1.');
	expect(resets()).toEqual([]);
});

describe('Dry Run', () => {
	const dry = { ...reset, options: { dryRun: true, protectedUsers: 'U0000000002' } };

	test('says for each what would be done, and changes nothing', async () => {
		const before = slack.organisation.sessionCount;
		const { outputs, error } = await slack.run({
			parameters: dry,
			items: [...users(2), { user_id: 'U0ADMIN0001' }],
		});
		expect(error).toBeUndefined();
		expect(rows(outputs[0])).toEqual([
			{ item: 0, outcome: 'dry_run', would: 'reset', user_id: 'U0000000001', devices: 'all' },
			{
				item: 1,
				outcome: 'dry_run',
				would: 'refuse',
				reason: "User U0000000002 is one of the 'Protected Users'",
				user_id: 'U0000000002',
				devices: 'all',
			},
			{
				item: 2,
				outcome: 'dry_run',
				would: 'refuse',
				reason: 'User U0ADMIN0001 is the user of the token itself',
				user_id: 'U0ADMIN0001',
				devices: 'all',
			},
		]);
		expect(resets()).toEqual([]);
		expect(slack.organisation.sessionCount).toBe(before);
	});

	test('shows that Maximum Users would keep it back', async () => {
		const { outputs } = await slack.run({ parameters: { ...dry, maxUsers: 1 }, items: users(2) });
		expect(rows(outputs[0])).toMatchObject([
			{ would: 'refuse', reason: expect.stringContaining("'Maximum Users' is 1") },
			{ would: 'refuse', reason: expect.stringContaining("'Maximum Users' is 1") },
		]);
	});

	test('on for some items and off for others: nothing is done', async () => {
		const { error } = await slack.run({
			parameters: { ...reset, options: { dryRun: '={{ $itemIndex === 0 }}' } },
			items: users(2),
		});
		expect(error?.message).toContain("'Dry Run' is on for some items and off for others");
		expect(slack.emulator.requests).toEqual([]);
	});
});

describe('1,000 items', () => {
	const thousand = () =>
		Array.from({ length: 1000 }, (_, index) =>
			index % 10 === 9
				? { user_id: index % 20 === 19 ? '' : `U9${String(index).padStart(9, '0')}` }
				: { user_id: `U${String(index + 1).padStart(10, '0')}` },
		);

	test("every tenth one bad: 1,000 out, in order, 900 done in Slack's state, 100 with the right reason", async () => {
		await slack.renew(1000);
		const { outputs } = await slack.run({
			parameters: { ...reset, maxUsers: 1000 },
			items: thousand(),
			onError: 'continueRegularOutput',
		});
		const out = rows(outputs[0]);

		expect(out.map(({ item }) => item)).toEqual(Array.from({ length: 1000 }, (_, index) => index));
		const codes = out.map(
			({ error, outcome }) => (error as IDataObject | undefined)?.code ?? outcome,
		);
		expect(codes).toEqual(
			Array.from({ length: 1000 }, (_, index) =>
				index % 10 !== 9 ? 'reset' : index % 20 === 19 ? 'invalid_parameter' : 'user_not_found',
			),
		);
		for (let number = 1; number <= 1000; number++) {
			const signedOut =
				slack.organisation.sessionsOf(`U${String(number).padStart(10, '0')}`).length === 0;
			expect([number, signedOut]).toEqual([number, number % 10 !== 0]);
		}
	});

	test('with Maximum Users at 50: nothing is sent', async () => {
		const { outputs } = await slack.run({
			parameters: reset,
			items: thousand(),
			onError: 'continueRegularOutput',
		});
		expect(outputs[0]).toHaveLength(1000);
		expect(rows(outputs[0])[0]).toMatchObject({ error: { code: 'too_many_users' } });
		expect(slack.emulator.requests).toEqual([]);
	});
});

describe("as an AI agent's tool", () => {
	const bulk = { resource: 'session', operation: 'resetBulk', users: 'U0000000001, U0000000002' };
	const asTool = { items: [{}], typeVersion: 1.1, asTool: true };

	test('one user a call, unless a person has raised it', async () => {
		const { error } = await slack.run({ ...asTool, parameters: bulk });
		expect(error?.message).toBe(
			"This run would act on 2 users, and 'Maximum Users' is 1: nothing was sent",
		);
		expect(slack.emulator.requests).toEqual([]);

		expect(
			(await slack.run({ ...asTool, parameters: { ...bulk, maxUsers: 2 } })).error,
		).toBeUndefined();
		expect(slack.emulator.calls('admin.users.session.resetBulk')).toHaveLength(1);
	});

	test('elsewhere, and in tools of version 1, it stays fifty', async () => {
		expect((await slack.run({ ...asTool, asTool: false, parameters: bulk })).error).toBeUndefined();
		expect(
			(await slack.run({ ...asTool, typeVersion: 1, parameters: bulk })).error,
		).toBeUndefined();
	});

	test.each<[string, object]>([
		['Maximum Users', { maxUsers: "={{ $fromAI('maximum', '', 'number') }}" }],
		['Include Own User', { options: { includeOwnUser: "={{ $fromAI('own', '', 'boolean') }}" } }],
		['Protected Users', { options: { protectedUsers: "={{ $fromAI('protected') }}" } }],
		['Maximum Users', { maxUsers: "={{ $fromai('maximum', '', 'number', 40) }}" }],
		[
			'Include Own User',
			{ options: { includeOwnUser: "={{ $fromAi('own', '', 'boolean', true) }}" } },
		],
	])('%s cannot be left to the model', async (name, left) => {
		const { error } = await slack.run({ ...asTool, parameters: { ...bulk, ...left } });
		expect(error).toMatchObject({
			message: expect.stringContaining(`'${name}'`),
			description: expect.stringContaining(name),
		});
		expect(slack.emulator.requests).toEqual([]);
	});

	// Agent v3 puts what the model says into the item. A model that is asked for a user alone adds the rest.
	const one = { resource: 'session', operation: 'reset', user: byId('U0000000001') };
	const said = {
		prot: 'U0000000009',
		dry: false,
		own: true,
		devices: 'mobile',
		most: 40,
		session_id: '2001',
		user_id: 'U0000000002',
	};
	test.each<[string, INodeParameters]>([
		['Protected Users', { ...one, options: { protectedUsers: '={{ $json.prot }}' } }],
		['Dry Run', { ...one, options: { dryRun: '={{ $json.dry }}' } }],
		['Include Own User', { ...one, options: { includeOwnUser: '={{ $input.item.json.own }}' } }],
		['Maximum Wait', { ...one, options: { maxWait: '={{ $input.first().json.most }}' } }],
		['Devices', { ...one, devices: '={{ $item(0).$json.devices }}' }],
		['Devices', { ...one, devices: '={{ $data.devices }}' }],
		['Users', { ...bulk, users: "={{ $items()[0].json['user_id'] }}" }],
		['User', { ...one, user: byId('={{ $json.user_id }}') }],
		['Session ID', { resource: 'session', operation: 'invalidate' }],
		['User', { resource: 'session', operation: 'invalidate', sessionId: '2001' }],
		[
			'User',
			{
				resource: 'session',
				operation: 'getMany',
				filters: { user: byId('={{ $json.user_id }}') },
			},
		],
	])('%s is not read from the item, which is the model’s: %j', async (name, parameters) => {
		const { error } = await slack.run({ ...asTool, items: [said], parameters });
		expect(error).toMatchObject({
			message: `'${name}' is read from the item, which the model can change`,
			description: expect.stringContaining('Nothing was sent.'),
		});
		expect(slack.emulator.requests).toEqual([]);
	});

	test('another node than the item may be read, and elsewhere than in a tool the item too', async () => {
		const parameters = { ...one, user: byId("={{ $('Items').first().json.user_id }}") };
		expect((await slack.run({ ...asTool, items: [said], parameters })).error).toBeUndefined();
		expect(slack.emulator.calls('admin.users.session.reset')).toHaveLength(1);

		const ofItem = { ...one, user: byId('={{ $json.user_id }}') };
		const run = await slack.run({ ...asTool, asTool: false, items: [said], parameters: ofItem });
		expect(run.error).toBeUndefined();
		expect(slack.emulator.calls('admin.users.session.reset')).toHaveLength(2);
	});
});
