import { json, methodOf } from '../../emulator/slack';
import { reset, rows, useSlack } from '../slack';

const slack = useSlack();

const byAddress = { ...reset, user: { __rl: true, mode: 'email', value: '={{ $json.email }}' } };
const deactivate = (id: string) =>
	Object.assign(slack.organisation.people.get(id) ?? {}, { is_active: false });

test('By Email: each address is looked up once a run, and the output says what it was', async () => {
	const { outputs } = await slack.run({
		parameters: byAddress,
		items: [{ email: 'Someone <U0000000001@Example.com>' }, { email: 'u0000000001@example.com' }],
	});
	expect(rows(outputs[0])).toMatchObject([
		{
			ok: true,
			user_id: 'U0000000001',
			requested_as: 'Someone <U0000000001@Example.com>',
			email: 'u0000000001@example.com',
		},
		{
			ok: true,
			user_id: 'U0000000001',
			requested_as: 'u0000000001@example.com',
			email: 'u0000000001@example.com',
		},
	]);
	expect(slack.emulator.calls('users.lookupByEmail')).toHaveLength(1);
	expect(slack.emulator.calls('admin.users.list')).toHaveLength(0);
});

describe('a list', () => {
	const askedFor = async (users: string, options = {}) => {
		const { outputs } = await slack.run({
			parameters: { resource: 'session', operation: 'resetBulk', users, options },
			items: [{}],
			onError: 'continueRegularOutput',
		});
		return rows(outputs[0]).map((row) => {
			const { user_id, requested_as } = (row.error ?? row) as typeof row;
			return [user_id, requested_as];
		});
	};

	test.each([{}, { dryRun: true }])(
		'with addresses and IDs in it, options %j: each row says what the list said, be it an ID',
		async (options) => {
			const list = 'u0000000001@example.com, U0000000002, U0ADMIN0001, nobody@example.com';
			expect(await askedFor(list, options)).toEqual([
				['U0000000001', 'u0000000001@example.com'],
				['U0000000002', 'U0000000002'],
				['U0ADMIN0001', 'U0ADMIN0001'],
				[undefined, 'nobody@example.com'],
			]);
		},
	);

	test('of IDs alone: no row repeats what it says already', async () => {
		expect(await askedFor('U0000000001, U0000000002')).toEqual([
			['U0000000001', undefined],
			['U0000000002', undefined],
		]);
	});
});

test('all misses together get one scan of the deactivated users, ended once all are found', async () => {
	await slack.renew(1000);
	for (const number of [3, 7])
		Object.assign(slack.organisation.people.get(`U${String(number).padStart(10, '0')}`) ?? {}, {
			is_active: false,
		});
	for (let number = 500; number < 1000; number++)
		Object.assign(slack.organisation.people.get(`U${String(number).padStart(10, '0')}`) ?? {}, {
			is_active: false,
		});
	const { outputs } = await slack.run({
		parameters: byAddress,
		items: [
			{ email: 'u0000000003@example.com' },
			{ email: 'u0000000007@example.com' },
			{ email: 'u0000000001@example.com' },
		],
	});
	expect(rows(outputs[0])).toMatchObject([
		{ user_id: 'U0000000003', deactivated: true },
		{ user_id: 'U0000000007', deactivated: true },
		{ user_id: 'U0000000001' },
	]);
	expect(rows(outputs[0])[2]).not.toHaveProperty('deactivated');
	expect(slack.emulator.calls('admin.users.list').map(({ body }) => body)).toEqual([
		'is_active=false&include_deactivated_user_workspaces=true&limit=100',
	]);
});

test.each(['ok', 'user_not_found'] as const)(
	'a deactivated user, where Slack answers a reset with %s',
	async (answer) => {
		deactivate('U0000000003');
		slack.emulator.unsettled.resetOfDeactivated = answer;
		const { outputs } = await slack.run({
			parameters: byAddress,
			items: [{ email: 'u0000000003@example.com' }],
		});
		expect(rows(outputs[0])).toMatchObject([
			{
				ok: true,
				outcome: answer === 'ok' ? 'reset' : 'already_deactivated',
				user_id: 'U0000000003',
				deactivated: true,
			},
		]);
	},
);

test('nobody has it: said so, and that the Slack address may differ', async () => {
	const { error } = await slack.run({
		parameters: byAddress,
		items: [{ email: 'nobody@example.com' }],
	});
	expect(error?.message).toBe('No active or deactivated user has the address nobody@example.com');
	expect(error?.description).toContain(
		'the Slack address may differ from the name that the person signs in with',
	);
	expect(slack.emulator.calls('admin.users.session.reset')).toEqual([]);
});

test('which scope an address needs is said where it is missing', async () => {
	slack.token.scopes = ['admin.users:read', 'admin.users:write'];
	const { error } = await slack.run({
		parameters: byAddress,
		items: [{ email: 'u0000000001@example.com' }],
	});
	expect(error?.message).toContain('the token lacks the scope users:read.email');
});

test('a scan that fails is not "nobody"', async () => {
	slack.emulator.faultFor = (request) =>
		methodOf(request) === 'admin.users.list'
			? ({ send }) => send(json({ ok: false, error: 'not_an_admin' }))
			: undefined;
	const { error } = await slack.run({
		parameters: byAddress,
		items: [{ email: 'nobody@example.com' }],
	});
	expect(error?.message).toContain('the deactivated ones could not be looked through');
});

test('the address of somebody who is protected is protected by id too', async () => {
	const { outputs } = await slack.run({
		parameters: { ...byAddress, options: { protectedUsers: 'U0000000001' } },
		items: [{ email: 'u0000000001@example.com' }],
		onError: 'continueRegularOutput',
	});
	expect(rows(outputs[0])).toMatchObject([
		{
			error: {
				code: 'protected_user',
				user_id: 'U0000000001',
				requested_as: 'u0000000001@example.com',
			},
		},
	]);
});

test('From an address alone to Reset, with the sessions listed before', async () => {
	const user = { __rl: true, mode: 'email', value: '={{ $json.email }}' };
	const listed = await slack.run({
		parameters: { resource: 'session', operation: 'getMany', returnAll: true, filters: { user } },
		items: [{ email: 'u0000000003@example.com' }],
	});
	expect(listed.outputs[0]).toHaveLength(4);
	const { outputs } = await slack.run({
		parameters: byAddress,
		items: [{ email: 'u0000000003@example.com' }],
	});
	expect(rows(outputs[0])).toMatchObject([{ ok: true, outcome: 'reset', user_id: 'U0000000003' }]);
	expect(slack.organisation.sessionsOf('U0000000003')).toEqual([]);
});
