import { makeTokenValue } from '../emulator/organisation';
import { reset, users, useSlack } from '../engine/slack';

const slack = useSlack();

test('a token that rotates is refused, and the message names the n8n that renews it', async () => {
	const { error } = await slack.run({
		parameters: { ...reset, authentication: 'oAuth2' },
		items: users(1),
		credential: {
			environment: 'slack',
			oauthTokenData: {
				ok: true,
				is_enterprise_install: true,
				authed_user: { access_token: makeTokenValue('rotated') },
			},
		} as never,
	});
	expect(error).toMatchObject({
		message: expect.stringContaining('which this n8n cannot renew'),
		description: expect.stringContaining('Update n8n to 2.40.1 or newer.'),
		context: { code: 'token_rotation' },
	});
	expect(slack.emulator.connects).toEqual([]);
});
