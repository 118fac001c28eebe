import type { IDataObject } from 'n8n-workflow';

import { reset, rows, users, useSlack } from '../slack';

const slack = useSlack();

/** Resets two users under Continue, with these guards in the credential. */
async function resetTwo(guards: IDataObject, more: IDataObject = {}) {
	const { outputs } = await slack.run({
		parameters: { ...reset, ...more } as never,
		items: users(2),
		onError: 'continueRegularOutput',
		credential: { accessToken: slack.token.value, environment: 'slack', ...(guards as object) },
	});
	return rows(outputs[0]).map(({ error }) => (error ?? {}) as { code?: string; message?: string });
}

const codes = async (...given: Parameters<typeof resetTwo>) =>
	(await resetTwo(...given)).map(({ code }) => code);

const resets = () => slack.emulator.calls('admin.users.session.reset');

test('a user whom the credential protects is kept back, though the node has no guard', async () => {
	expect(await codes({ protectedUsers: 'U0000000002' })).toEqual([undefined, 'protected_user']);
	expect(resets()).toHaveLength(1);
});

test("options that are one expression drop the node's guards, and not the credential's", async () => {
	const options = '={{ $json.nothing }}';
	expect(await codes({ protectedUsers: 'U0000000002' }, { options })).toEqual([
		undefined,
		'protected_user',
	]);
});

test('the lists of the credential and of the node are joined', async () => {
	const options = { protectedUsers: 'U0000000001' };
	expect(await codes({ protectedUsers: 'U0000000002' }, { options })).toEqual([
		'protected_user',
		'protected_user',
	]);
	expect(resets()).toEqual([]);
});

test.each([
	['1', 50, "'Maximum Users' of the credential is 1", 'whoever owns the credential'],
	['50', 1, "'Maximum Users' is 1", "raise 'Maximum Users'"],
])(
	'of the maxima %s and %d the smaller counts, and the message says whose it is',
	async (ofCredential, maxUsers, sentence, next) => {
		const [first] = await resetTwo({ maxUsers: ofCredential }, { maxUsers });
		expect(first).toMatchObject({
			code: 'too_many_users',
			message: expect.stringContaining(sentence),
			description: expect.stringContaining(next),
		});
		expect(resets()).toEqual([]);
	},
);

test('a list in lines has blank ones between them', async () => {
	expect(await codes({ protectedUsers: 'U0000000002\n\nU0000000003\n' })).toEqual([
		undefined,
		'protected_user',
	]);
});

test('with the OAuth2 credential the same guards hold', async () => {
	const run = async (guards: IDataObject) => {
		const { outputs } = await slack.run({
			parameters: { ...reset, authentication: 'oAuth2' },
			items: users(2),
			onError: 'continueRegularOutput',
			credential: {
				environment: 'slack',
				// What n8n's credential has beside: an older n8n reads it before each call.
				grantType: 'authorizationCode',
				clientId: '1.2',
				clientSecret: 'none',
				accessTokenUrl: 'https://slack.com/api/oauth.v2.access',
				scope: '',
				oauthTokenData: {
					ok: true,
					is_enterprise_install: true,
					authed_user: { access_token: slack.token.value },
				},
				...guards,
			} as never,
		});
		return rows(outputs[0]).map(({ error, outcome }) => (error as IDataObject)?.code ?? outcome);
	};
	expect(await run({ protectedUsers: 'U0000000002' })).toEqual(['reset', 'protected_user']);
	expect(resets()).toHaveLength(1);
	expect(await run({ maxUsers: '1' })).toEqual(['too_many_users', 'too_many_users']);
	expect(resets()).toHaveLength(1);
});

test.each([{}, { protectedUsers: '', maxUsers: '' }, { protectedUsers: ' ', maxUsers: null }])(
	'an empty field says nothing: %j',
	async (guards) => {
		expect(await codes(guards)).toEqual([undefined, undefined]);
	},
);

test.each([
	[{ protectedUsers: 'ceo' }, 'protected_users_unchecked'],
	[{ protectedUsers: 'U0000000099' }, 'protected_users_unchecked'],
	[{ protectedUsers: 'U0000000002, ' }, 'invalid_parameter'],
	[{ protectedUsers: '={{ $json.nothing }}, U0000000002' }, 'invalid_parameter'],
	[{ maxUsers: 'many' }, 'invalid_parameter'],
	[{ maxUsers: '0' }, 'invalid_parameter'],
])('what cannot be read or names nobody holds everything back: %j', async (guards, code) => {
	expect(await codes(guards)).toEqual([code, code]);
	expect(resets()).toEqual([]);
});
