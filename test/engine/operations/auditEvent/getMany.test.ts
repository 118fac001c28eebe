import type { IDataObject } from 'n8n-workflow';

import type { Entry } from '../../../emulator/auditLog/entry';
import { anomaly, byAdmin, byUser, signIn } from '../../../emulator/auditLog/write';
import { hosts } from '../../../emulator/certificate';
import { faults } from '../../../emulator/faults';
import type { Session, Token } from '../../../emulator/organisation';
import { rows, useSlack } from '../../slack';

const slack = useSlack(4);
const [ADA, ALAN] = ['U0000000003', 'U0000000002'];
const LOGS = 'audit/v1/logs';

let token: Token;
beforeEach(() => {
	token = slack.organisation.addToken({ user_id: 'U0ADMIN0001', scopes: ['auditlogs:read'] });
});

const getMany = async (
	parameters: IDataObject = {},
	more: Partial<Parameters<typeof slack.run>[0]> = {},
) =>
	await slack.run({
		parameters: { resource: 'auditEvent', operation: 'getMany', ...parameters } as never,
		items: [{}],
		credential: { accessToken: token.value },
		typeVersion: 1.2,
		...more,
	});
const found = async (parameters: IDataObject = {}) => rows((await getMany(parameters)).outputs[0]);
const ids = async (parameters: IDataObject = {}) =>
	(await found(parameters)).map(({ event_id }) => event_id);
const queries = () =>
	slack.emulator
		.calls(LOGS)
		.map(({ path }) => Object.fromEntries(new URL(path, `https://${hosts.audit}`).searchParams));
const ago = (seconds: number) => slack.organisation.auditLog.now - seconds;
const at = (seconds: number, id: string, action = 'user_login'): Entry =>
	slack.organisation.auditLog.add({ action, id, date_create: ago(seconds) });

test('the request, to the letter: a GET to the audit log with the token in its header, and nothing else', async () => {
	expect(await found({ filters: { actions: 'user_login', user: ADA } })).toEqual([]);
	const [request] = slack.emulator.requests;
	expect(request).toMatchObject({ host: 'api.slack.com', method: 'GET', body: '' });
	expect(request?.path).toBe(`/${LOGS}?entity=${ADA}&limit=51&action=user_login`);
	expect(request?.headers).toMatchObject({
		authorization: `Bearer ${token.value}`,
		accept: 'application/json',
	});
	expect(request?.headers).not.toHaveProperty('content-type');
	expect(slack.emulator.requests).toHaveLength(1);
});

test('an anomaly goes into Invalidate with no mapping, and ends that session alone', async () => {
	const { session } = signIn(slack.organisation, ADA);
	anomaly(slack.organisation, session, ['session_fingerprint']);
	const [event] = await found({ filters: { actions: 'anomaly' } });
	expect(event).toMatchObject({
		action: 'anomaly',
		user_id: ADA,
		session_id: String(session.session_id),
		reasons: ['session_fingerprint'],
	});
	const before = slack.organisation.sessionCount;
	await slack.run({
		parameters: { resource: 'session', operation: 'invalidate' },
		items: [event ?? {}],
		typeVersion: 1.2,
	});
	expect(slack.organisation.sessionCount).toBe(before - 1);
	expect(slack.organisation.sessionsOf(ADA)).not.toContainEqual(session);
});

describe('what comes out', () => {
	let session: Session;
	beforeEach(() => ({ session } = signIn(slack.organisation, ADA)));

	test('raw: the entry as Slack has it', async () => {
		const [entry] = slack.organisation.auditLog.page(
			{ oldest: 0, latest: undefined, actions: undefined, actor: undefined, entity: undefined },
			1,
		).entries;
		expect(await found({ output: 'raw' })).toEqual([{ item: 0, ...entry }]);
	});

	test('selected fields, in the order of the simplified event', async () => {
		const parameters = { output: 'selectedFields', fields: ['session_id', 'action'] };
		const { outputs } = await getMany(parameters);
		expect(JSON.stringify(outputs[0]?.[0]?.json)).toBe(
			`{"action":"user_login","session_id":"${session.session_id}"}`,
		);
	});

	test.each([1, 1.1])('in version %d of the node too', async (typeVersion) => {
		const { outputs } = await getMany({}, { typeVersion });
		expect(rows(outputs[0])).toMatchObject([{ action: 'user_login', user_id: ADA }]);
	});
});

describe('filters', () => {
	test('of a user: what affects them, and the resets in bulk that name them; newest first', async () => {
		const { organisation } = slack;
		signIn(organisation, ALAN, {}, { date_create: ago(50) });
		signIn(organisation, ADA, {}, { date_create: ago(40) });
		const bulk = (seconds: number, succeeded_users: string[], failed_users: string[] = []) =>
			byAdmin(organisation, 'bulk_session_reset_by_admin', 'U0ADMIN0001', undefined, {
				date_create: ago(seconds),
				details: { succeeded_users: JSON.stringify(succeeded_users), failed_users },
			});
		bulk(30, [ALAN, ADA]);
		bulk(25, [ALAN]);
		byAdmin(organisation, 'user_session_reset_by_admin', 'U0ADMIN0001', ADA, {
			date_create: ago(20),
		});
		bulk(10, [], [ADA]);
		const events = await found({ filters: { user: ADA } });
		expect(events.map(({ action, user_id, reasons }) => [action, user_id, reasons])).toEqual([
			['bulk_session_reset_by_admin', ADA, ['failed_users']],
			['user_session_reset_by_admin', ADA, undefined],
			['bulk_session_reset_by_admin', ADA, undefined],
			['user_login', ADA, undefined],
		]);
		expect(await found({ output: 'raw', filters: { user: ADA } })).toHaveLength(4);
		expect(await ids({ filters: { user: ADA }, limit: 2 })).toHaveLength(2);
		const onlyBulk = { user: ADA, actions: 'bulk_session_reset_by_admin' };
		expect(await found({ filters: onlyBulk })).toHaveLength(2);
		expect(await found({ filters: { user: ADA, actions: 'user_login' } })).toHaveLength(1);
		expect(await found({ filters: { user: ADA, doneBy: ADA } })).toHaveLength(1);
	});

	test('of a time: both ends are included, and one to come is now', async () => {
		for (const seconds of [40, 30, 20, 10]) at(seconds, String(seconds));
		const iso = (seconds: number) => new Date(ago(seconds) * 1000).toISOString();
		expect(await ids({ filters: { from: iso(30), to: iso(20) } })).toEqual(['20', '30']);
		expect(await ids({ filters: { from: ago(30) } })).toEqual(['10', '20', '30']);
		expect(await ids({ filters: { to: iso(-3_600) } })).toHaveLength(4);
	});

	test('a time without a zone is in that of the workflow', async () => {
		await found({ filters: { from: '2026-01-31T09:00:00' } });
		await found({ filters: { from: '2026-01-31T09:00:00+01:00' } });
		const [own, given] = queries().map(({ oldest }) => Number(oldest));
		// n8n's default for a workflow that does not say its own.
		expect(own).toBe(Date.parse('2026-01-31T09:00:00-05:00') / 1000);
		expect(given).toBe(Date.parse('2026-01-31T09:00:00+01:00') / 1000);
	});

	test.each<[string, IDataObject, string]>([
		['no action', { actions: '' }, "'Actions' is empty"],
		['a broken action', { actions: 'user login' }, "'Actions' is not the name of an action"],
		['a blank part', { actions: '={{ "" }},anomaly' }, "A part of the list in 'Actions' is empty"],
		[
			'31 actions',
			{ actions: Array.from({ length: 31 }, (_, index) => `a${index}`).join() },
			"'Actions' has 31 names",
		],
		['no user', { user: '' }, "'User' is empty"],
		['an address', { user: 'ada@example.com' }, "'User' is not the ID of a user"],
		['two users', { doneBy: 'U0000000001,U0000000002' }, "'Done By' is not the ID"],
		['no time', { from: '' }, "'From' is not a time"],
		['a time in words', { to: 'soon' }, "'To' is not a time"],
		['an end before the beginning', { from: 20, to: 10 }, "'From' is later than 'To'"],
	])('%s is refused, and nothing is sent', async (_, filters, message) => {
		const { error } = await getMany({ filters });
		expect(error?.message).toContain(message);
		expect(slack.emulator.requests).toEqual([]);
	});

	test.each(['user_flew', 'user_login, message_deleted'])(
		'an action that Slack does not know is never left out without a word: %s',
		async (actions) => {
			at(1, 'a');
			const { error, outputs } = await getMany({ filters: { actions } });
			expect([outputs, error?.message]).toEqual([
				[],
				expect.stringMatching(/Slack (knows no action of this name|does not know this action)/),
			]);
		},
	);
});

describe('pages', () => {
	test('all of them, with the filters in each request, through empty ones and those of one second', async () => {
		Object.assign(slack.organisation.auditLog.manners, { emptyPages: 1 });
		at(9_000, 'before', 'user_logout');
		for (let number = 0; number < 2_500; number++) at(2_600 - number, String(number));
		for (const id of ['x', 'y', 'z']) at(50, id);
		const expected = ['z', 'y', 'x', ...Array.from({ length: 2_500 }, (_, n) => String(2_499 - n))];
		const filters = { from: ago(2_600), actions: 'user_login' };
		expect(await ids({ returnAll: true, filters })).toEqual(expected);
		expect(queries().length).toBeGreaterThan(4);
		for (const query of queries())
			expect(query).toMatchObject({
				action: 'user_login',
				oldest: String(filters.from),
				limit: '1000',
			});
	});

	test('a limit ends it, and says so', async () => {
		for (const seconds of [3, 2, 1]) at(seconds, String(seconds));
		const { outputs, hints } = await getMany({ limit: 2 });
		expect(rows(outputs[0]).map(({ event_id }) => event_id)).toEqual(['1', '2']);
		expect(hints).toMatchObject([{ message: expect.stringContaining('limit of 2') }]);
		expect(queries()).toEqual([{ limit: '3' }]);
	});

	test.each(['absent', 'noMetadata'] as const)('the last one ends %s', async (lastPage) => {
		slack.organisation.auditLog.manners.lastPage = lastPage;
		at(1, 'a');
		expect(await ids({ returnAll: true })).toEqual(['a']);
	});

	test('a place that Slack has lost: an error, and never a shorter list', async () => {
		for (let number = 0; number < 1_100; number++) at(number, String(number));
		slack.emulator.faultFor = () => {
			if (slack.emulator.calls(LOGS).length === 2) slack.organisation.auditLog.forgetCursors();
			return undefined;
		};
		const { error, outputs } = await getMany({ returnAll: true });
		expect([outputs, error]).toMatchObject([[], { context: { code: 'invalid_cursor' } }]);
	});

	test('nothing fits: a hint; a tool says so to the model', async () => {
		const { outputs, hints } = await getMany();
		expect(outputs[0]).toEqual([]);
		expect(hints).toMatchObject([{ message: 'No event of the audit log fits.' }]);
	});
});

describe('what Slack refuses', () => {
	const cases: Array<[string, () => unknown, string, RegExp]> = [
		[
			'an Org Admin',
			() => {
				slack.organisation.addPerson({ id: 'U0ORGADMIN1', is_admin: true });
				token.user_id = 'U0ORGADMIN1';
			},
			'user_not_authorized',
			/not an Org Owner/,
		],
		['no scope', () => (token.scopes = []), 'missing_scope', /lacks the scope auditlogs:read/],
		[
			'a workspace install',
			() => (token.isEnterpriseInstall = false),
			'team_not_authorized',
			/on a single workspace/,
		],
		['a revoked token', () => (token.state = 'revoked'), 'invalid_authentication', /not accept/],
		[
			'a revoked token, as the Web API says it',
			() => {
				slack.organisation.auditLog.manners.refusals = 'http200';
				token.state = 'revoked';
			},
			'token_revoked',
			/has been revoked/,
		],
		[
			'an address that is not allowed',
			() => (slack.organisation.auditLog.manners.refusesAll = 'accesslimited'),
			'accesslimited',
			/limits where this token/,
		],
		[
			'a plan without it',
			() => (slack.organisation.auditLog.manners.refusesAll = 'feature_not_enabled'),
			'feature_not_enabled',
			/audit log is not part of this Slack plan/,
		],
	];
	test.each(cases)('%s', async (_, change, code, message) => {
		change();
		const { error } = await getMany();
		expect(error?.message).toMatch(/^Slack's audit log could not be read/);
		expect(error?.message).toMatch(message);
		expect(error).toMatchObject({ context: { code } });
		// n8n never tries to activate a workflow again whose message has this word in it.
		expect(`${error?.message} ${error?.description}`).not.toContain('Authorization');
		expect(slack.emulator.requests).toHaveLength(1);
	});

	test.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'under %s it is an item',
		async (onError) => {
			token.state = 'revoked';
			const { outputs } = await getMany({}, { onError });
			expect(rows(outputs.at(-1))).toMatchObject([
				{ item: 0, error: { code: 'invalid_authentication', outcome: 'failed' } },
			]);
		},
	);
});

test.each<keyof typeof faults>([
	'429, Retry-After: 1',
	'429 in html',
	'500 before Slack worked',
	'502 after Slack worked',
	'cut before Slack worked',
	'json cut short after Slack worked',
	'array after Slack worked',
	'html',
	'internal_error before Slack worked',
])('a stumble is passed over: %s', async (fault) => {
	at(1, 'a');
	let met = 0;
	slack.emulator.faultFor = () => (met++ === 0 ? faults[fault] : undefined);
	expect(await ids()).toEqual(['a']);
	expect(slack.emulator.requests).toHaveLength(2);
});

test.each<keyof typeof faults>(['redirect 302', 'redirect 307', 'echo of the token'])(
	'the token goes nowhere else and comes out nowhere: %s',
	async (fault) => {
		slack.emulator.faultFor = () => faults[fault];
		const { error } = await getMany();
		expect(error).toBeDefined();
		expect(JSON.stringify(error)).not.toContain(token.value);
		expect(new Set(slack.emulator.connects)).toEqual(new Set([`${hosts.audit}:443`]));
	},
);

test('neither credential does in the place of the other: the token of one is not sent to the host of the other', async () => {
	const { error } = await getMany({ authentication: 'oAuth2' });
	expect(error).toBeUndefined();
	slack.emulator.requests.length = 0;
	slack.emulator.connects.length = 0;
	byUser(slack.organisation, 'user_login', slack.organisation.addSession(ADA));
	await getMany();
	expect(slack.emulator.connects).toEqual([`${hosts.audit}:443`]);
	slack.emulator.connects.length = 0;
	await slack.run({
		parameters: { resource: 'session', operation: 'getMany' },
		items: [{}],
		typeVersion: 1.2,
	});
	expect(new Set(slack.emulator.connects)).toEqual(new Set([`${hosts.slack}:443`]));
});

test('as an AI agent finds nothing, it is told so', async () => {
	const { outputs } = await getMany({}, { asTool: true });
	expect(rows(outputs[0])).toMatchObject([{ found: 0 }]);
});
