import {
	bringIntoLine,
	refusalIn,
	type Connected,
} from '../../../nodes/SlackAdminSessions/slack/rotation';
import { makeTokenValue } from '../../emulator/organisation';

const pair = () => ({
	access_token: makeTokenValue('rotated'),
	refresh_token: makeTokenValue('refresh'),
});
const bot = { access_token: makeTokenValue('bot'), refresh_token: makeTokenValue('refresh') };
const [first, second, third] = [pair(), pair(), pair()] as const;

const signIn = (of: object) => ({ ok: true, authed_user: { id: 'U0ADMIN0001', ...of } });

/** As n8n does it: the answer over what was there. n8n reckons the end of a token from what stands at the top. */
const afterAnswer = (before: Connected, answer: object): Connected => {
	const merged: Connected = { ...before, ...answer };
	return merged.expires_in === undefined ? merged : { ...merged, n8n_expires_at: 'in 12 hours' };
};

/** As n8n does it after a renewal: what stands in memory, and Slack's answer over it. */
const refresh = (stored: Connected, answer: object) =>
	bringIntoLine(afterAnswer(bringIntoLine(stored), { ok: true, expires_in: 43_200, ...answer }));

const used = ({ access_token, refresh_token, authed_user, n8n_expires_at }: Connected) => ({
	access_token: authed_user?.access_token,
	refresh_token,
	isInLine: access_token === authed_user?.access_token,
	n8n_expires_at,
});
const expected = (of: object, n8n_expires_at?: string) => ({
	...of,
	isInLine: true,
	n8n_expires_at,
});

test('signed in, refreshed, refreshed: the newest pair is used', () => {
	const connected = signIn(first);
	expect(used(bringIntoLine(connected))).toEqual(expected(first));
	const once = refresh(connected, second);
	expect(used(once)).toEqual(expected(second, 'in 12 hours'));
	expect(used(refresh(once, third))).toEqual(expected(third, 'in 12 hours'));
});

test('signed in again after a refresh: the pair below, whose end n8n does not know', () => {
	const stored = refresh(signIn(first), second);
	const again = afterAnswer(stored, signIn(third));
	expect(again.access_token).toBe(second.access_token);
	expect(used(bringIntoLine(again))).toEqual(expected(third));
	expect(used(refresh(again, first))).toEqual(expected(first, 'in 12 hours'));
});

test('signed in again with an app that does not rotate: nothing is left of the old pair', () => {
	const stored = refresh(signIn(first), second);
	const access_token = makeTokenValue('user');
	const line = bringIntoLine(afterAnswer(stored, signIn({ access_token })));
	expect(used(line)).toEqual({ ...expected({ access_token }), refresh_token: undefined });
	expect(JSON.stringify(line)).not.toContain(second.refresh_token);
});

test('what was brought into line stays as it is', () => {
	const stored = refresh(signIn(first), second);
	expect(bringIntoLine(stored)).toEqual(stored);
});

test('an answer to a refresh that names the user without a token does not hide the token', () => {
	const stored = refresh(signIn(first), { ...second, authed_user: { id: 'U0ADMIN0001' } });
	expect(used(stored)).toEqual(expected(second, 'in 12 hours'));
});

test('an answer to a refresh that has the pair in both places keeps its end', () => {
	const stored = refresh(signIn(first), { ...second, ...signIn(second) });
	expect(used(stored)).toEqual(expected(second, 'in 12 hours'));
});

test("a bot's token at the top is never the user's", () => {
	expect(used(bringIntoLine({ ...signIn(first), ...bot }))).toEqual(expected(first));
	const stored = refresh(signIn(first), second);
	const withoutUser = afterAnswer(stored, { ok: true, ...bot, authed_user: { id: 'U1' } });
	expect(bringIntoLine(withoutUser).authed_user).toEqual({ id: 'U1' });
	const old = afterAnswer(stored, { ok: true, authed_user: { id: 'U1' } });
	expect(bringIntoLine(old).authed_user).toEqual({ id: 'U1' });
});

test.each([{}, { ok: false, error: 'bad_client_secret' }, { ok: true, authed_user: {} }])(
	'without a token there is nothing to bring into line: %j',
	(connected) => expect(bringIntoLine(connected)).toBe(connected),
);

describe("Slack's last answer is no token", () => {
	const before = bringIntoLine(signIn(first));

	test.each([
		[{ ok: false, error: 'invalid_refresh_token' }, 'invalid_refresh_token'],
		[{ ok: false }, 'unknown_error'],
		[{ ok: true, expires_in: 43_200 }, 'no_token'],
		[{ ok: true, expires_in: 43_200, access_token: makeTokenValue('bot') }, 'no_token'],
	])('case %#: its code is told', (answer, code) =>
		expect(refusalIn(afterAnswer(before, answer))).toBe(code),
	);

	test.each<[string, Connected]>([
		['a sign-in', signIn(first)],
		['before a call', before],
		['a refresh', afterAnswer(before, { ok: true, expires_in: 43_200, ...second })],
		['a refresh after an answer with an `error`', { ...before, ok: true, error: 'old', ...second }],
		['a sign-in that gave a bot too', { ...signIn(first), ...bot, expires_in: 43_200 }],
		['after a refresh', refresh(signIn(first), second)],
		['a sign-in after a refresh', afterAnswer(refresh(signIn(first), second), signIn(third))],
	])('but %s is', (_, connected) => expect(refusalIn(connected)).toBeUndefined());
});
