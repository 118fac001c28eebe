import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { byId, reset, rows, users, useSlack } from '../slack';

const slack = useSlack();

const GO_ON =
	"To go on with the others in spite of it: the node's Settings → On Error → Continue \\(using error output\\)\\.";

/** Done, unknown to Slack, done, a bot. */
const items = () => [
	...users(1),
	{ user_id: 'U9999999999' },
	{ user_id: 'U0000000002' },
	{ user_id: 'U0BOT000001' },
];

const done = (item: number, user_id: string) => ({
	item,
	ok: true,
	outcome: 'reset',
	user_id,
	devices: 'all',
	requested_at: expect.any(String),
	acted_as: 'U0ADMIN0001',
});

const notDone = (item: number, user_id: string, code: string, reason: string) => ({
	item,
	error: {
		message: `The sessions of user ${user_id} were not reset: ${reason}`,
		description: expect.any(String),
		code,
		outcome: 'failed',
		user_id,
	},
});

test('Continue: one item out for each item in, in order', async () => {
	const { outputs } = await slack.run({
		parameters: reset,
		items: items(),
		onError: 'continueRegularOutput',
	});
	expect(outputs.map((output) => rows(output))).toEqual([
		[
			done(0, 'U0000000001'),
			notDone(1, 'U9999999999', 'user_not_found', 'Slack knows no such user in this organisation'),
			done(2, 'U0000000002'),
			notDone(3, 'U0BOT000001', 'cannot_reset_bot', 'this is a bot'),
		],
	]);
});

test('Continue (using error output): each at its output, with every field, and n8n adds the source item', async () => {
	const { outputs } = await slack.run({
		parameters: reset,
		items: items(),
		onError: 'continueErrorOutput',
	});
	expect(rows(outputs[0])).toEqual([done(0, 'U0000000001'), done(2, 'U0000000002')]);
	expect(rows(outputs[1])).toEqual([
		{
			...notDone(
				1,
				'U9999999999',
				'user_not_found',
				'Slack knows no such user in this organisation',
			),
			user_id: 'U9999999999',
		},
		{ ...notDone(3, 'U0BOT000001', 'cannot_reset_bot', 'this is a bot'), user_id: 'U0BOT000001' },
	]);
});

test('Stop: calls in flight are let finish, nothing new is sent, and the error says how far it came', async () => {
	const { outputs, error } = await slack.run({
		parameters: reset,
		items: [...users(20).slice(0, 3), { user_id: 'U9999999999' }, ...users(20).slice(3)],
	});
	expect(outputs).toEqual([]);
	const sent = slack.emulator.calls('admin.users.session.reset').length;
	expect(sent).toBeLessThan(20);
	expect(error).toMatchObject({
		name: 'NodeApiError',
		message:
			'The sessions of user U9999999999 were not reset: Slack knows no such user in this organisation [item 3]',
		description: expect.stringMatching(
			new RegExp(`Done: U0000000001, .*\\. Not tried: ${21 - sent}\\. ${GO_ON}$`),
		),
		context: { itemIndex: 3, code: 'user_not_found', outcome: 'failed' },
	});
});

describe('the way to go on in spite of a bad item', () => {
	const BAD = { user_id: 'U9999999999' };
	const descriptionOf = async (items: IDataObject[], parameters: INodeParameters = reset) =>
		(await slack.run({ parameters, items })).error?.description;

	test.each<[string, IDataObject[], INodeParameters]>([
		['one that Slack refuses', [...users(2), BAD], reset],
		['one that cannot be read', [...users(2), { user_id: '' }], reset],
		['one that a guard keeps back', [...users(2), { user_id: 'U0ADMIN0001' }], reset],
		[
			'one of the users of an item',
			[{}],
			{ resource: 'session', operation: 'resetBulk', users: 'U0000000001, U9999999999' },
		],
	])('%s: it is named', async (_, items, parameters) => {
		expect(await descriptionOf(items, parameters)).toMatch(new RegExp(`${GO_ON}$`));
	});

	test('there is no other, or all were refused together: it is not', async () => {
		const descriptions = [
			await descriptionOf([BAD]),
			await descriptionOf(users(2), { ...reset, maxUsers: 1 }),
			await descriptionOf(users(2), { ...reset, maxUsers: '={{ $itemIndex === 1 ? "x" : 5 }}' }),
		];
		slack.token.state = 'revoked';
		descriptions.push(await descriptionOf(users(2)));
		for (const description of descriptions) {
			expect(description).toMatch(/\S/);
			expect(description).not.toContain('On Error');
		}
	});
});

test('a list of those who were done stays readable', async () => {
	await slack.renew(60);
	const { error } = await slack.run({
		parameters: { ...reset, maxUsers: 100 },
		items: [...users(40), { user_id: 'U9999999999' }],
	});
	expect(error?.description).toMatch(/Done: U0000000001, .*U0000000020 and \d\d more\./);
});

test('Retry On Fail runs the whole node again: safe, and said in a hint', async () => {
	const { outputs, hints } = await slack.run({
		parameters: reset,
		items: [{ user_id: 'U9999999999' }, ...users(1)],
		onError: 'continueRegularOutput',
		retryOnFail: true,
	});
	expect(rows(outputs[0])).toMatchObject([
		{ item: 0, error: { code: 'user_not_found' } },
		{ item: 1, ok: true },
	]);
	expect(slack.emulator.calls('admin.users.session.reset')).toHaveLength(4);
	expect(hints.map(({ message }) => message)).toContainEqual(
		expect.stringContaining("'Retry On Fail' runs this whole node again"),
	);
});

test('Retry On Fail is no warning where nobody can be signed out again', async () => {
	for (const parameters of [
		{ resource: 'session', operation: 'getMany', returnAll: true },
		{ resource: 'sessionSetting', operation: 'clear', users: '={{ $json.user_id }}' },
		// It ends the session that it names, and none that was opened since.
		{
			resource: 'session',
			operation: 'invalidate',
			sessionId: slack.organisation.sessionsOf('U0000000001')[0]?.session_id ?? 0,
			user: byId('U0000000001'),
		},
	]) {
		const { error, hints } = await slack.run({ parameters, items: users(1), retryOnFail: true });
		expect(error).toBeUndefined();
		expect(JSON.stringify(hints)).not.toContain('Retry On Fail');
	}
});

test('what concerns the whole run fails every item, and n8n does not hand on the input as if it were done', async () => {
	slack.token.state = 'revoked';
	const { outputs } = await slack.run({
		parameters: reset,
		items: users(2),
		onError: 'continueErrorOutput',
	});
	expect(rows(outputs[0])).toEqual([]);
	expect(rows(outputs[1])).toMatchObject([
		{
			item: 0,
			user_id: 'U0000000001',
			error: { code: 'token_revoked', outcome: 'failed', user_id: 'U0000000001' },
		},
		{
			item: 1,
			user_id: 'U0000000002',
			error: { code: 'token_revoked', outcome: 'failed', user_id: 'U0000000002' },
		},
	]);
	expect(slack.emulator.calls('admin.users.session.reset')).toEqual([]);
});

test('a scope that is missing is named', async () => {
	slack.token.scopes = ['admin.users:read'];
	const { error } = await slack.run({ parameters: reset, items: users(1) });
	expect(error?.message).toBe(
		'The sessions of user U0000000001 were not reset: the token lacks the scope admin.users:write',
	);
	expect(error?.description).toContain('The token now has: admin.users:read.');
});

describe('the number of the item in the message that ends a run', () => {
	const bulk = { resource: 'session', operation: 'resetBulk', users: '={{ $json.users }}' };
	const message =
		'The sessions of user U9999999999 were not put in line for a reset: Slack knows no such user in this organisation';
	const endOf = async (...lists: string[]) =>
		(await slack.run({ parameters: bulk, items: lists.map((users) => ({ users })) })).error;

	test('one item with a list of users: there is none, and n8n learns it all the same', async () => {
		expect(await endOf('U0000000001, U0000000002, U9999999999')).toMatchObject({
			message,
			context: { itemIndex: 0 },
		});
	});

	test('several: it is that of the item', async () => {
		expect(await endOf('U0000000001, U0000000002', 'U9999999999')).toMatchObject({
			message: `${message} [item 1]`,
			context: { itemIndex: 1 },
		});
	});
});
