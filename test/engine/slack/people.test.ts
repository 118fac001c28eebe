import type { IDataObject } from 'n8n-workflow';

import { RateLimits } from '../../emulator/rateLimits';
import { json, methodOf } from '../../emulator/slack';
import { byId, reset, rows, users, useSlack } from '../slack';

const PEOPLE = 1_000;
const slack = useSlack(PEOPLE);

/** Somebody at the far end of the list of users, with three sessions: in four workspaces, and in the organisation itself. */
const LAST = 'U0000000998';
const WORKSPACES = ['T0000000001', 'T0000000002', 'T0000000003', 'T0000000004'];
beforeEach(() => {
	slack.emulator.limits = new RateLimits(60_000, () => 0);
	Object.assign(slack.organisation.people.get(LAST) ?? {}, { workspaces: WORKSPACES });
	for (const team_id of [...WORKSPACES.slice(1), slack.organisation.id])
		slack.organisation.addSession(LAST, { team_id });
});

const calls = (method: string) => slack.emulator.calls(method).length;
const bodies = (method: string) => slack.emulator.calls(method).map(({ body }) => body);
const verify = async (items: IDataObject[], parameters: object = {}) =>
	rows(
		(
			await slack.run({
				parameters: { ...reset, options: { verify: true }, ...parameters } as never,
				items,
				onError: 'continueRegularOutput',
			})
		).outputs[0],
	);
const getMany = async (names: string[]) =>
	await slack.run({
		parameters: {
			resource: 'session',
			operation: 'getMany',
			returnAll: true,
			filters: { user: byId('={{ $json.name }}') },
		},
		items: names.map((name) => ({ name })),
		onError: 'continueRegularOutput',
	});
const seen = (row: IDataObject | undefined) => (row?.sessions_before as unknown[]).length;

describe('where a user is, from one answer', () => {
	test('one address, reset, and proved in four workspaces: 14 calls, and no page of people', async () => {
		const [row] = await verify([{ user_id: `${LAST}@example.com` }]);
		expect(row).toMatchObject({ ok: true, user_id: LAST, verified: true, sessions_left: [] });
		expect(seen(row)).toBe(7);
		expect(calls('admin.users.list')).toBe(0);
		expect(calls('users.info')).toBe(0);
		expect(slack.emulator.requests.length).toBeLessThanOrEqual(14);
	});

	test('one ID: one more, which asks for the user', async () => {
		const [row] = await verify([{ user_id: LAST }]);
		expect(row).toMatchObject({ ok: true, verified: true });
		expect(seen(row)).toBe(7);
		expect(bodies('users.info')).toEqual([`user=${LAST}`]);
		expect(calls('admin.users.list')).toBe(0);
		expect(slack.emulator.requests.length).toBeLessThanOrEqual(14);
	});

	test.each([LAST, `${LAST}@example.com`])(
		'Get Many of %s: three calls beside one a workspace',
		async (name) => {
			const { outputs } = await getMany([name]);
			expect(outputs[0]).toHaveLength(7);
			expect(slack.emulator.requests.length).toBeLessThanOrEqual(WORKSPACES.length + 3);
			expect(calls('admin.users.list')).toBe(0);
		},
	);

	test('each user is asked for once a run, by whatever names', async () => {
		await verify([{ user_id: LAST }, { user_id: LAST.toLowerCase() }, ...users(3)], {
			options: { verify: true, protectedUsers: `${LAST}, U0000000001` },
		});
		expect(bodies('users.info').sort()).toEqual(
			[LAST, ...users(3).map(({ user_id }) => String(user_id))].map((id) => `user=${id}`).sort(),
		);
	});

	test('a deactivated user who was found by address: where the list says', async () => {
		Object.assign(slack.organisation.people.get(LAST) ?? {}, { is_active: false });
		const [row] = await verify([{ user_id: `${LAST}@example.com` }]);
		expect(row).toMatchObject({ ok: true, deactivated: true, verified: true });
		expect(calls('users.info')).toBe(0);
		expect(bodies('admin.users.list')).toHaveLength(1);
	});

	test('who is nobody is not looked for in the list', async () => {
		const { outputs } = await getMany(['U9999999999', 'U0000000001']);
		expect(
			rows(outputs[0]).map(({ error, user_id }) => (error as IDataObject)?.code ?? user_id),
		).toEqual(['user_not_found', 'U0000000001', 'U0000000001']);
		expect(calls('admin.users.list')).toBe(0);
	});
});

describe('where Slack does not say', () => {
	/** What one scan brings, for as many users as there are. */
	const expectOneScan = async () => {
		const names = [LAST, 'U0000000003', 'U0000000997'];
		const items = await verify(names.map((user_id) => ({ user_id })));
		expect(items).toMatchObject(
			names.map((user_id) => ({ ok: true, user_id, verified: true, sessions_left: [] })),
		);
		expect(items.map(seen)).toEqual([7, 4, 2]);
		expect(calls('admin.users.list')).toBe(PEOPLE / 100 + 1);
	};

	test.each(['missing', 'withoutTeams', 'emptyTeams'] as const)(
		'the workspaces (%s): one scan for all',
		async (enterpriseUser) => {
			slack.emulator.unsettled.enterpriseUser = enterpriseUser;
			await expectOneScan();
		},
	);

	test.each([
		'team_access_not_granted',
		'user_not_visible',
		'missing_scope',
		'enterprise_is_restricted',
	] as const)('since it refuses with %s: one scan for all', async (code) => {
		slack.emulator.unsettled.usersInfoRefusesBy = code;
		await expectOneScan();
		// A refusal that holds for the token is met by those that were under way with the first.
		expect(calls('users.info')).toBeLessThanOrEqual(5);
	});

	test.each(['internal_error', 'method_deprecated'])(
		'since it stumbles with %s: one scan for all',
		async (code) => {
			slack.emulator.faultFor = (request) =>
				methodOf(request) === 'users.info'
					? ({ send }) => send(json({ ok: false, error: code }))
					: undefined;
			await expectOneScan();
		},
	);

	test('with a list of workspaces that is none: one scan for all', async () => {
		slack.emulator.faultFor = (request) =>
			methodOf(request) === 'users.info'
				? ({ send }) =>
						send(json({ ok: true, user: { id: LAST, enterprise_user: { teams: 'T0000000001' } } }))
				: undefined;
		await expectOneScan();
	});

	test('of one user: the list is read for this one, and the others have their own', async () => {
		slack.emulator.faultFor = (request) =>
			methodOf(request) === 'users.info' && request.body.includes('U0000000003')
				? ({ send }) => send(json({ ok: false, error: 'user_not_visible' }))
				: undefined;
		const items = await verify([{ user_id: LAST }, { user_id: 'U0000000003' }]);
		expect(items.map(({ verified }) => verified)).toEqual([true, true]);
		expect(calls('admin.users.list')).toBe(1);
	});

	test('of an address: the user is asked for, and not looked for in the list', async () => {
		slack.emulator.faultFor = (request) => {
			if (methodOf(request) !== 'users.lookupByEmail') return undefined;
			return ({ work, send }) => {
				const reply = work();
				const { user } = JSON.parse(reply.body) as { user: IDataObject };
				delete user.enterprise_user;
				send(json({ ok: true, user }));
			};
		};
		const [row] = await verify([{ user_id: `${LAST}@example.com` }]);
		expect(row).toMatchObject({ verified: true });
		expect(seen(row)).toBe(7);
		expect([calls('users.info'), calls('admin.users.list')]).toEqual([1, 0]);
	});

	test('a user who is in no workspace: found in the list, and the whole organisation is read', async () => {
		Object.assign(slack.organisation.people.get(LAST) ?? {}, { workspaces: [] });
		const [row] = await verify([{ user_id: LAST }]);
		expect(row).toMatchObject({ verified: true });
		expect(seen(row)).toBe(7);
		expect(bodies('admin.users.session.list').some((body) => !body.includes('user_id='))).toBe(
			true,
		);
	});

	test('the other ID of a user is found in the list too', async () => {
		slack.organisation.addPerson({ id: 'W0000000009', local_id: 'U0LOCAL0009', name: 'nine' });
		slack.organisation.addSession('W0000000009');
		slack.emulator.unsettled.enterpriseUser = 'withoutTeams';
		const { outputs } = await getMany(['nine@example.com']);
		expect(rows(outputs[0])).toMatchObject([{ user_id: 'W0000000009' }]);
	});
});
