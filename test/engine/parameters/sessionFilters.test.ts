import type { IDataObject } from 'n8n-workflow';

import { byId, rows, useSlack } from '../slack';

const slack = useSlack();

const list = async (more: IDataObject = {}, items: IDataObject[] = [{}], typeVersion = 1) =>
	await slack.run({
		parameters: { resource: 'session', operation: 'getMany', returnAll: true, ...more } as never,
		items,
		typeVersion,
	});

/** Somebody at the office, on the road, at home by IPv6, and one whose address nobody can read. */
function travellers() {
	const at = (user_id: string, ip: string, os = 'iOS') =>
		slack.organisation.addSession(user_id, {
			created: {
				device_hardware: 'iPhone15,2',
				os,
				os_version: '17',
				slack_client_version: '24.04.10',
				ip,
			},
		});
	return {
		office: at('U0000000001', '203.0.113.77'),
		road: at('U0000000002', '192.0.2.4', 'Android'),
		home: at('U0000000003', '2001:db8::1'),
		mapped: at('U0000000004', '::ffff:203.0.113.5'),
		unreadable: at('U0000000005', 'unknown'),
	};
}

describe('filters', () => {
	const OFFICE = '203.0.113.0/24, 198.51.100.0/24';

	test.each([
		['operatingSystem', 'android', ['road']],
		['clientVersion', '24.04', ['office', 'road', 'home', 'mapped', 'unreadable']],
		['ipInside', '203.0.113.64/26', ['office']],
		['ipInside', '2001:db8::/32', ['home']],
		['ipInside', ['192.0.2.4', '203.0.113.5'], ['road', 'mapped']],
		['ipInside', '192.0.2.4, , 203.0.113.5,', ['road', 'mapped']],
		['ipInside', '={{ "192.0.2.4\\n\\n203.0.113.5\\n" }}', ['road', 'mapped']],
		['ipOutside', OFFICE, ['road']],
		['ipOutside', `${OFFICE}, 2001:db8::/48`, ['road']],
		['ipOutside', `${OFFICE}, 2001:db9::/32`, ['road', 'home']],
	] as const)('%s %s', async (name, value, expected) => {
		const all = travellers();
		const ids = new Set(Object.values(all).map(({ session_id }) => session_id));
		const { outputs } = await list({ filters: { [name]: value as never } });
		const found = rows(outputs[0])
			.map(({ session_id }) => session_id as number)
			.filter((id) => ids.has(id));
		expect(found.sort()).toEqual(expected.map((who) => all[who].session_id).sort());
	});

	test('an address that no range can be compared with is not outside, and a hint counts them', async () => {
		travellers();
		const { hints } = await list({ filters: { ipOutside: OFFICE } });
		expect(hints).toMatchObject([
			{
				message: expect.stringMatching(/^2 sessions come from an address that cannot be compared/),
			},
		]);
	});

	test('as last seen or as created: a device that has moved', async () => {
		const created = {
			device_hardware: 'iPhone15,2',
			os: 'iOS',
			os_version: '17',
			slack_client_version: '24.04.10',
			ip: '203.0.113.1',
		};
		const session = slack.organisation.addSession('U0000000001', {
			created,
			recent: { ...created, ip: '192.0.2.99' },
		});
		const found = async (sessionState: string) =>
			rows((await list({ filters: { sessionState, ipInside: '192.0.2.0/24' } })).outputs[0]);
		expect(await found('lastSeen')).toMatchObject([
			{ session_id: session.session_id, ip: '192.0.2.99', last_seen_changed: true },
		]);
		expect(await found('created')).toEqual([]);
	});

	test('a device', async () => {
		const { outputs } = await list({ filters: { device: 'IPHONE', teamId: 'T0000000001' } });
		expect(new Set(rows(outputs[0]).map(({ device_hardware }) => device_hardware))).toEqual(
			new Set(['iPhone15,2']),
		);
	});

	test.each([
		['ipOutside', ''],
		['ipOutside', '={{ $json.nothing }}'],
		['ipOutside', '={{ [] }}'],
		['ipOutside', '203.0.113.0/33'],
		['ipOutside', 'the office'],
		['ipInside', '2001:db8::/129'],
		['ipInside', '1.2.3'],
		['ipInside', '1.2.3.4/8/9'],
		['ipOutside', '10.0.0.0 255.0.0.0'],
		['ipInside', '10.0.0.0 10.0.0.255'],
		['ipOutside', '={{ $json.berlin }}, 203.0.113.0/24'],
		['ipInside', '=203.0.113.0/24, {{ $json.berlin }}'],
		['ipOutside', '={{ ["203.0.113.0/24", ""] }}'],
		['device', 'iPhone\u200b'],
		['operatingSystem', ' '],
		['device', '={{ $json.nothing }}'],
		['clientVersion', ''],
		['sessionState', '={{ $json.nothing }}'],
		['teamId', ''],
		['user', byId('={{ $json.nothing }}')],
	])('%s that is %j is an error and never "no filter"', async (name, value) => {
		const { error } = await list({ filters: { [name]: value as never } });
		expect(error).toMatchObject({
			name: 'NodeOperationError',
			context: { code: 'invalid_parameter' },
		});
		expect(slack.emulator.requests).toEqual([]);
	});
});

/** One session on each of these devices, of people who have no other. */
async function fleet() {
	await slack.renew(0);
	slack.organisation.end('U0PRIMARY01', () => true);
	slack.organisation.end('U0ADMIN0001', () => true);
	const on = (
		who: string,
		os: string,
		device_hardware: string,
		slack_client_version: string,
		team_id = 'T0000000001',
	) => {
		slack.organisation.addPerson({ id: who, workspaces: ['T0000000001', 'T0000000002'] });
		const created = { device_hardware, os, os_version: '1', slack_client_version, ip: '192.0.2.4' };
		slack.organisation.addSession(who, { created, team_id });
	};
	on('U0IPHONE001', 'iOS', 'iPhone15,2', '24.04.10');
	on('U0IPAD00001', 'iPadOS', 'iPad13,1', '24.03.2', 'T0000000002');
	on('U0MAC000001', 'Mac OS X', 'MacBook Pro (14-inch, 2021)', '4.38.115');
	on('U0WINDOWS01', 'Windows', 'Latitude 5420', '4.37.2', 'T0000000003');
	on('U0VISION001', 'visionOS', 'RealityDevice14,1', '24.04.10');
}

const whose = ({ outputs }: Awaited<ReturnType<typeof list>>) =>
	rows(outputs[0])
		.map(({ user_id }) => String(user_id).slice(2, -2).replace(/0+$/, '').toLowerCase())
		.sort();

describe('a filter by text takes several, since version 1.2 of the node', () => {
	beforeEach(fleet);

	test.each([
		['operatingSystem', 'ios, Mac', ['iphone', 'mac']],
		['operatingSystem', 'iOS; windows', ['iphone', 'windows']],
		['operatingSystem', '={{ "iPadOS\\nMac OS X\\n" }}', ['ipad', 'mac']],
		['operatingSystem', '={{ ["iPadOS", "Windows"] }}', ['ipad', 'windows']],
		['operatingSystem', 'Mac, , Windows,', ['mac', 'windows']],
		['device', 'iphone, ipad', ['ipad', 'iphone']],
		['device', 'iPhone15,2', ['iphone']],
		['device', 'iPhone15,2,iPad13,1', ['ipad', 'iphone']],
		['device', '={{ "iPhone15,2" }}', ['iphone']],
		['device', 'MacBook Pro (14-inch, 2021); Latitude', ['mac', 'windows']],
		['clientVersion', '4.38,24.03', ['ipad', 'mac']],
		['teamId', 'T0000000002, T0000000003', ['ipad', 'windows']],
	])('%s %j', async (name, value, expected) => {
		expect(whose(await list({ filters: { [name]: value } }, [{}], 1.2))).toEqual(expected);
	});

	test('of a user, in several workspaces', async () => {
		slack.organisation.addSession('U0IPAD00001', { team_id: 'T0000000001' });
		const filters = { user: byId('U0IPAD00001'), teamId: 'T0000000001, T0000000002' };
		expect(whose(await list({ filters }, [{}], 1.2))).toEqual(['ipad', 'ipad']);
		expect(
			slack.emulator
				.calls('admin.users.session.list')
				.map(({ body }) => new URLSearchParams(body).get('team_id')),
		).toEqual(['T0000000001', 'T0000000002']);
	});

	test.each([
		['operatingSystem', '={{ $json.nothing }}, Mac'],
		['operatingSystem', '={{ [] }}'],
		['operatingSystem', '={{ ["Mac", ""] }}'],
		['operatingSystem', '={{ ["Mac", null] }}'],
		['operatingSystem', ' , ; '],
		['device', 'iPhone, \u200b'],
		['clientVersion', '={{ $json.nothing }}'],
		['teamId', 'T0000000001, all'],
		['teamId', ''],
		['devices', ''],
		['devices', 'all'],
		['devices', '={{ $json.nothing }}'],
	])('%s that is %j is an error and never "no filter"', async (name, value) => {
		const { error } = await list({ filters: { [name]: value } }, [{}], 1.2);
		expect(error).toMatchObject({ context: { code: 'invalid_parameter' } });
		expect(slack.emulator.requests).toEqual([]);
	});

	test.each([
		[1, 'operatingSystem', 'iOS, Mac', "in which 'Operating System' is one text"],
		[1.1, 'device', 'MacBook Pro (14-inch), 2021', "in which 'Device Model' is one text"],
		[1.1, 'clientVersion', '4.38, 24.03', "in which 'Client Version' is one text"],
	])(
		'a workflow that was saved with version %s goes on with %s %j as one text, and is told so',
		async (typeVersion, name, value, told) => {
			const { outputs, hints } = await list({ filters: { [name]: value } }, [{}], typeVersion);
			expect(outputs[0]).toEqual([]);
			expect(hints).toContainEqual(
				expect.objectContaining({ message: expect.stringContaining(told), type: 'warning' }),
			);
		},
	);

	test('the comma of a model is no list in any version, and nothing is told of one', async () => {
		for (const typeVersion of [1, 1.1, 1.2]) {
			const { outputs, hints } = await list(
				{ filters: { device: 'iPhone15,4' } },
				[{}],
				typeVersion,
			);
			expect(outputs[0]).toEqual([]);
			expect(hints).toMatchObject([{ message: expect.stringMatching(/^No session fits/) }]);
		}
	});
});

describe('Devices', () => {
	beforeEach(fleet);

	test.each([
		['mobile', ['ipad', 'iphone']],
		['web', ['mac', 'windows']],
	])('%s: what cannot be told is left out, and a hint counts it', async (devices, expected) => {
		const found = await list({ filters: { devices } });
		expect(whose(found)).toEqual(expected);
		expect(found.hints).toMatchObject([
			{
				message:
					"Left out by 'Devices', since the operating system does not tell whether it is mobile: 1 of the sessions.",
				type: 'warning',
			},
		]);
	});

	test('what another filter keeps back is not counted', async () => {
		const { hints } = await list({ filters: { devices: 'mobile', operatingSystem: 'ios' } });
		expect(hints).toEqual([]);
	});

	test('Get Many → Invalidate ends the sessions on phones and no other', async () => {
		const found = await list({ filters: { devices: 'mobile' } });
		await slack.run({
			parameters: { resource: 'session', operation: 'invalidate' },
			items: (found.outputs[0] ?? []).map(({ json: item }) => item),
		});
		expect(whose(await list())).toEqual(['mac', 'vision', 'windows']);
	});
});

test('Limit counts what passed the filters; when more was there, a hint says so', async () => {
	const limited = await list({ returnAll: false, limit: 3, filters: { operatingSystem: 'mac' } });
	expect(limited.outputs[0]).toHaveLength(3);
	expect(limited.hints).toMatchObject([
		{ message: expect.stringContaining('more sessions than the limit of 3') },
	]);

	travellers();
	const all = await list({ returnAll: false, limit: 3, filters: { ipInside: '203.0.113.77' } });
	expect(all.outputs[0]).toHaveLength(1);
	expect(all.hints).toEqual([]);
});

test("Get Many → Invalidate, with no mapping, ends exactly the sessions outside the office's ranges", async () => {
	const { road } = travellers();
	const before = slack.organisation.sessionCount;
	const found = await list({ filters: { ipOutside: '203.0.113.0/24, 198.51.100.0/24' } });
	const { outputs } = await slack.run({
		parameters: { resource: 'session', operation: 'invalidate' },
		items: (found.outputs[0] ?? []).map(({ json: item }) => item),
	});

	expect(rows(outputs[0])).toMatchObject([{ outcome: 'invalidated', session_id: road.session_id }]);
	expect(slack.organisation.sessionCount).toBe(before - 1);
	expect(slack.organisation.sessionsOf('U0000000002')).not.toContain(road);
});
