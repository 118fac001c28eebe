import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { RateLimits } from '../../emulator/rateLimits';
import { json, methodOf } from '../../emulator/slack';
import { byId, rows, useSlack } from '../slack';

const slack = useSlack(8);
beforeEach(() => {
	const { organisation } = slack;
	organisation.addPerson({ id: 'U0GONE00001', name: 'gone', is_active: false });
	organisation.addSession('U0GONE00001');
});

const options = { includeUserDetails: true };
const calls = (method: string) => slack.emulator.calls(method).length;
const asked = () =>
	slack.emulator
		.calls('users.info')
		.map(({ body }) => body.replace('user=', ''))
		.sort();
const list = async (more: INodeParameters = {}, items: IDataObject[] = [{}]) => {
	const { outputs, hints, error } = await slack.run({
		parameters: { resource: 'session', operation: 'getMany', returnAll: true, options, ...more },
		items,
		typeVersion: 1.2,
	});
	expect(error).toBeUndefined();
	return { out: rows(outputs[0]), hints: hints.map(({ message }) => message) };
};
const get = async (users: string, more: INodeParameters = { options }) => {
	const { outputs, hints } = await slack.run({
		parameters: { resource: 'sessionSetting', operation: 'get', users, ...more },
		items: [{}],
		onError: 'continueRegularOutput',
	});
	return { out: rows(outputs[0]), hints: hints.map(({ message }) => message) };
};

const who = (name: string, role = 'member', is_active = true) => ({
	email: `${name}@example.com`,
	full_name: name,
	role,
	is_active,
});
const nobodyKnows = { email: null, full_name: null, role: null, is_active: null };
const everybody = () =>
	[...slack.organisation.people.keys()].filter(
		(id) => slack.organisation.sessionsOf(id).length > 0,
	);

test('Get Many, simplified: who each user is stands beside the ID, in front of the session', async () => {
	const { out, hints } = await list();
	const plain = await list({ options: {} });
	expect(out).toHaveLength(plain.out.length);
	for (const [place, row] of out.entries()) {
		expect(row).toMatchObject(plain.out[place] ?? {});
		expect(Object.keys(row).filter((name) => name !== 'item')).toEqual([
			...['user_id', 'email', 'full_name', 'role', 'is_active'],
			...Object.keys(plain.out[place] ?? {}).filter((name) => !['item', 'user_id'].includes(name)),
		]);
	}
	const of = (id: string) => out.find(({ user_id }) => user_id === id);
	expect(of('U0PRIMARY01')).toMatchObject(who('primary', 'primary_owner'));
	expect(of('U0ADMIN0001')).toMatchObject(who('admin', 'owner'));
	expect(of('U0000000001')).toMatchObject(who('u0000000001'));
	expect(of('U0GONE00001')).toMatchObject(who('gone', 'member', false));
	expect(hints).toEqual([]);
	expect(asked()).toEqual(everybody().sort());
	expect(calls('admin.users.list')).toBe(0);
});

test('Get Many without the option asks for nobody', async () => {
	const { out } = await list({ options: {} });
	expect(out[0]).not.toHaveProperty('email');
	expect([calls('users.info'), calls('admin.users.list')]).toEqual([0, 0]);
	await list({ options: { includeUserDetails: false } });
	expect([calls('users.info'), calls('admin.users.list')]).toEqual([0, 0]);
});

test("Get Many, raw: under a field of its own beside Slack's", async () => {
	const { out } = await list({ output: 'raw', filters: { user: byId('U0000000001') } });
	const [session] = slack.organisation.sessionsOf('U0000000001');
	expect(out[0]).toEqual({
		item: 0,
		user_id: 'U0000000001',
		session_id: session?.session_id,
		team_id: 'T0000000001',
		created: session?.created,
		user_details: who('u0000000001'),
	});
	// The user was looked up for the filter.
	expect(asked()).toEqual(['U0000000001']);
});

test('Get Many, selected fields: the details come too', async () => {
	const { out } = await list({ output: 'selectedFields', fields: ['session_id'] });
	expect(Object.keys(out[0] ?? {})).toEqual([
		'item',
		'email',
		'full_name',
		'role',
		'is_active',
		'session_id',
	]);
	expect(out[0]).toMatchObject(who('primary', 'primary_owner'));
});

test('over several items each user is looked up once', async () => {
	const items = ['U0000000001', 'U0000000002', 'U0000000001'].map((name) => ({ name }));
	await list({ filters: { user: byId('={{ $json.name }}') } }, items);
	expect(asked()).toEqual(['U0000000001', 'U0000000002']);
});

test('many users: the list of the organisation tells of those who are left after the first minute', async () => {
	await slack.renew(600);
	// A minute that does not end: whoever waits for the next one waits for good.
	slack.emulator.limits = new RateLimits(60_000, () => 0);
	const { out, hints } = await list();
	for (const row of out) expect(row).toMatchObject({ is_active: true });
	expect(hints).toEqual([]);
	expect(calls('users.info')).toBeLessThanOrEqual(105);
	expect(calls('admin.users.list')).toBeLessThanOrEqual(7);
});

test('guests', async () => {
	slack.emulator.faultFor = (request) => {
		if (methodOf(request) !== 'users.info') return undefined;
		const isSingle = request.body.includes('U0000000002');
		return ({ work, send }) => {
			const { user } = JSON.parse(work().body) as { user: IDataObject };
			send(
				json({ ok: true, user: { ...user, is_restricted: true, is_ultra_restricted: isSingle } }),
			);
		};
	};
	const { out } = await get('U0000000001, U0000000002');
	expect(out.map(({ role }) => role)).toEqual(['guest', 'single_channel_guest']);
});

test('Get of session settings', async () => {
	slack.organisation.settings.set('U0000000001', { duration: 43_200 });
	const { out, hints } = await get('U0000000001, u0000000002@example.com');
	expect(out).toMatchObject([
		{
			user_id: 'U0000000001',
			settings: 'applied',
			duration: 43_200,
			...who('u0000000001'),
		},
		{ user_id: 'U0000000002', settings: 'none', ...who('u0000000002') },
	]);
	expect(hints).toEqual([]);
	// Who was found by address is known.
	expect(asked()).toEqual(['U0000000001']);
	const plain = await get('U0000000001', {});
	expect(plain.out[0]).not.toHaveProperty('full_name');
});

describe('look-ups that fail', () => {
	beforeEach(() => {
		slack.emulator.faultFor = (request) =>
			['users.info', 'admin.users.list'].includes(methodOf(request))
				? ({ send }) => send(json({ ok: false, error: 'access_denied' }))
				: undefined;
	});

	test('leave the fields empty, and a hint counts the users', async () => {
		const { out, hints } = await list();
		for (const row of out) expect(row).toMatchObject(nobodyKnows);
		expect(hints).toEqual([
			expect.stringContaining(`${everybody().length} users could not be looked up`),
		]);
		const settings = await get('U0000000001');
		expect(settings.out).toMatchObject([{ settings: 'none', ...nobodyKnows }]);
		expect(settings.hints).toEqual([expect.stringContaining('1 user could not be looked up')]);
	});
});
