import type { IDataObject } from 'n8n-workflow';

import { json, methodOf } from '../../../emulator/slack';
import { rows, users, useSlack } from '../../slack';

const slack = useSlack(30);

const bulk = (more: IDataObject = {}) =>
	({
		resource: 'session',
		operation: 'resetBulk',
		users: '={{ $json.user_id }}',
		...more,
	}) as never;
const sent = () =>
	slack.emulator
		.calls('admin.users.session.resetBulk')
		.map(({ body }) => JSON.parse(new URLSearchParams(body).get('user_ids') ?? '') as string[]);
const id = (number: number) => `U${String(number).padStart(10, '0')}`;

test('the users of all items go out together', async () => {
	const { outputs, hints } = await slack.run({ parameters: bulk(), items: users(3) });
	expect(rows(outputs[0])).toEqual(
		[0, 1, 2].map((item) => ({
			item,
			ok: true,
			outcome: 'enqueued',
			user_id: id(item + 1),
			devices: 'all',
			requested_at: expect.any(String),
			acted_as: 'U0ADMIN0001',
		})),
	);
	expect(slack.emulator.calls('admin.users.session.resetBulk').map(({ body }) => body)).toEqual([
		`user_ids=${encodeURIComponent(JSON.stringify([id(1), id(2), id(3)]))}`,
	]);
	expect(slack.organisation.sessionsOf(id(1))).toEqual([]);
	expect(hints).toMatchObject([{ message: expect.stringContaining('put the users in line') }]);
});

test('a list in one item, ids and addresses mixed, paired with the item that names them', async () => {
	const { outputs } = await slack.run({
		parameters: bulk({ users: '={{ $json.list }}' }),
		items: [{ list: `${id(1)}, ${id(2)}@EXAMPLE.com` }, { list: [id(3)] }],
	});
	expect(rows(outputs[0])).toMatchObject([
		{ item: 0, user_id: id(1) },
		{
			item: 0,
			user_id: id(2),
			requested_as: `${id(2)}@EXAMPLE.com`,
			email: `${id(2).toLowerCase()}@example.com`,
		},
		{ item: 1, user_id: id(3) },
	]);
	expect(sent()).toEqual([[id(1), id(2), id(3)]]);
});

test('a user named twice is sent once and answered twice', async () => {
	const { outputs } = await slack.run({ parameters: bulk(), items: [...users(1), ...users(1)] });
	expect(rows(outputs[0])).toMatchObject([
		{ item: 0, user_id: id(1) },
		{ item: 1, user_id: id(1) },
	]);
	expect(sent()).toEqual([[id(1)]]);
});

test('grouped by devices; one user with two different devices is an error on both items', async () => {
	const { outputs } = await slack.run({
		parameters: bulk({ devices: '={{ $json.devices }}' }),
		items: [
			{ user_id: id(1), devices: 'mobile' },
			{ user_id: id(2), devices: 'web' },
			{ user_id: id(3), devices: 'mobile' },
			{ user_id: id(4), devices: 'mobile' },
			{ user_id: id(4), devices: 'web' },
		],
		onError: 'continueRegularOutput',
	});
	expect(rows(outputs[0])).toMatchObject([
		{ outcome: 'enqueued', devices: 'mobile' },
		{ outcome: 'enqueued', devices: 'web' },
		{ outcome: 'enqueued', devices: 'mobile' },
		{ error: { code: 'contradicting_items', user_id: id(4) } },
		{ error: { code: 'contradicting_items', user_id: id(4) } },
	]);
	expect(slack.emulator.calls('admin.users.session.resetBulk').map(({ body }) => body)).toEqual([
		`user_ids=${encodeURIComponent(JSON.stringify([id(1), id(3)]))}&mobile_only=true`,
		`user_ids=${encodeURIComponent(JSON.stringify([id(2)]))}&web_only=true`,
	]);
});

test('1,000 a call', async () => {
	await slack.renew(2500);
	const { outputs } = await slack.run({ parameters: bulk({ maxUsers: 2500 }), items: users(2500) });
	expect(outputs[0]).toHaveLength(2500);
	expect(slack.emulator.calls('admin.users.session.resetBulk')).toHaveLength(3);
	expect(
		users(2500).every(({ user_id }) => slack.organisation.sessionsOf(String(user_id)).length === 0),
	).toBe(true);
});

describe.each([
	['failed_user_ids', true, 'failed_for_some_users'],
	['failed_user_ids', false, 'failed_for_some_users'],
	['details', false, 'failed_for_some_users'],
	['keys', true, 'failed_for_some_users'],
	['nowhere', true, 'failed_for_some_users'],
	['nowhere', false, 'failed_for_some_users'],
	['nowhere', false, 'first'],
	['failed_user_ids', false, 'first'],
] as const)(
	'Slack names the culprits in %s, does the others: %s, refuses by %s',
	(bulkNamesIn, bulkDoesTheOthers, bulkRefusesBy) => {
		test('they fail and everybody else is signed out', async () => {
			Object.assign(slack.emulator.unsettled, { bulkNamesIn, bulkDoesTheOthers, bulkRefusesBy });
			const culprits = ['U9999999999', 'U0BOT000001', 'U0PRIMARY01'];
			const items = users(30);
			items.splice(3, 0, { user_id: culprits[0] });
			items.splice(17, 0, { user_id: culprits[1] });
			items.push({ user_id: culprits[2] });
			const { outputs } = await slack.run({
				parameters: bulk(),
				items,
				onError: 'continueErrorOutput',
			});

			expect(rows(outputs[0]).map(({ user_id }) => user_id)).toEqual(
				users(30).map(({ user_id }) => user_id),
			);
			expect(
				rows(outputs[1]).map(({ user_id, error }) => [user_id, (error as IDataObject).outcome]),
			).toEqual(culprits.map((culprit) => [culprit, 'failed']));
			for (const { user_id } of users(30))
				expect(slack.organisation.sessionsOf(String(user_id))).toEqual([]);
			expect(slack.organisation.sessionsOf('U0PRIMARY01')).toHaveLength(1);
		});
	},
);

test('what concerns the token is not halved: one call, all failed', async () => {
	slack.token.scopes = ['admin.users:read'];
	const { outputs } = await slack.run({
		parameters: bulk(),
		items: users(20),
		onError: 'continueRegularOutput',
	});
	expect(new Set(rows(outputs[0]).map(({ error }) => (error as IDataObject).code))).toEqual(
		new Set(['missing_scope']),
	);
	expect(slack.emulator.calls('admin.users.session.resetBulk')).toHaveLength(1);
});

test('what Slack dislikes in all of them is not looked for in each', async () => {
	await slack.renew(1000);
	slack.emulator.faultFor = (request) =>
		methodOf(request).endsWith('resetBulk')
			? ({ send }) => send(json({ ok: false, error: 'invalid_arguments' }))
			: undefined;
	const { outputs } = await slack.run({
		parameters: bulk({ maxUsers: 1000 }),
		items: users(1000),
		onError: 'continueRegularOutput',
	});
	expect(new Set(rows(outputs[0]).map(({ error }) => (error as IDataObject).code))).toEqual(
		new Set(['invalid_arguments']),
	);
	expect(slack.emulator.calls('admin.users.session.resetBulk').length).toBeLessThan(50);
});

test.each([0, 499, 999])(
	'one bad id of 1,000, at place %d, that Slack does not name',
	async (place) => {
		await slack.renew(1000);
		Object.assign(slack.emulator.unsettled, { bulkNamesIn: 'nowhere', bulkDoesTheOthers: false });
		const items = users(1000);
		items[place] = { user_id: 'U9999999999' };
		const { outputs } = await slack.run({
			parameters: bulk({ maxUsers: 1000 }),
			items,
			onError: 'continueErrorOutput',
		});
		expect(outputs[0]).toHaveLength(999);
		expect(rows(outputs[1])).toMatchObject([{ item: place, error: { user_id: 'U9999999999' } }]);
	},
);

test('a deactivated user, found by address, whom Slack does not reset', async () => {
	for (const resetOfDeactivated of ['ok', 'user_not_found'] as const) {
		slack.emulator.unsettled.resetOfDeactivated = resetOfDeactivated;
		const person = slack.organisation.people.get(id(5));
		if (person) person.is_active = false;
		const { outputs } = await slack.run({
			parameters: bulk(),
			items: [{ user_id: `${id(5)}@example.com` }, ...users(1)],
			onError: 'continueRegularOutput',
		});
		expect(rows(outputs[0])).toMatchObject([
			{
				ok: true,
				outcome: resetOfDeactivated === 'ok' ? 'enqueued' : 'already_deactivated',
				user_id: id(5),
				deactivated: true,
				email: `${id(5).toLowerCase()}@example.com`,
			},
			{ ok: true, outcome: 'enqueued' },
		]);
	}
});

test('whom the list itself calls active is not told as already deactivated', async () => {
	slack.emulator.faultFor = (request) => {
		const refuse = (error: string) => json({ ok: false, error });
		switch (methodOf(request)) {
			case 'users.lookupByEmail':
				return ({ send }) => send(refuse('users_not_found'));
			case 'admin.users.list':
				return ({ send }) =>
					send(
						json({
							ok: true,
							users: [{ id: id(5), email: `${id(5).toLowerCase()}@example.com`, is_active: true }],
						}),
					);
			case 'admin.users.session.resetBulk':
				return ({ send }) => send(refuse('user_not_found'));
			default:
				return undefined;
		}
	};
	const { outputs } = await slack.run({
		parameters: bulk(),
		items: [{ user_id: `${id(5)}@example.com` }],
		onError: 'continueRegularOutput',
	});
	expect(rows(outputs[0])).toMatchObject([
		{ error: { code: 'user_not_found', outcome: 'failed', user_id: id(5) } },
	]);
});

test.each([{}, { user: null }, { user: {} }])(
	'an address that Slack answers with ok and %j: nobody says that no user has it',
	async (found) => {
		slack.emulator.faultFor = (request) =>
			methodOf(request) === 'users.lookupByEmail'
				? ({ send }) => send(json({ ok: true, ...found }))
				: undefined;
		const { outputs } = await slack.run({
			parameters: bulk(),
			items: [{ user_id: `${id(5)}@example.com` }],
			onError: 'continueRegularOutput',
		});
		expect(rows(outputs[0])).toMatchObject([{ error: { code: 'http_200', outcome: 'failed' } }]);
	},
);

test('Dry Run and the guards', async () => {
	const { outputs } = await slack.run({
		parameters: bulk({ options: { dryRun: true, protectedUsers: id(2) } }),
		items: [...users(2), { user_id: 'U0ADMIN0001' }],
	});
	expect(rows(outputs[0])).toMatchObject([
		{ would: 'enqueue' },
		{ would: 'refuse' },
		{ would: 'refuse' },
	]);
	expect(sent()).toEqual([]);
	expect(
		(await slack.run({ parameters: bulk({ maxUsers: 2 }), items: users(3) })).error,
	).toMatchObject({ context: { code: 'too_many_users' } });
	expect(sent()).toEqual([]);
});

test.each(['', '={{ [] }}', '={{ $json.nothing }}', ' , ', `${id(1)}, all`])(
	'Users that are %j are an error and never everybody',
	async (value) => {
		const { error } = await slack.run({
			parameters: bulk({ users: value === '' ? '={{ "" }}' : value }),
			items: [{}],
		});
		expect(error).toMatchObject({ context: { code: 'invalid_parameter' } });
		expect(slack.emulator.requests).toEqual([]);
	},
);
