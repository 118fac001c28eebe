import { signIn } from '../../emulator/auditLog/write';
import { takePicture } from './pictures';
import type { Stage } from './stage';

/** Each operation, filled in as a user does, run by its button, and its output read. */
export function operations(on: Stage): void {
	test('Access: Check', async () => {
		await on.editor.add('Check access of token');
		await on.editor.execute();
		expect((await on.editor.output())[0]).toMatchObject({
			ok: 'true',
			organisation: expect.stringContaining('Example Organisation'),
		});
		expect(await on.editor.subtitle()).toBe('Check: Access');
	});

	test('Access: Check of a revoked token: the panel says that it is not ready', async () => {
		on.token.state = 'revoked';
		await on.editor.add('Check access of token');
		await on.editor.execute();
		const [row] = await on.editor.output();
		expect(row).toMatchObject({
			ok: 'false',
			operations: expect.stringContaining('Session: Reset in Bulk'),
		});
		expect(await on.editor.hints()).toContain(
			'The token is not ready: 9 operations do not work with it (Access: Check, Session: Get Many,',
		);
		await takePicture(on.editor.page, 'check');
	});

	test('Audit Event: Get Many, with a credential of its own: the admin credential is not offered', async () => {
		const { session } = signIn(on.organisation, 'U0000000003');
		const token = on.organisation.addToken({
			user_id: 'U0ADMIN0001',
			scopes: ['auditlogs:read'],
		});
		await on.editor.add('Get many audit events');
		const dialog = await on.editor.connect('Slack Audit Logs');
		expect(await dialog.innerText()).not.toMatch(/OAuth2|Environment|Protected Users/);
		await on.editor.type('accessToken', token.value);
		await on.editor.part('credential-save-button').click();
		// n8n closes it by itself where the test is green.
		await dialog.waitFor({ state: 'detached' });
		await on.editor.addTo('first', 'Actions');
		await on.editor.type('actions', 'user_login');
		await on.editor.execute();
		expect(await on.editor.output()).toMatchObject([
			{
				action: 'user_login',
				user_id: 'U0000000003',
				session_id: String(session.session_id),
			},
		]);
		expect(await on.editor.subtitle()).toBe('Get Many: Audit Event');
		// The tests that follow expect one credential.
		for (const { id, name } of await on.credentials())
			if (name.startsWith('Slack Audit Logs'))
				await on.server.request('DELETE', `/credentials/${id}`);
	});

	test('Session: Get Many', async () => {
		await on.editor.add('Get many sessions');
		await on.editor.type('limit', '2');
		await on.editor.addTo('first', 'User');
		await on.editor.user('By Email', 'u0000000003@example.com');
		await on.editor.execute();
		const rows = await on.editor.output();
		expect(rows.map(({ user_id, session_id }) => [user_id, session_id])).toEqual(
			on.organisation
				.sessionsOf('U0000000003')
				.slice(0, 2)
				.map(({ user_id, session_id }) => [user_id, String(session_id)]),
		);
		expect(await on.editor.hints()).toContain('There are more sessions than the limit of 2');
		expect(await on.editor.subtitle()).toBe('Get Many: Session');
	});

	test('Session: Get Many, of several operating systems and of one kind of device', async () => {
		const { id } = on.organisation.addPerson({ id: 'U0FILTERS01' });
		for (const client of ['web', 'mobile'] as const) on.organisation.addSession(id, { client });
		await on.editor.add('Get many sessions');
		await on.editor.addTo('first', 'User');
		await on.editor.user('By ID', id);
		await on.editor.addTo('first', 'Operating System');
		await on.editor.type('operatingSystem', 'iOS, Mac');
		await on.editor.execute();
		const systems = async () => (await on.editor.output()).map(({ os }) => os).sort();
		expect(await systems()).toEqual(['Mac OS X', 'iOS']);
		await on.editor.addTo('first', 'Devices');
		await on.editor.execute();
		expect(await systems()).toEqual(['iOS']);
	});

	test('Session: Invalidate', async () => {
		const [gone, ...kept] = on.organisation.sessionsOf('U0000000007');
		const others = on.touched();
		await on.editor.add('Invalidate session (sign out on one device)');
		await on.editor.type('sessionId', String(gone?.session_id));
		await on.editor.user('By ID', 'U0000000007');
		await on.editor.execute();
		expect(await on.editor.output()).toMatchObject([
			{
				ok: 'true',
				outcome: 'invalidated',
				user_id: 'U0000000007',
				session_id: String(gone?.session_id),
			},
		]);
		expect(on.organisation.sessionsOf('U0000000007')).toEqual(kept);
		expect(others()).toEqual(['U0000000007']);
		expect((await on.editor.held.values()).maxUsers).toBe(1);

		await on.editor.execute();
		const [row] = await on.editor.output();
		expect(row).toMatchObject({ outcome: 'not_found', user_id: 'U0000000007' });
		expect(row).not.toHaveProperty('ok');
		expect(await on.editor.hints()).toContain(`User U0000000007 still has ${kept.length} session`);
		await takePicture(on.editor.page, 'not-found');
		expect(await on.editor.subtitle()).toBe('Invalidate: Session');
	});

	test('Session: Reset, a dry run for somebody whom Slack would refuse', async () => {
		const others = on.touched();
		await on.editor.add('Reset sessions of user (sign out)');
		await on.editor.user('By ID', 'U0PRIMARY01');
		await on.editor.addTo('last', 'Dry Run');
		await on.editor.execute();
		expect(await on.editor.output()).toMatchObject([
			{
				outcome: 'dry_run',
				would: 'refuse',
				reason: expect.stringContaining('this is the Primary Org Owner'),
				user_id: 'U0PRIMARY01',
			},
		]);
		expect(others()).toEqual([]);
		await takePicture(on.editor.page, 'dry-run');
	});

	test('Session: Reset, From List, with a dry run before', async () => {
		for (const client of ['web', 'mobile'] as const)
			on.organisation.addSession('U0GRACE0001', { client });
		const others = on.touched();
		await on.editor.add('Reset sessions of user (sign out)');
		await on.editor.user('From List', 'grace');
		await on.editor.addTo('last', 'Dry Run');
		await on.editor.execute();
		expect(await on.editor.output()).toMatchObject([
			{ outcome: 'dry_run', would: 'reset', user_id: 'U0GRACE0001' },
		]);
		expect(on.organisation.sessionsOf('U0GRACE0001')).toHaveLength(2);
		expect(await on.editor.subtitle()).toBe('Reset: Session (dry run)');

		await on.editor.part('canvas-node').last().dblclick();
		await on.editor.turn('dryRun', 'off');
		await on.editor.addTo('last', 'Verify');
		await on.editor.execute();
		const [row = {}] = await on.editor.output();
		expect(row).toMatchObject({ user_id: 'U0GRACE0001' });
		expect(Object.entries(row).slice(0, 6)).toEqual([
			['ok', 'true'],
			['outcome', 'reset'],
			['verified', 'true'],
			['sessions_ended', '2'],
			['still_signed_in', '0'],
			['signed_in_again', '0'],
		]);
		expect(on.organisation.sessionsOf('U0GRACE0001')).toEqual([]);
		expect(others()).toEqual(['U0GRACE0001']);
		await on.editor.part('output-panel').getByTestId('radio-button-json').click();
		await takePicture(on.editor.page, 'reset');
		expect(await on.editor.subtitle()).toBe('Reset: Session');
	});

	test('Session: Reset in Bulk', async () => {
		for (const id of ['U0000000011', 'U0000000012'])
			on.organisation.addSession(id, { client: 'mobile' });
		const others = on.touched();
		await on.editor.add('Reset sessions of many users (sign out)');
		await on.editor.type('users', 'U0000000011, u0000000012@example.com');
		await on.editor.choose('devices', 'Mobile Only', 'mobile');
		await on.editor.execute();
		expect(await on.editor.output()).toMatchObject([
			{ ok: 'true', outcome: 'enqueued', user_id: 'U0000000011', devices: 'mobile' },
			{ ok: 'true', outcome: 'enqueued', user_id: 'U0000000012', devices: 'mobile' },
		]);
		expect(others()).toEqual(['U0000000011', 'U0000000012']);
		expect(on.organisation.sessionsOf('U0000000011').map(({ client }) => client)).toEqual([
			'web',
			'web',
		]);
		expect(await on.editor.subtitle()).toBe('Reset in Bulk: Session');
	});

	test('User: Get Many, of the guests', async () => {
		for (const id of ['U0GUEST0001', 'U0GUEST0002'])
			on.organisation.addPerson({ id, is_restricted: true });
		await on.editor.add('Get many users');
		await on.editor.addTo('first', 'Role');
		await on.editor.execute();
		expect(await on.editor.output()).toMatchObject([
			{ user_id: 'U0GUEST0001', role: 'guest', is_active: 'true' },
			{ user_id: 'U0GUEST0002', role: 'guest', is_active: 'true' },
		]);
		expect(await on.editor.subtitle()).toBe('Get Many: User');
	});

	test('Session Setting: Set, Get and Clear', async () => {
		on.organisation.settings.clear();
		const others = on.touched();
		await on.editor.add('Set session settings of users');
		await on.editor.type('users', 'U0000000005');
		await on.editor.addTo('first', 'Duration');
		await on.editor.type('duration', '2');
		await on.editor.addTo('first', 'Duration Unit');
		await on.editor.choose('durationUnit', 'Days', 'days');
		await on.editor.execute();
		expect(await on.editor.output()).toMatchObject([
			{
				ok: 'true',
				outcome: 'settings_set',
				user_id: 'U0000000005',
				duration: '172800',
				duration_hours: '48',
			},
		]);
		await takePicture(on.editor.page, 'duration');
		expect(on.organisation.settings.get('U0000000005')).toEqual({ duration: 172_800 });
		expect(others()).toEqual(['U0000000005']);
		expect(await on.editor.subtitle()).toBe('Set: Session Setting');

		await on.editor.add('Get session settings of users');
		await on.editor.type('users', 'U0000000005');
		await on.editor.execute();
		expect(await on.editor.output()).toMatchObject([
			{ user_id: 'U0000000005', settings: 'applied', duration: '172800' },
		]);
		expect(await on.editor.subtitle()).toBe('Get: Session Setting');

		await on.editor.add('Clear session settings of users');
		await on.editor.type('users', 'U0000000005');
		await on.editor.execute();
		expect(await on.editor.output()).toMatchObject([
			{ ok: 'true', outcome: 'settings_cleared', user_id: 'U0000000005' },
		]);
		expect(others()).toEqual([]);
		expect(await on.editor.subtitle()).toBe('Clear: Session Setting');
	});
}
