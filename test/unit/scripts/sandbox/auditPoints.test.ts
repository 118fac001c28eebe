import type { Forms } from '../../../emulator/auditLog/forms';
import { makeTokenValue } from '../../../emulator/organisation';
import {
	makeSandbox,
	READING,
	removeFolders,
	runSandbox,
	TESTER,
	typed,
	type Ran,
} from './inMemory';

afterEach(removeFolders);

const answerOf = ({ records }: Ran, point: string) =>
	(JSON.parse(records.get(`${point}.json`) ?? '{}') as { answer?: string }).answer;

/** A run with a second token, of an Org Owner's app that reads the log. */
async function run(forms: Partial<Forms> = {}, auditSeconds = 0) {
	const sandbox = makeSandbox(3, forms);
	const audit = sandbox.organisation.addToken({
		user_id: 'U0ADMIN0001',
		scopes: ['auditlogs:read'],
	});
	const answers = { ...typed(sandbox.token.value), 'reads the audit log': audit.value };
	const ran = await runSandbox(sandbox, { ...answers, Revoke: 'yes' }, { auditSeconds });
	return { ran, sandbox, audit };
}

test.each([
	['number', 'sameAsNumber', 'yes, as a number'],
	['text', 'sameAsText', 'yes, as a text'],
	['absent', 'absent', 'sign-ins have no `session_id`'],
	['null', 'absent', 'sign-ins have no `session_id`'],
] as const)('the session of a sign-in as %s: %s', async (sessionId, answer, sentence) => {
	const { ran } = await run({ sessionId });
	expect([ran.code, answerOf(ran, 'auditSession')]).toEqual([0, answer]);
	expect(ran.page).toContain(`| ${sentence} | 2026-11-26 |`);
});

test('sign-ins by other numbers than those that are listed', async () => {
	const sandbox = makeSandbox();
	const { organisation } = sandbox;
	const { value } = organisation.addToken({ user_id: 'U0ADMIN0001', scopes: ['auditlogs:read'] });
	organisation.end(TESTER, () => true);
	organisation.addSession(TESTER);
	const ran = await runSandbox(sandbox, {
		...typed(sandbox.token.value),
		'reads the audit log': value,
	});
	expect(answerOf(ran, 'auditSession')).toBe('different');
});

test.each([
	[0, 'soon', 'within a minute'],
	[90, 'late', 'within three minutes'],
	[600, 'later', 'not within three minutes'],
])('an entry that comes %s seconds late: %s', async (seconds, answer, sentence) => {
	const { ran } = await run({}, seconds);
	expect([ran.code, answerOf(ran, 'auditDelay')]).toEqual([0, answer]);
	expect(ran.page).toContain(`| ${sentence} | 2026-11-26 |`);
});

test('both tokens are revoked, and neither they nor the entries of others are in a record', async () => {
	const { ran, sandbox, audit } = await run();
	expect([audit.state, sandbox.token.state]).toEqual(['revoked', 'revoked']);
	const record = ran.records.get('auditSession.json') ?? '';
	expect(record).toContain('"action": "user_login"');
	for (const real of [audit.value, sandbox.token.value, TESTER, 'tester', 'Example Organisation'])
		expect(record).not.toContain(real);
});

test.each([
	['an Org Admin', { user_id: 'U0000000001', scopes: ['auditlogs:read'] }, 'user_not_authorized'],
	['an app without the scope', { user_id: 'U0ADMIN0001', scopes: [] }, 'missing_scope'],
])('a token of %s leaves the points of the log open, and the others not', async (_, of, code) => {
	const sandbox = makeSandbox();
	const { value } = sandbox.organisation.addToken(of);
	const ran = await runSandbox(sandbox, {
		...typed(sandbox.token.value),
		'reads the audit log': value,
	});
	expect([ran.code, answerOf(ran, 'bulkCode')]).toEqual([0, 'failed_for_some_users']);
	expect(ran.said).toContain(`auditSession: still open, since the audit log answered ${code}`);
	expect(answerOf(ran, 'auditDelay')).toBeUndefined();
});

test.each([
	['that Slack does not know', makeTokenValue('user'), 'for the audit log (invalid_auth)'],
	['of a bot', makeTokenValue('bot'), 'This is a bot token.'],
])('a token %s ends the command with nothing done', async (_, value, sentence) => {
	const sandbox = makeSandbox();
	const ran = await runSandbox(sandbox, {
		...typed(sandbox.token.value),
		'reads the audit log': value,
	});
	expect([ran.code, ran.page, ran.records.size]).toEqual([1, undefined, 0]);
	expect(ran.calls.filter((method) => !READING.test(method))).toEqual([]);
	expect(ran.said).toContain(sentence);
});

test('a token of another organisation ends it too', async () => {
	const sandbox = makeSandbox();
	const { value } = sandbox.organisation.addToken({ user_id: 'U0ADMIN0001' });
	const ran = await runSandbox(
		sandbox,
		{ ...typed(sandbox.token.value), 'reads the audit log': value },
		{
			instead: (method, calls) =>
				method === 'auth.test' && calls.length > 1
					? { status: 200, body: { ok: true, enterprise_id: 'E0OTHER0001' } }
					: undefined,
		},
	);
	expect([ran.code, ran.page]).toEqual([1, undefined]);
	expect(ran.said).toContain('The token for the audit log is of another organisation.');
});
