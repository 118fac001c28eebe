import type { Trouble } from '../../../nodes/SlackAdminSessions/slack/trouble';
import { delayBefore } from '../../../nodes/SlackAdminSessions/slack/policy';

const after = (trouble: Trouble, tries = 1, random = 1, slackIsDown = false) =>
	delayBefore(trouble, { tries, slackIsDown }, random);

test.each([
	['30', 30_000],
	['1', 1_000],
	['0.5', 1_000],
	['0', 1_000],
	['-5', 30_000],
	['soon', 30_000],
	[undefined, 30_000],
	['', 30_000],
	['31536000', 300_000],
	['9'.repeat(400), 300_000],
	['Tue, 24 Nov 2026 03:00:45 GMT', 45_000],
	['Tue, 24 Nov 2026 02:00:00 GMT', 1_000],
	['Tue, 24 Nov 2099 03:00:00 GMT', 300_000],
])('Retry-After: %s is %d ms', (retryAfter, delay) => {
	expect(
		after(
			{
				kind: 'rateLimited',
				status: 429,
				date: 'Tue, 24 Nov 2026 03:00:00 GMT',
				...(retryAfter !== undefined && { retryAfter }),
			},
			99,
		),
	).toBe(delay);
});

test('a Retry-After given as a date, in an answer without a date of its own, makes no sense', () => {
	const retryAfter = new Date(Date.now() + 60_000).toUTCString();
	expect(after({ kind: 'rateLimited', status: 429, retryAfter })).toBe(30_000);
});

test('the back-off doubles, with half of it left to chance, and ends after the fourth try', () => {
	const trouble: Trouble = { kind: 'status', status: 503 };
	expect([1, 2, 3, 4].map((tries) => after(trouble, tries, 1))).toEqual([
		1_000,
		2_000,
		4_000,
		undefined,
	]);
	expect([1, 2, 3].map((tries) => after(trouble, tries, 0))).toEqual([500, 1_000, 2_000]);
});

test('while Slack is down nothing is tried again, but for a pause that Slack wants', () => {
	expect(after({ kind: 'status', status: 503 }, 1, 1, true)).toBeUndefined();
	expect(after({ kind: 'rateLimited', status: 429, retryAfter: '7' }, 1, 1, true)).toBe(7_000);
});

test.each<[string, Trouble]>([
	['a code about the user', { kind: 'refused', status: 200, code: 'user_not_found' }],
	['a code that is on no list', { kind: 'refused', status: 200, code: 'brand_new' }],
	["a name of Object's own", { kind: 'refused', status: 200, code: 'constructor' }],
	['a redirect', { kind: 'status', status: 307 }],
	['being turned away', { kind: 'status', status: 403 }],
	[
		'a certificate of somebody else',
		{ kind: 'noAnswer', code: 'DEPTH_ZERO_SELF_SIGNED_CERT', sent: false, reason: '' },
	],
	['a refusal by the credential', { kind: 'noAnswer', code: 'not_sent', sent: false, reason: '' }],
])('%s is not tried again', (_, trouble) => {
	expect(after(trouble)).toBeUndefined();
});
