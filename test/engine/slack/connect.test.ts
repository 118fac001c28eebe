import { makeTokenValue } from '../../emulator/organisation';
import { bearer } from '../../emulator/slack';
import type { Setup } from '../engine';
import { reset, rows, users, useSlack } from '../slack';

const slack = useSlack();

const run = async (oauthTokenData: object) =>
	await slack.run({
		parameters: { ...reset, authentication: 'oAuth2' },
		items: users(1),
		credential: { environment: 'slack', scope: '', oauthTokenData } as never,
	});

test("the user's token below authed_user is used, in the header alone", async () => {
	const { outputs } = await run({
		ok: true,
		is_enterprise_install: true,
		token_type: 'user',
		authed_user: { access_token: slack.token.value, token_type: 'user' },
	});
	expect(rows(outputs[0])).toMatchObject([{ ok: true, outcome: 'reset' }]);
	for (const request of slack.emulator.requests) {
		expect(bearer(request)).toBe(slack.token.value);
		expect(`${request.path}${request.body}`).not.toContain(slack.token.value);
	}
});

test.each([
	[
		'Slack said no at the end of the sign-in',
		{ ok: false, error: 'bad_client_secret' },
		'not_connected',
		'bad_client_secret',
	],
	['never connected', {}, 'not_connected', 'did not give a user token'],
	[
		'a bot was installed',
		{ ok: true, access_token: 'x', authed_user: { id: 'U0ADMIN0001' } },
		'not_connected',
		'did not give a user token',
	],
	[
		'a single workspace',
		{
			ok: true,
			is_enterprise_install: false,
			authed_user: { access_token: makeTokenValue('user') },
		},
		'workspace_install',
		'on a single workspace',
	],
])('%s: said so, and nothing is sent', async (_, data, code, text) => {
	const { error } = await run(data);
	expect(error).toMatchObject({ context: { code } });
	expect(error?.message).toContain(text);
	expect(slack.emulator.connects).toEqual([]);
});

describe('a credential that n8n cannot give', () => {
	const ofNode = async (credential: Setup['credential']) => {
		const { error } = await slack.run({ parameters: reset, items: users(1), credential });
		expect(slack.emulator.connects).toEqual([]);
		return error;
	};

	test('an expression in it that cannot be worked out is told as that, with its own next step', async () => {
		process.env.N8N_BLOCK_ENV_ACCESS_IN_NODE = 'true';
		const error = await ofNode({
			accessToken: '={{ $env.SLACK_TOKEN }}',
			environment: 'slack',
		}).finally(() => delete process.env.N8N_BLOCK_ENV_ACCESS_IN_NODE);
		expect(error).toMatchObject({
			message: 'An expression in the credential cannot be worked out: access to env vars denied',
			description: expect.stringMatching(
				/^Nothing was sent\. Open the credential and correct its expressions, or give fixed values\..*N8N_BLOCK_ENV_ACCESS_IN_NODE/,
			),
			context: { code: 'invalid_credential' },
		});
	});

	test('one that n8n cannot decrypt is there: fill it in again', async () => {
		expect(await ofNode(new Error('Credentials could not be decrypted.'))).toMatchObject({
			message: 'The credential cannot be read: Credentials could not be decrypted.',
			description: expect.stringContaining('fill it in again'),
			context: { code: 'invalid_credential' },
		});
	});

	test('one that was deleted is missing', async () => {
		const deleted = 'Credential with ID "1" does not exist for type "slackAdminSessionsApi".';
		expect(await ofNode(new Error(deleted))).toMatchObject({
			message: `There is no credential to call Slack with: ${deleted}`,
			description: expect.stringContaining('Choose or make one'),
			context: { code: 'no_credential' },
		});
	});
});
