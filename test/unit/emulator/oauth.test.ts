import { app, OAuth } from '../../emulator/oauth';
import { makeOrganisation, type Organisation } from '../../emulator/organisation';
import { answer, type Recorded } from '../../emulator/slack';
import { settled } from '../../emulator/method';

interface Tokens {
	access_token: string;
	refresh_token: string;
	expires_in: number;
}

let organisation: Organisation;
let oauth: OAuth;

beforeEach(() => {
	({ organisation } = makeOrganisation(1));
	oauth = new OAuth();
	oauth.signIn = 'rotated';
});

const request = (path: string, more: Partial<Recorded>): Recorded => ({
	host: 'slack.com',
	method: 'POST',
	path,
	headers: {},
	body: '',
	at: 0,
	...more,
});

const access = (fields: Record<string, string>) => {
	const body = String(new URLSearchParams({ ...app, ...fields }));
	const reply = oauth.answer(organisation, request('/api/oauth.v2.access', { body }));
	expect(reply?.status).toBe(200);
	return JSON.parse(reply?.body ?? '') as Record<string, unknown>;
};

const refresh = ({ refresh_token }: Tokens) =>
	access({ grant_type: 'refresh_token', refresh_token }) as unknown as Tokens & { ok: boolean };

const signIn = () => oauth.signedIn(organisation).authed_user as Tokens;

/** What Slack says of a token. */
const stateOf = ({ access_token }: Tokens) => {
	const headers = { authorization: `Bearer ${access_token}` };
	const world = { organisation, unsettled: settled, later: (job: () => void) => job() };
	const { status, body } = answer(world, request('/api/auth.test', { headers }));
	expect(status).toBe(200);
	const { ok, error } = JSON.parse(body) as { ok: boolean; error?: string };
	return error ?? ok;
};

test('the sign-in gives the pair below authed_user, a refresh gives the next one at the top', () => {
	const first = oauth.signedIn(organisation);
	expect(first).not.toHaveProperty('access_token');
	expect(first.authed_user).toMatchObject({
		access_token: expect.stringMatching(/^xoxe\.xoxp-1-/),
		refresh_token: expect.stringMatching(/^xoxe-1-/),
		expires_in: 43_200,
	});
	const next = refresh(first.authed_user as Tokens);
	expect(next).toMatchObject({
		ok: true,
		token_type: 'user',
		access_token: expect.stringMatching(/^xoxe\.xoxp-1-/),
		refresh_token: expect.stringMatching(/^xoxe-1-/),
		expires_in: 43_200,
	});
	expect(next).not.toHaveProperty('authed_user');
	expect(oauth.rotation.refreshes).toBe(1);
});

test('without rotation there is no refresh token', () => {
	oauth.signIn = 'organisation';
	expect(oauth.signedIn(organisation).authed_user).toEqual({
		id: 'U0ADMIN0001',
		scope: expect.any(String),
		token_type: 'user',
		access_token: expect.stringMatching(/^xoxp-/),
	});
});

test('two access tokens are good at a time, and the third that is given ends the first', () => {
	const first = signIn();
	const second = refresh(first);
	expect([first, second].map(stateOf)).toEqual([true, true]);
	const third = refresh(second);
	expect([first, second, third].map(stateOf)).toEqual(['token_revoked', true, true]);
});

test('a token whose time is up is told at HTTP 200', () => {
	const first = signIn();
	oauth.rotation.end();
	expect(stateOf(first)).toBe('token_expired');
	expect(stateOf(refresh(first))).toBe(true);
});

test('a refresh token that is used within the grace gives another pair, and the one before dies', () => {
	const first = signIn();
	const [one, other] = [refresh(first), refresh(first)];
	expect([one, other].map(stateOf)).toEqual(['token_revoked', true]);
	expect(refresh(one)).toEqual({ ok: false, error: 'invalid_refresh_token' });
	expect(refresh(other)).toMatchObject({ ok: true });
});

test('after the grace it is spent', () => {
	oauth.rotation.grace = 0;
	const first = signIn();
	expect(refresh(first)).toMatchObject({ ok: true });
	expect(refresh(first)).toEqual({ ok: false, error: 'invalid_refresh_token' });
	expect(oauth.rotation.refreshes).toBe(1);
});

test('a new sign-in and a revoked app end what was given before', () => {
	const first = signIn();
	const second = signIn();
	expect([first, second].map(stateOf)).toEqual(['token_revoked', true]);
	expect(refresh(first)).toEqual({ ok: false, error: 'invalid_refresh_token' });
	oauth.rotation.revoke();
	expect(stateOf(second)).toBe('token_revoked');
	expect(refresh(second)).toEqual({ ok: false, error: 'invalid_refresh_token' });
});

test.each([
	['another secret', { client_secret: 'other' }, 'bad_client_secret'],
	['no refresh token', { refresh_token: '' }, 'invalid_refresh_token'],
])('%s is refused at HTTP 200, and nothing is used up', (_, fields, error) => {
	const first = signIn();
	expect(
		access({ grant_type: 'refresh_token', refresh_token: first.refresh_token, ...fields }),
	).toEqual({
		ok: false,
		error,
	});
	expect(refresh(first)).toMatchObject({ ok: true });
});
