import {
	simplified,
	type SimplifiedEvent,
} from '../../../nodes/SlackAdminSessions/auditLog/events';
import type { AuditEntry } from '../../../nodes/SlackAdminSessions/slack/auditEntry';

/** Entries in the forms that Slack's samples and public test suites have; every value is invented. */
const ada = {
	type: 'user',
	user: { id: 'W0AAAA111', name: 'Ada', email: 'ada@example.com', team: 'T0AAAA111' },
};
const admin = { type: 'user', user: { id: 'W0ADMIN11', email: 'admin@example.com' } };
/** What Slack leaves out at times. */
type Varied = { [name in keyof AuditEntry]?: AuditEntry[name] | undefined };

const entry = (action: string, more: Varied = {}) =>
	({
		id: '3f0c9b1e-5a77-4c52-9d0e-7b1f2a6c8e01',
		date_create: 1_786_000_000,
		action,
		actor: ada,
		entity: ada,
		context: {
			location: { type: 'enterprise', id: 'E0AAAA111', name: 'Acme', domain: 'acme' },
			ua: 'Mozilla/5.0',
			ip_address: '203.0.113.7',
			session_id: 12_345_678_901_234,
		},
		...more,
	}) as AuditEntry;
const context = (more: Record<string, unknown>) => ({ ...entry('').context, ...more });
const one = (of: AuditEntry): SimplifiedEvent | undefined => simplified(of)[0];

test('a sign-in: the ten fields', () => {
	expect(simplified(entry('user_login', { details: { authentication_method: 'saml' } }))).toEqual([
		{
			event_id: '3f0c9b1e-5a77-4c52-9d0e-7b1f2a6c8e01',
			action: 'user_login',
			occurred_at: '2026-08-06T07:06:40.000Z',
			user_id: 'W0AAAA111',
			email: 'ada@example.com',
			session_id: '12345678901234',
			ip: '203.0.113.7',
			user_agent: 'Mozilla/5.0',
			actor_id: 'W0AAAA111',
		},
	]);
});

describe('the session', () => {
	test.each<[unknown, string | undefined]>([
		[12_345_678_901_234, '12345678901234'],
		['12345678901234', '12345678901234'],
		[' 7 ', '7'],
		[null, undefined],
		[undefined, undefined],
		['', undefined],
		['abc', undefined],
		['1.1e12', undefined],
		[0, undefined],
		[-5, undefined],
		[1.5, undefined],
		[2 ** 53, undefined],
	])('%j comes out as %j', (session_id, expected) => {
		const of = entry('anomaly', { context: context({ session_id }) });
		expect(one(of)?.session_id).toBe(expected);
	});

	test.each([
		'user_session_reset_by_admin',
		'user_session_invalidated',
		'user_sessions_reset_by_anomaly_event_response',
		'user_sessions_reset_by_circuit_breaker',
		'user_password_reset_by_admin',
	])(
		"is the administrator's in %s, and never there: not even where one acts on oneself",
		(action) => {
			expect(one(entry(action, { actor: admin }))).not.toHaveProperty('session_id');
			expect(one(entry(action))).not.toHaveProperty('session_id');
		},
	);

	test.each<[string, Varied]>([
		['an app did it', { actor: { type: 'app', app: { id: 'A1' } } }],
		['nobody is named', { actor: {} }],
		['nobody is there', { actor: null }],
		['Slack did it', { actor: { type: 'user', user: { id: 'USLACKUSER' } } }],
		['somebody else did it', { actor: admin }],
		['there is no context', { context: null }],
	])("is nobody's where %s", (_, more) => {
		const event = one(entry('anomaly', more));
		expect(event).toMatchObject({ user_id: 'W0AAAA111' });
		expect(event).not.toHaveProperty('session_id');
	});
});

describe('the user', () => {
	test.each(['user_login', 'user_logout', 'user_logout_compromised', 'anomaly', 'cli_login'])(
		'of %s is whoever did it, where nobody else is named',
		(action) => {
			for (const entity of [undefined, null, {}])
				expect(one(entry(action, { entity }))).toMatchObject({
					user_id: 'W0AAAA111',
					email: 'ada@example.com',
					session_id: '12345678901234',
				});
		},
	);

	test('of a reset that does not say to whom is not known: never the administrator', () => {
		const event = one(
			entry('user_session_reset_by_admin', { actor: admin, entity: undefined, context: null }),
		);
		expect(event).toMatchObject({ actor_id: 'W0ADMIN11' });
		expect(event).not.toHaveProperty('user_id');
		expect(event).not.toHaveProperty('email');
	});

	test('an anomaly of an app affects no user', () => {
		const app = { type: 'app', app: { id: 'A0AAAA111' } };
		const event = one(entry('anomaly', { entity: app }));
		expect(event).not.toHaveProperty('user_id');
		expect(event).not.toHaveProperty('session_id');
		expect(one(entry('anomaly', { actor: app, entity: app }))).toMatchObject({
			actor_id: 'A0AAAA111',
		});
	});

	test('what is done to a file or a channel affects no user', () => {
		const event = one(entry('file_downloaded', { entity: { type: 'file', file: { id: 'F1' } } }));
		expect(event).toMatchObject({ actor_id: 'W0AAAA111' });
		expect(event).not.toHaveProperty('user_id');
	});

	test('without a name and an address: the ID alone', () => {
		const bare = { type: 'user', user: { id: 'U0BBBB222' } };
		const event = one(entry('user_login', { actor: bare, entity: bare }));
		expect(event).toMatchObject({ user_id: 'U0BBBB222', session_id: '12345678901234' });
		expect(event).not.toHaveProperty('email');
	});
});

describe('address and user agent', () => {
	test.each([
		['203.0.113.7', '203.0.113.7'],
		['2001:db8::7', '2001:db8::7'],
		['', undefined],
		['redacted', undefined],
		[null, undefined],
		[undefined, undefined],
	])('the address %j comes out as %j', (ip_address, expected) => {
		expect(one(entry('user_login', { context: context({ ip_address }) }))?.ip).toBe(expected);
	});

	test.each(['', null, undefined])('the user agent %j is left out', (ua) => {
		expect(one(entry('user_login', { context: context({ ua }) }))).not.toHaveProperty('user_agent');
	});
});

test.each<[unknown, string[] | undefined]>([
	[
		['asn', 'ip_address'],
		['asn', 'ip_address'],
	],
	['tor', ['tor']],
	['["tor","asn"]', ['tor', 'asn']],
	['[odd', ['[odd']],
	[[], undefined],
	['', undefined],
	[null, undefined],
	[{ code: 1 }, undefined],
])('the reason %j comes out as %j', (reason, expected) => {
	expect(one(entry('anomaly', { details: { reason } }))?.reasons).toEqual(expected);
});

describe('a reset in bulk is one event for each user that it names', () => {
	const users = ['W0AAAA111', 'W0BBBB222'];
	test.each<[string, unknown, unknown]>([
		['lists', users, ['W0CCCC333']],
		['JSON in texts', JSON.stringify(users), '["W0CCCC333"]'],
	])('by %s', (_, succeeded_users, failed_users) => {
		const events = simplified(
			entry('bulk_session_reset_by_admin', {
				actor: admin,
				details: { succeeded_users, failed_users },
			}),
		);
		expect(events.map(({ user_id, reasons }) => [user_id, reasons])).toEqual([
			['W0AAAA111', undefined],
			['W0BBBB222', undefined],
			['W0CCCC333', ['failed_users']],
		]);
		for (const event of events) {
			expect(event).toMatchObject({ actor_id: 'W0ADMIN11', ip: '203.0.113.7' });
			expect(event).not.toHaveProperty('session_id');
			expect(event).not.toHaveProperty('email');
		}
	});

	test('whoever is in both lists was not reset, and comes once', () => {
		const details = { succeeded_users: users, failed_users: ['W0AAAA111'] };
		const events = simplified(entry('bulk_session_reset_by_admin', { details }));
		expect(events.map(({ user_id }) => user_id)).toEqual(users);
		expect(events[0]?.reasons).toEqual(['failed_users']);
	});

	test.each([{ succeeded_users: [], failed_users: '[]' }, {}, null])(
		'one that names nobody, %j, is one event',
		(details) => {
			const events = simplified(
				entry('bulk_session_reset_by_admin', { actor: admin, entity: null, details }),
			);
			expect(events).toHaveLength(1);
			expect(events[0]).not.toHaveProperty('user_id');
		},
	);
});

test('an entry with nothing but what is certain', () => {
	expect(simplified({ id: 'a', date_create: 1, action: 'odd' })).toEqual([
		{ event_id: 'a', action: 'odd', occurred_at: '1970-01-01T00:00:01.000Z' },
	]);
});
