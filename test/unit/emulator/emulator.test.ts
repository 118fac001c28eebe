import { LogLevel, WebClient } from '@slack/web-api';
import { fetch as undiciFetch, ProxyAgent } from 'undici';

import { methods } from '../../../nodes/SlackAdminSessions/slack/methods';
import { origins } from '../../../nodes/SlackAdminSessions/slack/origin';
import { trustedCertificate } from '../../emulator/certificate';
import { startEmulator, type Emulator } from '../../emulator/emulator';
import { makeOrganisation, type Token } from '../../emulator/organisation';
import { RateLimits } from '../../emulator/rateLimits';

let emulator: Emulator;
let token: Token;
let proxy: ProxyAgent;

beforeEach(async () => {
	const made = makeOrganisation(3);
	token = made.token;
	const certificate = trustedCertificate();
	emulator = await startEmulator(made.organisation, certificate);
	proxy = new ProxyAgent({
		uri: String(emulator.environment.HTTPS_PROXY),
		requestTls: { ca: certificate.cert },
	});
});
afterEach(async () => {
	await proxy.destroy();
	await emulator.close();
});

const viaProxy = (async (url: string, init: object) =>
	await undiciFetch(url, { ...init, dispatcher: proxy })) as unknown as typeof fetch;

const client = (value = token.value) =>
	new WebClient(value, { fetch: viaProxy, retryConfig: { retries: 0 } });

const post = async (path: string, body: string, headers: Record<string, string> = {}) => {
	const response = await viaProxy(`https://slack.com/api/${path}`, {
		method: 'POST',
		headers: {
			'content-type': 'application/x-www-form-urlencoded',
			authorization: `Bearer ${token.value}`,
			...headers,
		},
		body,
	});
	return (await response.json()) as Record<string, unknown>;
};

test.each(Object.entries(methods))(
	'it serves %s: its file is in test/emulator/slack.ts, or in test/emulator/auditLog',
	async (name, { verb, host, path }) => {
		const response = await viaProxy(`${origins.slack[host]}${path(name)}`, {
			method: verb,
			headers: { authorization: `Bearer ${token.value}` },
		});
		const { error } = (await response.json()) as { error?: string };
		expect(['unknown_method', 'bad_endpoint', 'method_not_allowed']).not.toContain(error);
	},
);

describe('the official client works with it', () => {
	test('auth.test, users.lookupByEmail, admin.users.list', async () => {
		expect(await client().auth.test()).toMatchObject({
			ok: true,
			user_id: 'U0ADMIN0001',
			is_enterprise_install: true,
		});
		expect(await client().users.lookupByEmail({ email: 'u0000000001@example.com' })).toMatchObject({
			ok: true,
			user: { id: 'U0000000001' },
		});
		const { users } = await client().admin.users.list({ team_id: 'T0000000001' });
		expect(users?.map(({ id }) => id)).toContain('U0000000001');
	});

	test('users.info and users.lookupByEmail: a user as the organisation knows them', async () => {
		const { user } = await client().users.info({ user: 'U0000000001' });
		expect(user).toMatchObject({
			id: 'U0000000001',
			deleted: false,
			enterprise_user: {
				id: 'U0000000001',
				enterprise_id: 'E011E2SBBFC',
				is_admin: false,
				teams: ['T0000000001'],
			},
		});
		expect(await client().users.lookupByEmail({ email: 'u0000000001@example.com' })).toMatchObject({
			user,
		});
	});

	test('sessions: listed page by page, reset, and none left', async () => {
		const listed: unknown[] = [];
		for await (const page of client().paginate('admin.users.session.list', { limit: 2 }))
			listed.push(...(page as unknown as { active_sessions: unknown[] }).active_sessions);
		expect(listed).toHaveLength(emulator.organisation.sessionCount);

		expect(await client().admin.users.session.reset({ user_id: 'U0000000001' })).toMatchObject({
			ok: true,
		});
		await expect(
			client().admin.users.session.list({ user_id: 'U0000000001', team_id: 'T0000000001' }),
		).rejects.toThrow('no_active_sessions');
	});

	test('many at once: reset in bulk, and the settings', async () => {
		const user_ids = ['U0000000001', 'U0000000002'] as [string, ...string[]];
		await client().admin.users.session.resetBulk({ user_ids });
		expect(emulator.organisation.sessionsOf('U0000000002')).toEqual([]);
		await client().admin.users.session.setSettings({ user_ids, duration: 28_800 });
		expect(await client().admin.users.session.getSettings({ user_ids })).toMatchObject({
			session_settings: [{ user_id: 'U0000000001', duration: 28_800 }, { user_id: 'U0000000002' }],
		});
		await client().admin.users.session.clearSettings({ user_ids });
		expect(emulator.organisation.settings.size).toBe(0);
	});

	test('a rate limit, which the client waits for', async () => {
		// However slow the machine is, the minute ends when this test says so.
		let now = 0;
		emulator.limits = new RateLimits(1_000, () => now);
		const impatient = new WebClient(token.value, {
			fetch: viaProxy,
			rejectRateLimitedCalls: true,
			logLevel: LogLevel.ERROR,
		});
		const calls = Array.from(
			{ length: 21 },
			async () => await impatient.admin.users.session.reset({ user_id: 'U0000000001' }),
		);
		const results = await Promise.allSettled(calls);
		expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1);
		const patient = new WebClient(token.value, {
			fetch: viaProxy,
			retryConfig: { retries: 1 },
			logLevel: LogLevel.ERROR,
		});
		emulator.faultFor =
			() =>
			({ work, send }) => {
				send(work());
				now = 1_000;
			};
		emulator.requests.length = 0;
		expect(await patient.admin.users.session.reset({ user_id: 'U0000000001' })).toMatchObject({
			ok: true,
		});
		expect(emulator.requests).toHaveLength(2);
	});

	test('invalidate, in the form that the client types: by workspace', async () => {
		const [session] = emulator.organisation.sessionsOf('U0000000001');
		await client().admin.users.session.invalidate({
			session_id: String(session?.session_id),
			team_id: String(session?.team_id),
		});
		expect(emulator.organisation.sessionsOf('U0000000001')).not.toContain(session);
	});

	test("Slack's codes arrive as the client's own", async () => {
		await expect(client().admin.users.session.reset({ user_id: 'U9999999999' })).rejects.toThrow(
			'user_not_found',
		);
		await expect(client(`${token.value}x`).auth.test()).rejects.toThrow('invalid_auth');
	});
});

describe('what it says of a user in the organisation', () => {
	const LOOK_UPS = ['users.info', 'users.lookupByEmail'];
	const look = async (method: string) =>
		(await post(method, method === 'users.info' ? 'user=W0000000009' : 'email=nine@example.com'))
			.user;
	beforeEach(() => {
		emulator.organisation.addPerson({
			id: 'W0000000009',
			local_id: 'U0LOCAL0009',
			name: 'nine',
			is_owner: true,
		});
	});

	test.each(LOOK_UPS)("%s: the local ID, beside the organisation's", async (method) => {
		expect(await look(method)).toMatchObject({
			id: 'U0LOCAL0009',
			enterprise_user: { id: 'W0000000009', is_owner: true, teams: ['T0000000001'] },
		});
	});

	test.each(LOOK_UPS)(
		'%s: no workspaces, an empty list of them, nothing at all',
		async (method) => {
			emulator.unsettled.enterpriseUser = 'withoutTeams';
			expect(await look(method)).toMatchObject({ enterprise_user: { id: 'W0000000009' } });
			expect(await look(method)).not.toHaveProperty('enterprise_user.teams');
			emulator.unsettled.enterpriseUser = 'emptyTeams';
			expect(await look(method)).toMatchObject({ enterprise_user: { teams: [] } });
			emulator.unsettled.enterpriseUser = 'missing';
			expect(await look(method)).toMatchObject({ id: 'U0LOCAL0009' });
			expect(await look(method)).not.toHaveProperty('enterprise_user');
		},
	);

	test.each(LOOK_UPS)('%s: nothing to a token of one workspace', async (method) => {
		token.isEnterpriseInstall = false;
		expect(await look(method)).toMatchObject({ id: 'U0LOCAL0009' });
		expect(await look(method)).not.toHaveProperty('enterprise_user');
	});

	test.each([
		'user_not_visible',
		'team_access_not_granted',
		'missing_scope',
		'enterprise_is_restricted',
	] as const)('users.info refuses with %s', async (code) => {
		emulator.unsettled.usersInfoRefusesBy = code;
		expect(await post('users.info', 'user=W0000000009')).toEqual({ ok: false, error: code });
		expect(await post('users.lookupByEmail', 'email=nine@example.com')).toMatchObject({ ok: true });
	});

	test('users.info knows the deactivated, and no workspace of theirs', async () => {
		emulator.organisation.addPerson({ id: 'U0GONE00001', is_active: false });
		expect(await post('users.info', 'user=U0GONE00001')).toMatchObject({
			user: { deleted: true, enterprise_user: { teams: [] } },
		});
	});

	test('the admin methods do not take a local ID; Invalidate takes the one of the list alone', async () => {
		const session = emulator.organisation.addSession('W0000000009', { user_id: 'U0LOCAL0009' });
		expect(await post('admin.users.session.reset', 'user_id=U0LOCAL0009')).toMatchObject({
			error: 'user_not_found',
		});
		expect(
			await post('admin.users.session.list', 'user_id=W0000000009&team_id=T0000000001'),
		).toMatchObject({ active_sessions: [{ user_id: 'U0LOCAL0009' }] });
		const invalidate = async (user_id: string) =>
			await post(
				'admin.users.session.invalidate',
				`user_id=${user_id}&session_id=${session.session_id}`,
			);
		expect(await invalidate('W0000000009')).toMatchObject({ error: 'session_not_found' });
		expect(await invalidate('U0LOCAL0009')).toEqual({ ok: true });
	});
});

describe('the list of users', () => {
	const list = async (body: string) => {
		const { users } = await post('admin.users.list', body);
		return (users as Array<{ id: string; workspaces: string[] }>).map(({ id, workspaces }) => [
			id,
			workspaces,
		]);
	};
	beforeEach(() => {
		emulator.organisation.addPerson({ id: 'U0GONE00001', is_active: false });
	});

	test('has the active ones only, unless the deactivated are asked for', async () => {
		const ids = (await list('')).map(([id]) => id);
		expect(ids).toContain('U0000000001');
		expect(ids).not.toContain('U0GONE00001');
		expect(await list('is_active=true')).toEqual(await list(''));
		expect(await list('is_active=false')).toEqual([['U0GONE00001', []]]);
	});

	test('names the workspaces of the deactivated where they are asked for', async () => {
		expect(await list('is_active=false&include_deactivated_user_workspaces=true')).toEqual([
			['U0GONE00001', ['T0000000001']],
		]);
	});

	test('gives 100 calls a minute, and 100 users a call', async () => {
		emulator.limits = new RateLimits(60_000, () => 0);
		const answers: unknown[] = [];
		for (let call = 0; call < 101; call++)
			answers.push((await post('admin.users.list', 'limit=100')).error);
		expect(answers).toEqual([...Array<undefined>(100).fill(undefined), 'ratelimited']);
	});
});

describe('it is strict', () => {
	test.each([
		[
			'an argument that is missing',
			'admin.users.session.reset',
			'mobile_only=true',
			'invalid_arguments',
		],
		['an argument that is empty', 'admin.users.session.reset', 'user_id=', 'invalid_arguments'],
		[
			'an argument that it does not know',
			'admin.users.session.reset',
			'user_id=U0000000001&everything=true',
			'invalid_arguments',
		],
		[
			'an argument given twice',
			'admin.users.session.reset',
			'user_id=U0000000001&user_id=U0000000002',
			'invalid_arguments',
		],
		[
			'a boolean that is none',
			'admin.users.session.reset',
			'user_id=U0000000001&mobile_only=1',
			'invalid_arguments',
		],
		[
			'both flags',
			'admin.users.session.reset',
			'user_id=U0000000001&mobile_only=true&web_only=true',
			'invalid_arguments',
		],
		[
			'a number in words of JavaScript',
			'admin.users.session.invalidate',
			'user_id=U0000000001&session_id=1.1e12',
			'invalid_arguments',
		],
		[
			'both owners of a session',
			'admin.users.session.invalidate',
			'user_id=U0000000001&team_id=T0000000001&session_id=1',
			'invalid_arguments',
		],
		[
			'no owner of a session',
			'admin.users.session.invalidate',
			'session_id=1',
			'invalid_arguments',
		],
		[
			'a user without the workspace',
			'admin.users.session.list',
			'user_id=U0000000001',
			'missing_team',
		],
		[
			'a workspace without the user',
			'admin.users.session.list',
			'team_id=T0000000001',
			'missing_user',
		],
		['a page that is too large', 'admin.users.session.list', 'limit=1001', 'invalid_arguments'],
		['a cursor of somebody else', 'admin.users.session.list', 'cursor=abc', 'invalid_cursor'],
		['a bot', 'admin.users.session.reset', 'user_id=U0BOT000001', 'cannot_reset_bot'],
		[
			'the primary owner',
			'admin.users.session.reset',
			'user_id=U0PRIMARY01',
			'cannot_reset_primary_owner',
		],
		[
			'more than 1,000 users',
			'admin.users.session.resetBulk',
			`user_ids=${encodeURIComponent(JSON.stringify(Array.from({ length: 1001 }, (_, index) => `U${index}`)))}`,
			'invalid_arguments',
		],
		[
			'a list that is none',
			'admin.users.session.resetBulk',
			'user_ids=U0000000001',
			'invalid_arguments',
		],
		[
			'a user twice',
			'admin.users.session.resetBulk',
			'user_ids=["U0000000001","U0000000001"]',
			'invalid_arguments',
		],
		[
			'no setting',
			'admin.users.session.setSettings',
			'user_ids=["U0000000001"]',
			'at_least_one_session_setting_required',
		],
		[
			'a duration out of bounds',
			'admin.users.session.setSettings',
			'user_ids=["U0000000001"]&duration=60',
			'invalid_arguments',
		],
		['no user', 'users.info', '', 'invalid_arguments'],
		['a user who is nobody', 'users.info', 'user=U9999999999', 'user_not_found'],
		[
			'an argument that users.info does not know',
			'users.info',
			'user=U0000000001&include_locale=true',
			'invalid_arguments',
		],
		[
			'the workspaces of the deactivated, for one workspace',
			'admin.users.list',
			'team_id=T0000000001&include_deactivated_user_workspaces=true',
			'invalid_arguments',
		],
		['a page of users that is too large', 'admin.users.list', 'limit=101', 'invalid_arguments'],
		['the users of a workspace that is none', 'admin.users.list', 'team_id=T9', 'team_not_found'],
		[
			'a place in the list of users that it never gave',
			'admin.users.list',
			'cursor=abc',
			'invalid_cursor',
		],
		[
			'users of a role, which the list does not take',
			'admin.users.list',
			'role=guest',
			'invalid_arguments',
		],
		['a status that is no boolean', 'admin.users.list', 'is_active=both', 'invalid_arguments'],
		['a method that is none', 'admin.users.session.resetEverything', '', 'unknown_method'],
	])('%s', async (_, method, body, error) => {
		const before = emulator.organisation.sessionCount;
		expect(await post(method, body)).toMatchObject({ ok: false, error });
		expect(emulator.organisation.sessionCount).toBe(before);
	});

	test('the form of the request', async () => {
		expect(await post('auth.test', '{}', { 'content-type': 'application/json' })).toMatchObject({
			error: 'invalid_post_type',
		});
		expect(await post('auth.test?pretty=1', '')).toMatchObject({ error: 'invalid_form_data' });
		expect(await post('auth.test', '', { authorization: '' })).toMatchObject({
			error: 'not_authed',
		});
		expect(await post('auth.test', `token=${token.value}`, { authorization: '' })).toMatchObject({
			error: 'not_authed',
		});
	});

	test.each([
		['a bot token', { kind: 'bot' }, 'not_allowed_token_type'],
		['an app-level token', { kind: 'appLevel' }, 'not_allowed_token_type'],
		['a token without the scope', { scopes: ['admin.users:read'] }, 'missing_scope'],
		['a revoked token', { state: 'revoked' }, 'token_revoked'],
		['a token of GovSlack', { environment: 'govSlack' }, 'invalid_auth'],
		['a token of one workspace', { isEnterpriseInstall: false }, 'feature_not_enabled'],
		['a token of somebody who is no admin', { user_id: 'U0000000002' }, 'not_an_admin'],
	] as Array<[string, Partial<Token>, string]>)('%s', async (_, more, error) => {
		const { value } = emulator.organisation.addToken({ user_id: 'U0ADMIN0001', ...more });
		expect(
			await post('admin.users.session.reset', 'user_id=U0000000001', {
				authorization: `Bearer ${value}`,
			}),
		).toMatchObject({ ok: false, error });
	});

	test('nobody acts on a person of a higher role', async () => {
		emulator.organisation.addPerson({ id: 'U0JUNIOR001', is_admin: true });
		const { value } = emulator.organisation.addToken({ user_id: 'U0JUNIOR001' });
		expect(
			await post('admin.users.session.reset', 'user_id=U0ADMIN0001', {
				authorization: `Bearer ${value}`,
			}),
		).toMatchObject({ error: 'not_an_admin' });
	});

	test('the proxy leads to no host but its own', async () => {
		await expect(viaProxy('https://example.org/', {})).rejects.toThrow();
		expect(emulator.connects).toEqual(['example.org:443']);
	});
});
