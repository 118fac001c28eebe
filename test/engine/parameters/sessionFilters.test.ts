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
		[
			1,
			'operatingSystem',
			'iOS, Mac',
			"In this older version of the node, 'Operating System' is one text",
		],
		[
			1.1,
			'device',
			'MacBook Pro (14-inch), 2021',
			"In this older version of the node, 'Device Model' is one text",
		],
		[
			1.1,
			'clientVersion',
			'4.38, 24.03',
			"In this older version of the node, 'Client Version' is one text",
		],
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

describe('Changed Since Sign-In', () => {
	const office = {
		device_hardware: 'MacBookPro18,3',
		os: 'Mac OS X',
		os_version: '14.4.1',
		slack_client_version: '4.38.115',
		ip: '203.0.113.1',
	};
	const add = (recent?: Partial<typeof office>, created: Partial<typeof office> = office) =>
		slack.organisation.addSession('U0000000001', {
			created: created as typeof office,
			...(recent && { recent: recent as typeof office }),
		}).session_id;
	/** Those of these sessions that come out, by their names. */
	const found = async (
		sessions: Record<string, number>,
		changedSinceSignIn: unknown,
		typeVersion = 1.2,
	) => {
		const filters = { changedSinceSignIn: changedSinceSignIn as never };
		const { outputs, hints } = await list({ filters }, [{}], typeVersion);
		const ids = new Set(rows(outputs[0]).map(({ session_id }) => session_id));
		expect(ids.size).toBe(outputs[0]?.length);
		expect([...ids].filter((id) => !Object.values(sessions).includes(id as number))).toEqual([]);
		return {
			names: Object.keys(sessions).filter((name) => ids.has(sessions[name])),
			hints: hints.map(({ message }) => message),
		};
	};
	const some = () => ({
		same: add(),
		repeated: add({ ...office }),
		moved: add({ ip: '192.0.2.4' }),
		stolen: add({ ip: '192.0.2.9', os: 'Windows', os_version: '10' }),
		updated: add({ os_version: '14.5', slack_client_version: '4.39.0' }),
	});

	test.each([
		[['os'], ['stolen']],
		[['ip'], ['moved', 'stolen']],
		[
			['os_version', 'ip'],
			['moved', 'stolen', 'updated'],
		],
		[['slack_client_version'], ['updated']],
		[['device_hardware'], []],
	])('%j: any of them', async (changed, expected) => {
		expect((await found(some(), changed)).names).toEqual(expected);
	});

	test('is there for a saved node of an older version too', async () => {
		expect((await found(some(), ['os'], 1.1)).names).toEqual(['stolen']);
	});

	test('one address written in two ways has not changed', async () => {
		const sessions = {
			long: add({ ip: '2001:DB8:0:0::1' }, { ...office, ip: '2001:db8::1' }),
			mapped: add({ ip: '::ffff:203.0.113.1' }),
			other: add({ ip: '2001:db8::2' }, { ...office, ip: '2001:db8::1' }),
			unreadable: add({ ip: 'unknown' }),
		};
		expect((await found(sessions, ['ip'])).names).toEqual(['other', 'unreadable']);
	});

	test('where nobody can tell what was so at the sign-in, the session is left out, and a hint counts it', async () => {
		const sessions = {
			unknown: add({ os: 'Windows' }, { ip: '203.0.113.1' }),
			blank: add({ os: 'Windows' }, { ...office, os: '' }),
			forgotten: add({ os: '' }),
			known: add({ os: 'Windows', ip: '192.0.2.4' }, { ip: '203.0.113.1' }),
		};
		expect(await found(sessions, ['os', 'ip'])).toEqual({
			names: ['known'],
			hints: [
				"Left out by 'Changed Since Sign-In': 2 of the sessions. Slack does not tell what they were like at the sign-in.",
			],
		});
	});

	test.each([
		[[]],
		[''],
		['os'],
		[['os', 'region']],
		[[null]],
		['={{ $json.nothing }}'],
		['={{ [] }}'],
	])('%j is an error and never "no filter"', async (changedSinceSignIn) => {
		const { error } = await list(
			{ filters: { changedSinceSignIn: changedSinceSignIn as never } },
			[{}],
			1.2,
		);
		expect(error).toMatchObject({ context: { code: 'invalid_parameter' } });
		expect(slack.emulator.requests).toEqual([]);
	});

	test('Get Many → Invalidate ends the session that went over to another system, and no other', async () => {
		const sessions = some();
		const before = slack.organisation.sessionCount;
		const stolen = await list({ filters: { changedSinceSignIn: ['os'] } }, [{}], 1.2);
		await slack.run({
			parameters: { resource: 'session', operation: 'invalidate' },
			items: (stolen.outputs[0] ?? []).map(({ json: item }) => item),
			typeVersion: 1.2,
		});
		expect(slack.organisation.sessionCount).toBe(before - 1);
		const left = slack.organisation.sessionsOf('U0000000001').map(({ session_id }) => session_id);
		expect(left).not.toContain(sessions.stolen);
	});

	test('since version 1.2 the output says what has changed, in its own names; before, that something has', async () => {
		const { moved, stolen, repeated, same } = some();
		const said = async (typeVersion: number, more: IDataObject = {}) => {
			const { outputs } = await list(more, [{}], typeVersion);
			const all = rows(outputs[0]);
			return [moved, stolen, repeated, same].map((id) => {
				const { changed, last_seen_changed } = all.find(
					({ session_id }) => session_id === id,
				) as IDataObject;
				return { changed, last_seen_changed };
			});
		};
		const changes = [['ip'], ['ip', 'os', 'os_version'], [], []].map((changed) => ({ changed }));
		const selected = (field: string) => ({
			output: 'selectedFields',
			fields: ['session_id', field],
		});
		expect(await said(1.2)).toEqual(changes);
		expect(await said(1.2, selected('changed'))).toEqual(changes);
		const before = [true, true, false, false].map((changed) => ({ last_seen_changed: changed }));
		expect(await said(1)).toEqual(before);
		expect(await said(1.1, selected('last_seen_changed'))).toEqual(before);
		for (const [typeVersion, field] of [
			[1.1, 'changed'],
			[1.2, 'last_seen_changed'],
		] as const) {
			const { error } = await list(selected(field), [{}], typeVersion);
			expect(error).toMatchObject({ context: { code: 'invalid_parameter' } });
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
					"Left out by 'Devices': 1 of the sessions. Their operating system does not tell whether the device is mobile.",
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
