import { SlackAuditLogsApi } from '../../../credentials/SlackAuditLogsApi.credentials';
import { answerOfAuditLog } from '../../emulator/auditLog/answer';
import { settled } from '../../emulator/method';
import {
	makeOrganisation,
	makeTokenValue,
	type Organisation,
	type Token,
	type TokenKind,
} from '../../emulator/organisation';
import { RateLimits } from '../../emulator/rateLimits';

const credential = new SlackAuditLogsApi();
const LOGS = 'https://api.slack.com/audit/v1/logs?limit=1';
const authenticate = async (accessToken: string, options: { url: string; baseURL?: string }) =>
	await credential.authenticate({ accessToken }, options);

test('the token goes to the audit log, in the Authorization header', async () => {
	const token = makeTokenValue('user');
	const { baseURL = '', url = '' } = credential.test.request;
	expect(await authenticate(` ${token}\n`, { baseURL, url })).toEqual({
		url: LOGS,
		headers: { Authorization: `Bearer ${token}` },
	});
});

test.each([
	'https://slack.com/api/auth.test',
	'https://slack-gov.com/audit/v1/logs',
	'https://api.slack-gov.com/audit/v1/logs',
	'http://api.slack.com/audit/v1/logs',
	'https://api.slack.com.elsewhere.example/audit/v1/logs',
	'https://api.slack.com@elsewhere.example/',
	'https://elsewhere.example/audit/v1/logs',
])('and to nobody else: %s', async (url) => {
	await expect(authenticate(makeTokenValue('user'), { url })).rejects.toThrow(
		'for https://api.slack.com alone',
	);
});

test.each<[TokenKind, string]>([
	['bot', 'This is a bot token. A bot cannot read the audit log. This needs'],
	['appLevel', 'This is an app-level token'],
	['refresh', 'This is a refresh token'],
])('a token of the kind %s is refused, and not repeated', async (kind, sentence) => {
	const token = makeTokenValue(kind);
	const refusal = await authenticate(token, { url: LOGS }).catch((error: Error) => error.message);
	expect(refusal).toContain(sentence);
	expect(refusal).toContain('the User OAuth Token of an Org Owner: it begins with xoxp-');
	expect(refusal).not.toContain(token);
});

test('no other node may use it', () => {
	expect({ ...credential }).toMatchObject({ restrictToSupportedNodes: true });
	const hidden = credential.properties.filter(({ type }) => type === 'hidden');
	expect(Object.fromEntries(hidden.map(({ name, default: value }) => [name, value]))).toEqual({
		allowedHttpRequestDomains: 'domains',
		allowedDomains: 'api.slack.com',
	});
});

describe('its test', () => {
	let organisation: Organisation;
	let token: Token;
	let limits: RateLimits | undefined;
	beforeEach(() => {
		limits = undefined;
		({ organisation } = makeOrganisation(1));
		organisation.addPerson({ id: 'U0ORGADMIN1', is_admin: true });
		token = organisation.addToken({ user_id: 'U0ADMIN0001', scopes: ['auditlogs:read'] });
	});

	/** As n8n reads the rules: the first that fits. https://docs.n8n.io/integrations/creating-nodes/build/reference/credentials-files/ */
	function verdict(body: unknown): string {
		const at = (key: string) =>
			key
				.split('.')
				.reduce<unknown>(
					(value, name) => (value as Record<string, unknown> | null | undefined)?.[name],
					body,
				);
		for (const { properties } of credential.test.rules ?? [])
			if ('key' in properties && at(properties.key) === properties.value) return properties.message;
		return 'good';
	}

	function ask(): unknown {
		const { body } = answerOfAuditLog(
			{ organisation, unsettled: settled, later: (job) => job(), ...(limits && { limits }) },
			{
				host: 'api.slack.com',
				method: 'GET',
				path: String(credential.test.request.url),
				headers: { authorization: `Bearer ${token.value}` },
				body: '',
				at: 0,
			},
		);
		return JSON.parse(body);
	}

	const changes: Array<[string, () => unknown, string]> = [
		['a good token', () => undefined, 'good'],
		['an empty log', () => (organisation.auditLog.manners.lastPage = 'noMetadata'), 'good'],
		['an Org Admin', () => (token.user_id = 'U0ORGADMIN1'), 'not an Org Owner'],
		['the wrong scope', () => (token.scopes = ['admin.users:read']), 'lacks the scope'],
		['a workspace install', () => (token.isEnterpriseInstall = false), 'of a single workspace'],
		['a revoked token', () => (token.state = 'revoked'), 'it may have been revoked'],
		[
			'an address that is not allowed',
			() => (organisation.auditLog.manners.refusesAll = 'accesslimited'),
			'limits from which addresses',
		],
		[
			'a plan without it',
			() => (organisation.auditLog.manners.refusesAll = 'feature_not_enabled'),
			'not part of this Slack plan',
		],
		[
			'a quota that is used up',
			() => {
				limits = new RateLimits(60_000, () => 0);
				for (let call = 0; call < 50; call++) ask();
			},
			'the token is not checked',
		],
	];
	test.each(changes)('tells %s', (_, change, expected) => {
		change();
		expect(verdict(ask())).toContain(expected);
	});

	test('tells more where Slack refuses in the words of the Web API', () => {
		organisation.auditLog.manners.refusals = 'http200';
		token.state = 'revoked';
		expect(verdict(ask())).toMatch(/^This token has been revoked/);
		token.state = 'expired';
		expect(verdict(ask())).toMatch(/^This token has expired/);
	});

	test('the status of HTTP hides no answer', () => {
		expect(credential.test.request).toMatchObject({
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		});
	});

	test.each([
		...[{}, '<html></html>', { data: '' }, { ok: true }, { entries: null }, { entries: 'x' }],
		...[{ entries: 1 }, { entries: {} }, { entries: false }],
	])('is not green on an answer that is not of Slack: %j', (body) => {
		expect(verdict(body)).toContain("not Slack's answer");
	});

	test('a code that nobody knows', () => {
		expect(verdict({ ok: false, error: 'odd' })).toMatch(/^Slack does not let this token read/);
	});
});
