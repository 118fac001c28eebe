import { bearer, methodOf } from '../../emulator/slack';
import { reset, users, useSlack } from '../slack';

const slack = useSlack();

test.each([
	['all', 'user_id=U0000000001'],
	['mobile', 'user_id=U0000000001&mobile_only=true'],
	['web', 'user_id=U0000000001&web_only=true'],
])('Reset on %s sends, byte for byte, what the seed describes', async (devices, body) => {
	await slack.run({ parameters: { ...reset, devices }, items: users(1) });

	const [request, ...others] = slack.emulator.calls('admin.users.session.reset');
	expect(others).toEqual([]);
	expect(request).toMatchObject({
		host: 'slack.com',
		method: 'POST',
		path: '/api/admin.users.session.reset',
		body,
	});
	expect(request?.headers).toMatchObject({
		accept: 'application/json',
		authorization: `Bearer ${slack.token.value}`,
	});
	expect(request?.headers['content-type']).toMatch(
		/^application\/x-www-form-urlencoded(;\s*charset=utf-8)?$/,
	);
});

test('Devices ends only the sessions of that kind', async () => {
	slack.organisation.addSession('U0000000001', { client: 'web' });
	slack.organisation.addSession('U0000000001', { client: 'mobile' });
	await slack.run({ parameters: { ...reset, devices: 'mobile' }, items: users(1) });
	expect(new Set(slack.organisation.sessionsOf('U0000000001').map(({ client }) => client))).toEqual(
		new Set(['web']),
	);
});

test('a GovSlack credential calls slack-gov.com and nothing else', async () => {
	const token = slack.organisation.addToken({ user_id: 'U0ADMIN0001', environment: 'govSlack' });
	const { outputs } = await slack.run({
		parameters: reset,
		items: users(1),
		credential: { accessToken: token.value, environment: 'govSlack' },
	});

	expect(outputs[0]?.[0]?.json).toMatchObject({ ok: true, outcome: 'reset' });
	expect(new Set(slack.emulator.connects)).toEqual(new Set(['slack-gov.com:443']));
});

test('an environment that is on no list reaches no host', async () => {
	const { error } = await slack.run({
		parameters: reset,
		items: users(1),
		credential: { accessToken: slack.token.value, environment: 'https://elsewhere.example' },
	});
	expect(error?.message).toContain('neither Slack nor GovSlack');
	expect(slack.emulator.connects).toEqual([]);
});

test('the token is in the Authorization header and nowhere else in a request', async () => {
	await slack.run({ parameters: reset, items: users(2) });
	for (const request of slack.emulator.requests) {
		expect(bearer(request)).toBe(slack.token.value);
		const { authorization, ...headers } = request.headers;
		expect(authorization).toBeDefined();
		expect(JSON.stringify({ ...request, headers })).not.toContain(slack.token.value);
	}
});

test("auth.test is called once a run, and nothing waits for it where the token's own user may be acted on", async () => {
	await slack.run({ parameters: reset, items: users(5) });
	expect(slack.emulator.calls('auth.test')).toHaveLength(1);

	slack.emulator.requests.length = 0;
	await slack.run({ parameters: { ...reset, options: { includeOwnUser: true } }, items: users(5) });
	expect(slack.emulator.requests.map(methodOf)).toEqual([
		...Array<string>(5).fill('admin.users.session.reset'),
		// It says in the output as whom this was done.
		'auth.test',
	]);
});
