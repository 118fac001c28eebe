import { SlackAdminSessionsApi } from '../../../credentials/SlackAdminSessionsApi.credentials';
import { SlackAdminSessionsOAuth2Api } from '../../../credentials/SlackAdminSessionsOAuth2Api.credentials';
import { makeTokenValue, type TokenKind } from '../../emulator/organisation';

const credential = new SlackAdminSessionsApi();
const request = (url = 'https://slack.com/api/auth.test', baseURL?: string) => ({
	url,
	...(baseURL && { baseURL }),
	headers: { Accept: 'application/json' },
});
const authenticate = async (accessToken: unknown, options = request(), environment = 'slack') =>
	await credential.authenticate({ accessToken: accessToken as string, environment }, options);

test.each<TokenKind>(['user', 'rotated'])(
	'a token of the kind %s goes into the Authorization header, and nothing else changes',
	async (kind) => {
		const token = makeTokenValue(kind);
		const given = request();
		expect(await authenticate(` ${token}\n`, given)).toEqual({
			...given,
			headers: { ...given.headers, Authorization: `Bearer ${token}` },
		});
		expect(given.headers).not.toHaveProperty('Authorization');
	},
);

test.each<[TokenKind, string]>([
	['bot', 'This is a bot token'],
	['appLevel', 'This is an app-level token'],
	['refresh', 'This is a refresh token'],
])(
	'a token of the kind %s is refused with what to do, and not repeated',
	async (kind, sentence) => {
		const token = makeTokenValue(kind);
		const refusal = await authenticate(token).catch((error: Error) => error.message);
		expect(refusal).toContain(sentence);
		expect(refusal).toContain('begins with xoxp-');
		expect(refusal).not.toContain(token);
	},
);

test.each(['', '   ', undefined, null, 42, {}])('%j is refused as empty', async (token) => {
	await expect(authenticate(token)).rejects.toThrow('The token is empty');
});

test.each(['\n', ' ', 'é', '\r\nX-Other: 1'])(
	'a token with %j in it is refused: it would break the header',
	async (part) => {
		await expect(authenticate(`${makeTokenValue('user')}${part}x`)).rejects.toThrow(
			'has a space, a line end',
		);
	},
);

test.each([
	['https://elsewhere.example/api/auth.test', undefined],
	['http://slack.com/api/auth.test', undefined],
	['https://slack.com.elsewhere.example/api/auth.test', undefined],
	['https://slack.com@elsewhere.example/', undefined],
	['https://slack.com:8443/api/auth.test', undefined],
	['/api/auth.test', 'https://elsewhere.example'],
	['https://slack-gov.com/api/auth.test', undefined],
])('no request to %s (%s) gets the token of an organisation on slack.com', async (url, baseURL) => {
	await expect(authenticate(makeTokenValue('user'), request(url, baseURL))).rejects.toThrow(
		'for https://slack.com alone',
	);
});

test('what was checked is what is used: one address, written back as it was read', async () => {
	const given = { url: ' https://slack.com/api/auth.test', baseURL: 'http://evil.example' };
	const sent = await authenticate(makeTokenValue('user'), { ...request(), ...given });
	expect(sent.url).toBe('https://slack.com/api/auth.test');
	expect(sent).not.toHaveProperty('baseURL');

	const relative = await authenticate(
		makeTokenValue('user'),
		request('/api/auth.test', 'https://slack.com'),
	);
	expect(relative.url).toBe('https://slack.com/api/auth.test');
	expect(relative).not.toHaveProperty('baseURL');
});

test.each([
	{ uri: 'http://evil.example/x', baseURL: 'https://slack.com', url: '' },
	{ uri: 'http://evil.example/x' },
	{ uri: 'https://slack.com/api/auth.test' },
])('a second address beside the one that is checked is refused: %j', async (more) => {
	await expect(authenticate(makeTokenValue('user'), { ...request(), ...more })).rejects.toThrow(
		'for https://slack.com alone',
	);
});

test('a GovSlack token is for slack-gov.com alone', async () => {
	const token = makeTokenValue('user');
	expect(
		await authenticate(token, request('https://slack-gov.com/api/auth.test'), 'govSlack'),
	).toMatchObject({ headers: { Authorization: `Bearer ${token}` } });
	await expect(authenticate(token, request(), 'govSlack')).rejects.toThrow(
		'for https://slack-gov.com alone',
	);
	await expect(authenticate(token, request(), 'toString')).rejects.toThrow(
		'neither Slack nor GovSlack',
	);
});

test('no other node may use it', () => {
	expect({ ...credential }).toMatchObject({ restrictToSupportedNodes: true });
	const hidden = Object.fromEntries(
		credential.properties
			.filter(({ type }) => type === 'hidden')
			.map(({ name, default: value }) => [name, value]),
	);
	expect(hidden).toEqual({
		allowedHttpRequestDomains: 'domains',
		allowedDomains: 'slack.com,slack-gov.com',
	});
});

describe('OAuth2', () => {
	const oauth = new SlackAdminSessionsOAuth2Api();
	const value = (name: string) => oauth.properties.find((property) => property.name === name);

	test('asks for user scopes alone', () => {
		expect(value('authQueryParameters')?.default).toBe(
			'user_scope=admin.users:read,admin.users:write,users:read,users:read.email',
		);
		expect(value('scope')?.default).toBe('');
	});

	test.each(['ignoreSSLIssues', 'authUrl', 'accessTokenUrl', 'grantType', 'authentication'])(
		'%s is hidden',
		(name) => {
			expect(value(name)).toMatchObject({ type: 'hidden' });
		},
	);

	test.each([
		['slack', 'https://slack.com/api/oauth.v2.access', true],
		['govSlack', 'https://slack-gov.com/api/oauth.v2.access', true],
		['govSlack', 'https://slack.com/api/oauth.v2.access', false],
		['slack', 'https://slack.com.example/api/oauth.v2.access', false],
		['slack', undefined, false],
		['elsewhere', 'https://slack.com/api/oauth.v2.access', false],
	])('%s: what renews a token goes to %s: %s', async (environment, accessTokenUrl, goes) => {
		const pair = {
			access_token: makeTokenValue('rotated'),
			refresh_token: makeTokenValue('refresh'),
		};
		const credential = { environment, accessTokenUrl, oauthTokenData: { authed_user: pair } };
		const inLine = oauth.preAuthentication(credential as never);
		if (goes) await expect(inLine).resolves.toMatchObject({ oauthTokenData: pair });
		else await expect(inLine).rejects.toThrow('hidden fields were changed');
	});

	test('certificates are always checked, and no other node may use it', () => {
		expect(value('ignoreSSLIssues')?.default).toBe(false);
		expect({ ...oauth }).toMatchObject({ restrictToSupportedNodes: true });
	});
});
