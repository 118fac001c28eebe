import type { IDataObject } from 'n8n-workflow';

import { byId, rows, useSlack } from '../slack';

const slack = useSlack();

const list = async (more: IDataObject = {}, items: IDataObject[] = [{}]) =>
	await slack.run({
		parameters: { resource: 'session', operation: 'getMany', returnAll: true, ...more } as never,
		items,
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
