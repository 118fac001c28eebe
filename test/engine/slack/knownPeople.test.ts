import type { IDataObject } from 'n8n-workflow';

import { methodOf } from '../../emulator/slack';
import { byId, reset, rows, users, useSlack } from '../slack';

const slack = useSlack();

/** A person with two IDs, and one whose local ID is not asked for by any call. */
const LOCAL = 'U0LOCAL0001';
const CEO = 'W0CEO000001';
const ADDRESS = 'ceo@example.com';
beforeEach(() => {
	slack.organisation.addPerson({ id: CEO, local_id: LOCAL, name: 'ceo' });
	slack.organisation.addSession(CEO);
});

const bodies = (method: string) => slack.emulator.calls(method).map(({ body }) => body);
const bulk = {
	resource: 'session',
	operation: 'resetBulk',
	users: '={{ $json.user_id }}',
};
/** The reset by whatever the items name, under Continue. */
const run = async (parameters: object, names: string[]) => {
	const { outputs } = await slack.run({
		parameters: { ...reset, ...parameters } as never,
		items: names.map((user_id) => ({ user_id })),
		onError: 'continueRegularOutput',
	});
	return rows(outputs[0]);
};
const codes = (items: IDataObject[]) =>
	items.map(({ error, outcome }) => (error as IDataObject | undefined)?.code ?? outcome);

test("an address goes out as the organisation's ID", async () => {
	expect(await run({}, [ADDRESS])).toMatchObject([
		{ ok: true, user_id: CEO, requested_as: ADDRESS, email: ADDRESS },
	]);
	expect(bodies('admin.users.session.reset')).toEqual([`user_id=${CEO}`]);
});

describe('Protected Users', () => {
	test.each([
		[CEO, ADDRESS],
		[LOCAL, ADDRESS],
		[ADDRESS, CEO],
		[ADDRESS, LOCAL],
		[CEO, LOCAL],
		[LOCAL, CEO],
	])('%s protects %s', async (protectedUsers, name) => {
		expect(codes(await run({ options: { protectedUsers } }, [name, ...ids(1)]))).toEqual([
			'protected_user',
			'reset',
		]);
	});

	test("an entry of the credential protects by the other ID too, and Check gives the organisation's", async () => {
		const credential = {
			accessToken: slack.token.value,
			environment: 'slack',
			protectedUsers: ADDRESS,
		};
		const { outputs } = await slack.run({
			parameters: reset,
			items: [{ user_id: LOCAL }],
			onError: 'continueRegularOutput',
			credential,
		});
		expect(codes(rows(outputs[0]))).toEqual(['protected_user']);
		const checked = await slack.run({
			parameters: { resource: 'access', operation: 'check' },
			items: [{}],
			credential,
		});
		expect(rows(checked.outputs[0])).toMatchObject([
			{ protected_users: [{ entry: ADDRESS, user_id: CEO }] },
		]);
	});
});

test("the token's own user is known by the other ID where an address brought it", async () => {
	Object.assign(slack.organisation.people.get('U0ADMIN0001') ?? {}, { local_id: 'U0LOCAL0002' });
	expect(codes(await run({}, ['admin@example.com', 'U0LOCAL0002']))).toEqual([
		'own_user',
		'own_user',
	]);
	expect(slack.emulator.calls('users.info')).toEqual([]);
});

test('Maximum Users counts a person once, by whatever IDs', async () => {
	expect(codes(await run({ maxUsers: 1, ...bulk }, [LOCAL, ADDRESS, CEO]))).toEqual(
		Array(3).fill('enqueued'),
	);
	expect(
		codes(await run({ maxUsers: 1, ...bulk }, ['U0000000001', 'u0000000001', ' U0000000001'])),
	).toEqual(Array(3).fill('enqueued'));
});

describe('in bulk', () => {
	test.each([[[LOCAL, ADDRESS]], [[ADDRESS, LOCAL, CEO]], [[LOCAL, CEO, ADDRESS, LOCAL]]])(
		"%j go out once, by the organisation's ID, and each is answered by its own",
		async (names) => {
			const items = await run(bulk, names);
			expect(items.map(({ user_id }) => user_id)).toEqual(
				names.map((name) => (name === ADDRESS ? CEO : name)),
			);
			expect(codes(items)).toEqual(names.map(() => 'enqueued'));
			expect(bodies('admin.users.session.resetBulk').map(decodeURIComponent)).toEqual([
				`user_ids=["${CEO}"]`,
			]);
		},
	);

	test('of two spellings of an ID the one in capitals goes out', async () => {
		const items = await run(bulk, ['u0000000001', 'U0000000001']);
		expect(items.map(({ user_id }) => user_id)).toEqual(['u0000000001', 'U0000000001']);
		expect(codes(items)).toEqual(['enqueued', 'enqueued']);
	});

	test('two items that ask for different things for one person are refused, both', async () => {
		const items = await run({ ...bulk, devices: '={{ $itemIndex === 0 ? "all" : "mobile" }}' }, [
			LOCAL,
			ADDRESS,
			...ids(1),
		]);
		expect(codes(items)).toEqual(['contradicting_items', 'contradicting_items', 'enqueued']);
	});

	test('an ID of whom nobody was asked stays a person of its own, and goes out as it is given', async () => {
		const items = await run(bulk, [LOCAL, CEO]);
		expect(codes(items)).toEqual(['failed_for_some_users', 'enqueued']);
		expect(bodies('admin.users.session.resetBulk').map(decodeURIComponent)[0]).toBe(
			`user_ids=["${LOCAL}","${CEO}"]`,
		);
		// Only after the work: why this one was refused.
		const methods = slack.emulator.requests.map(methodOf);
		expect(methods.indexOf('users.info')).toBeGreaterThan(
			methods.lastIndexOf('admin.users.session.resetBulk'),
		);
		expect(bodies('users.info')).toEqual([`user=${LOCAL}`]);
	});

	test('settings that Slack gives under the other ID are found', async () => {
		slack.organisation.settings.set(CEO, { duration: 28_800 });
		slack.emulator.faultFor = (request) =>
			methodOf(request) === 'admin.users.session.getSettings'
				? ({ work, send }) => {
						const reply = work();
						send({ ...reply, body: reply.body.replaceAll(CEO, LOCAL) });
					}
				: undefined;
		const items = await run({ resource: 'sessionSetting', operation: 'get', users: ADDRESS }, ['']);
		expect(items).toMatchObject([{ user_id: CEO, settings: 'applied', duration: 28_800 }]);
	});
});

describe('a session that is listed under the local ID', () => {
	let session_id: number;
	beforeEach(() => {
		session_id = slack.organisation.addSession(CEO, { user_id: LOCAL }).session_id;
	});

	test('goes out and is given out as it is listed', async () => {
		const items = await run(
			{
				resource: 'session',
				operation: 'invalidate',
				sessionId: String(session_id),
				options: { protectedUsers: 'U0000000009' },
			},
			[LOCAL],
		);
		expect(items).toMatchObject([{ ok: true, outcome: 'invalidated', user_id: LOCAL }]);
		expect(bodies('admin.users.session.invalidate')).toEqual([
			`session_id=${session_id}&user_id=${LOCAL}`,
		]);
	});

	test('is one of a person who is protected by address', async () => {
		const items = await run(
			{
				resource: 'session',
				operation: 'invalidate',
				sessionId: String(session_id),
				options: { protectedUsers: ADDRESS },
			},
			[LOCAL],
		);
		expect(codes(items)).toEqual(['protected_user']);
	});

	test('is found by Get Many of the address, and keeps its ID', async () => {
		const { outputs } = await slack.run({
			parameters: {
				resource: 'session',
				operation: 'getMany',
				returnAll: true,
				filters: { user: byId(ADDRESS) },
			},
			items: [{}],
		});
		expect(rows(outputs[0]).map(({ user_id }) => user_id)).toEqual([CEO, LOCAL]);
	});
});

function ids(count: number): string[] {
	return users(count).map(({ user_id }) => String(user_id));
}
