import { answerOfAuditLog } from '../../emulator/auditLog/answer';
import type { Entry } from '../../emulator/auditLog/entry';
import type { Forms } from '../../emulator/auditLog/forms';
import { anomaly, byAdmin, signIn } from '../../emulator/auditLog/write';
import { settled } from '../../emulator/method';
import {
	makeOrganisation,
	type Organisation,
	type Token,
	type TokenKind,
} from '../../emulator/organisation';
import { RateLimits } from '../../emulator/rateLimits';
import { answer, type World } from '../../emulator/slack';

const ADA = 'U0000000003';
const NOW = 1_786_000_000;

let organisation: Organisation;
let token: Token;
let world: World;

beforeEach(() => {
	organisation = makeOrganisation(4).organisation;
	organisation.auditLog.clock = () => NOW * 1000;
	token = organisation.addToken({ user_id: 'U0ADMIN0001', scopes: ['auditlogs:read'] });
	world = { organisation, unsettled: { ...settled }, later: (job) => job() };
});

interface Page {
	status: number;
	headers: Record<string, string>;
	body: {
		ok?: boolean;
		error?: string;
		entries?: Entry[];
		response_metadata?: { next_cursor?: string };
	};
}

function ask(query: Record<string, string | number> = {}, request = {}): Page {
	const parameters = new URLSearchParams(
		Object.entries(query).map(([name, value]) => [name, String(value)]),
	);
	const { status, headers, body } = answerOfAuditLog(world, {
		host: 'api.slack.com',
		method: 'GET',
		path: `/audit/v1/logs?${parameters.toString()}`,
		headers: { authorization: `Bearer ${token.value}` },
		body: '',
		at: 0,
		...request,
	});
	return { status, headers, body: JSON.parse(body) as Page['body'] };
}

const ids = ({ body }: Page) => body.entries?.map(({ id }) => id);
const cursorOf = ({ body }: Page) => body.response_metadata?.next_cursor ?? '';
const at = (date_create: number, id: string, action = 'user_login') =>
	organisation.auditLog.add({ action, id, date_create });

describe('pages', () => {
	test('newest first; a late entry stands where its time says, and one of the same second before the one that came first', () => {
		at(NOW - 5, 'a');
		at(NOW - 3, 'b');
		at(NOW - 3, 'c');
		at(NOW - 4, 'late');
		expect(ids(ask())).toEqual(['c', 'b', 'late', 'a']);
	});

	test('oldest and latest are both included', () => {
		for (const back of [1, 2, 3, 4]) at(NOW - back, String(back));
		expect(ids(ask({ oldest: NOW - 3, latest: NOW - 2 }))).toEqual(['2', '3']);
	});

	test('a page is longer than its limit where entries share a second', () => {
		at(NOW - 1, 'a');
		for (const id of ['b', 'c', 'd']) at(NOW - 2, id);
		at(NOW - 3, 'e');
		const first = ask({ limit: 2 });
		expect(ids(first)).toEqual(['a', 'd', 'c', 'b']);
		expect(ids(ask({ limit: 2, cursor: cursorOf(first) }))).toEqual(['e']);
	});

	test('a cursor remembers no filter: without them it leads through all of the log', () => {
		at(NOW - 9_000, 'old', 'user_logout');
		for (const back of [1, 2]) at(NOW - back, String(back));
		const filters = { oldest: NOW - 2, action: 'user_login', limit: 1 };
		const cursor = cursorOf(ask(filters));
		expect(ids(ask({ ...filters, cursor }))).toEqual(['2']);
		expect(ids(ask({ cursor }))).toEqual(['2', 'old']);
	});

	test.each<['empty' | 'absent' | 'noMetadata', unknown]>([
		['empty', { next_cursor: '' }],
		['absent', {}],
		['noMetadata', undefined],
	])('the last page ends with a cursor that is %s', (lastPage, expected) => {
		organisation.auditLog.manners.lastPage = lastPage;
		expect(ask().body.response_metadata).toEqual(expected);
	});

	test('a page without an entry can go on', () => {
		organisation.auditLog.manners.emptyPages = 2;
		at(NOW - 1, 'a');
		const first = ask();
		const second = ask({ cursor: cursorOf(first) });
		expect([ids(first), ids(second)]).toEqual([[], []]);
		expect(cursorOf(first)).not.toBe(cursorOf(second));
		const third = ask({ cursor: cursorOf(second) });
		expect([ids(third), cursorOf(third)]).toEqual([['a'], '']);
	});

	test('a stale cursor is refused', () => {
		for (const back of [1, 2]) at(NOW - back, String(back));
		const cursor = cursorOf(ask({ limit: 1 }));
		organisation.auditLog.forgetCursors();
		expect(ask({ cursor })).toMatchObject({ status: 400, body: { error: 'invalid_cursor' } });
	});

	test('actor and entity: one each, and all filters together', () => {
		byAdmin(organisation, 'user_session_reset_by_admin', 'U0ADMIN0001', ADA);
		signIn(organisation, ADA);
		const actions = (query: Record<string, string>) =>
			ask(query).body.entries?.map(({ action }) => action);
		expect(actions({ entity: ADA })).toEqual(['user_login', 'user_session_reset_by_admin']);
		expect(actions({ actor: ADA })).toEqual(['user_login']);
		expect(actions({ entity: ADA, actor: 'U0ADMIN0001' })).toEqual(['user_session_reset_by_admin']);
	});
});

describe('what it refuses', () => {
	test.each<[string, Record<string, string | number>, string]>([
		['a limit above 9999', { limit: 10_000 }, 'invalid_arguments'],
		['a limit of 0', { limit: 0 }, 'invalid_arguments'],
		['more than 30 actions', { action: Array(31).fill('user_login').join() }, 'invalid_arguments'],
		['an action that it does not know', { action: 'user_login,user_flew' }, 'invalid_action'],
		['an action that it writes and does not take', { action: 'message_deleted' }, 'invalid_action'],
		['a time to come', { latest: NOW + 1 }, 'invalid_range'],
		['a beginning to come', { oldest: NOW + 1 }, 'invalid_range'],
		['an end before the beginning', { oldest: NOW - 1, latest: NOW - 2 }, 'invalid_range'],
		['a time with a fraction', { oldest: '1786000000.5' }, 'invalid_range'],
		['milliseconds', { oldest: NOW * 1000 }, 'invalid_range'],
		['two users', { actor: 'U1,U2' }, 'invalid_arguments'],
		['an empty value', { entity: '' }, 'invalid_arguments'],
		['a parameter that it does not know', { user: ADA }, 'invalid_arguments'],
		['a cursor of its own making', { cursor: 'abc' }, 'invalid_cursor'],
	])('%s', (_, query, error) => {
		expect(ask(query)).toMatchObject({ status: 400, body: { ok: false, error } });
	});

	test.each([
		['POST', { method: 'POST' }, 405, 'method_not_allowed'],
		['a body', { body: 'limit=1' }, 405, 'method_not_allowed'],
		['another path', { path: '/audit/v1/actions' }, 404, 'bad_endpoint'],
		['no token', { headers: {} }, 401, 'missing_authentication'],
		['a strange token', { headers: { authorization: 'Bearer x' } }, 401, 'invalid_authentication'],
	])('%s', (_, request, status, error) => {
		expect(ask({}, request)).toMatchObject({ status, body: { ok: false, error } });
	});

	const kinds: TokenKind[] = ['bot', 'appLevel', 'refresh'];
	test.each<[string, () => Partial<Token>, number, string]>([
		['an Org Admin', () => ({ user_id: 'U0ORGADMIN1' }), 403, 'user_not_authorized'],
		['a token without the scope', () => ({ scopes: ['admin.users:read'] }), 403, 'missing_scope'],
		['a workspace install', () => ({ isEnterpriseInstall: false }), 403, 'team_not_authorized'],
		['a revoked token', () => ({ state: 'revoked' }), 401, 'invalid_authentication'],
		['a token of GovSlack', () => ({ environment: 'govSlack' }), 401, 'invalid_authentication'],
		...kinds.map((kind): [string, () => Partial<Token>, number, string] => [
			`the kind ${kind}`,
			() => ({ kind }),
			401,
			'invalid_authentication',
		]),
	])('%s', (_, change, status, error) => {
		organisation.addPerson({ id: 'U0ORGADMIN1', is_admin: true });
		Object.assign(token, change());
		expect(ask()).toMatchObject({ status, body: { ok: false, error } });
	});

	test('as the Web API refuses, where Slack does so', () => {
		organisation.auditLog.manners.refusals = 'http200';
		token.state = 'revoked';
		expect(ask()).toMatchObject({ status: 200, body: { ok: false, error: 'token_revoked' } });
	});

	test.each(['feature_not_enabled', 'accesslimited'] as const)('everybody, by %s', (code) => {
		organisation.auditLog.manners.refusesAll = code;
		expect(ask()).toMatchObject({ status: 403, body: { error: code } });
	});
});

test('50 calls a minute belong to the whole organisation, whoever makes them', () => {
	world.limits = new RateLimits(60_000, () => 0);
	const own = token;
	const siem = organisation.addToken({ user_id: 'U0PRIMARY01', scopes: ['auditlogs:read'] });
	for (let call = 0; call < 25; call++) {
		for (const each of [own, siem]) {
			token = each;
			expect(ask().status).toBe(200);
		}
	}
	for (const each of [own, siem]) {
		token = each;
		expect(ask()).toMatchObject({
			status: 429,
			headers: { 'retry-after': '60' },
			body: { ok: false, error: 'rate_limited' },
		});
	}
});

describe('entries of what is done', () => {
	const call = (method: string, takes: Record<string, string>) => {
		const admin = organisation.addToken({ user_id: 'U0ADMIN0001' });
		answer(world, {
			host: 'slack.com',
			method: 'POST',
			path: `/api/${method}`,
			headers: {
				authorization: `Bearer ${admin.value}`,
				'content-type': 'application/x-www-form-urlencoded',
			},
			body: new URLSearchParams(takes).toString(),
			at: 0,
		});
		return ask().body.entries?.[0];
	};
	const user = (id: string) => ({ type: 'user', user: { id } });
	const adminsSession = () => organisation.sessionsOf('U0ADMIN0001')[0]?.session_id;

	test('a reset, an invalidation, settings: by the admin, to the user, with the session of the admin', () => {
		const byTheAdmin = () => ({
			actor: user('U0ADMIN0001'),
			entity: user(ADA),
			context: { session_id: adminsSession() },
		});
		const session_id = String(organisation.sessionsOf(ADA)[0]?.session_id);
		expect(call('admin.users.session.invalidate', { user_id: ADA, session_id })).toMatchObject({
			action: 'user_session_invalidated',
			...byTheAdmin(),
		});
		expect(call('admin.users.session.reset', { user_id: ADA, mobile_only: 'true' })).toMatchObject({
			action: 'user_session_reset_by_admin',
			details: { mobile_only: true, web_only: false },
			...byTheAdmin(),
		});
		expect(
			call('admin.users.session.setSettings', {
				user_ids: JSON.stringify([ADA]),
				duration: '28800',
			}),
		).toMatchObject({
			action: 'user_session_settings_changed',
			details: { duration: 28_800, desktop_app_browser_quit: null },
			...byTheAdmin(),
		});
	});

	test.each<[Forms['lists'], unknown, unknown]>([
		['array', [ADA], ['U0PRIMARY01']],
		['json', `["${ADA}"]`, '["U0PRIMARY01"]'],
	])('a reset in bulk names whom it did, as %s, and nobody to whom', (lists, done, failed) => {
		organisation.auditLog.forms.lists = lists;
		const entry = call('admin.users.session.resetBulk', {
			user_ids: JSON.stringify([ADA, 'U0PRIMARY01']),
		});
		expect(entry).toMatchObject({
			action: 'bulk_session_reset_by_admin',
			details: { succeeded_users: done, failed_users: failed },
		});
		expect(entry).not.toHaveProperty('entity');
	});

	test('a reset in bulk is written when the job is done, and not when it is queued', () => {
		const jobs: Array<() => void> = [];
		world.later = (job) => void jobs.push(job);
		expect(
			call('admin.users.session.resetBulk', { user_ids: JSON.stringify([ADA]) }),
		).toBeUndefined();
		for (const job of jobs) job();
		expect(ask().body.entries).toHaveLength(1);
	});

	test('a sign-in and an anomaly: by the user, in that session', () => {
		const { session } = signIn(organisation, ADA);
		anomaly(organisation, session, ['tor', 'ip_address']);
		const [odd, login] = ask().body.entries ?? [];
		const own = {
			actor: user(ADA),
			entity: user(ADA),
			context: { session_id: session.session_id },
		};
		expect(login).toMatchObject({ action: 'user_login', ...own });
		expect(odd).toMatchObject({
			action: 'anomaly',
			details: { reason: ['tor', 'ip_address'], action_timestamp: 1_785_999_949_123_456 },
			...own,
		});
	});

	test.each<[Partial<Forms>, object]>([
		[{ sessionId: 'text' }, { context: { session_id: '7' } }],
		[{ sessionId: 'null' }, { context: { session_id: null } }],
		[{ address: 'redacted' }, { context: { ip_address: 'redacted' } }],
		[{ address: 'ipv6' }, { context: { ip_address: '2001:db8::7' } }],
		[{ address: 'empty', userAgent: 'empty' }, { context: { ip_address: '', ua: '' } }],
		[{ actor: 'app' }, { actor: { type: 'app', app: { id: 'A0000000001' } } }],
		[{ actor: 'slack' }, { actor: { user: { id: 'USLACKUSER' } } }],
		[{ reason: 'text' }, { details: { reason: 'asn, tor' } }],
	])('in the form %j', (forms, expected) => {
		Object.assign(organisation.auditLog.forms, forms);
		const { session } = signIn(organisation, ADA, { session_id: 7 });
		expect(anomaly(organisation, session, ['asn', 'tor'])).toMatchObject(expected);
	});

	test('what is absent is not there at all', () => {
		Object.assign(organisation.auditLog.forms, {
			sessionId: 'absent',
			address: 'absent',
			userAgent: 'absent',
			entity: 'absent',
			actor: 'empty',
			person: 'idOnly',
		});
		const { entry } = signIn(organisation, ADA);
		expect(Object.keys(entry.context ?? {})).toEqual(['location']);
		expect([entry.actor, 'entity' in entry]).toEqual([{}, false]);
	});
});
