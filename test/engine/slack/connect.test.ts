import { makeTokenValue } from '../../emulator/organisation';
import { bearer } from '../../emulator/slack';
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
		'token rotation',
		{
			ok: true,
			is_enterprise_install: true,
			authed_user: { access_token: makeTokenValue('rotated') },
		},
		'token_rotation',
		'rotates its tokens',
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
