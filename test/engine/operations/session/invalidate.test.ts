import type { IDataObject } from 'n8n-workflow';

import type { Fault } from '../../../emulator/emulator';
import { faults } from '../../../emulator/faults';
import { json, methodOf } from '../../../emulator/slack';
import { byId, rows, useSlack } from '../../slack';

const slack = useSlack();

/** As n8n saves it: what is left at its default is not in the workflow. */
const invalidate = { resource: 'session', operation: 'invalidate' };

test('ends a listed session with no mapping, and only that', async () => {
	const [first, second] = slack.organisation.sessionsOf('U0000000003');
	const { outputs } = await slack.run({ parameters: invalidate, items: [{ ...second }] });

	expect(rows(outputs[0])).toEqual([
		{
			item: 0,
			ok: true,
			outcome: 'invalidated',
			user_id: 'U0000000003',
			session_id: second?.session_id,
			requested_at: expect.any(String),
			acted_as: 'U0ADMIN0001',
		},
	]);
	expect(slack.organisation.sessionsOf('U0000000003')).toContain(first);
	expect(slack.organisation.sessionsOf('U0000000003')).not.toContain(second);
});

test('ends a session by its workspace, as the seed has it', async () => {
	const [session] = slack.organisation.sessionsOf('U0000000001');
	const { outputs } = await slack.run({
		parameters: { ...invalidate, sessionOwner: 'team', teamId: '={{ $json.team_id }}' },
		items: [{ ...session }],
	});

	expect(rows(outputs[0])).toMatchObject([
		{ outcome: 'invalidated', session_id: session?.session_id, team_id: 'T0000000001' },
	]);
	expect(slack.emulator.calls('admin.users.session.invalidate')[0]?.body).toBe(
		`session_id=${session?.session_id}&team_id=T0000000001`,
	);
	// Whose session it is cannot be known: there is nothing to compare the token's own user with. Only the output names that user.
	expect(slack.emulator.requests.map(methodOf)).toEqual([
		'admin.users.session.invalidate',
		'auth.test',
	]);
	expect(rows(outputs[0])).toMatchObject([{ acted_as: 'U0ADMIN0001' }]);
});

test('ends a session by its workspace: an option since version 1.2', async () => {
	const [session] = slack.organisation.sessionsOf('U0000000001');
	const { outputs } = await slack.run({
		parameters: { ...invalidate, options: { teamId: '={{ $json.team_id }}' } },
		items: [{ ...session }],
		typeVersion: 1.2,
	});
	expect(rows(outputs[0])).toMatchObject([
		{ outcome: 'invalidated', session_id: session?.session_id, team_id: 'T0000000001' },
	]);
	expect(slack.emulator.calls('admin.users.session.invalidate').map(({ body }) => body)).toEqual([
		`session_id=${session?.session_id}&team_id=T0000000001`,
	]);
});

test('the option without a workspace: refused, and not taken for the user', async () => {
	const [session] = slack.organisation.sessionsOf('U0000000001');
	const { error } = await slack.run({
		parameters: { ...invalidate, options: { teamId: '={{ $json.nothing }}' } },
		items: [{ ...session }],
		typeVersion: 1.2,
	});
	expect(error).toMatchObject({
		message: expect.stringContaining("'Legacy Workspace ID' is not the ID of a workspace"),
		description: expect.stringContaining('or remove the option.'),
	});
	expect(slack.emulator.requests).toEqual([]);
});

test.each([{}, { session_id: null }, { session_id: ' ' }])(
	'without Get Many in front (%j): the message says to put it there',
	async (item) => {
		const { error } = await slack.run({ parameters: invalidate, items: [item] });
		expect(error?.description).toMatch(
			/^Put a Get Many of this node in front: each of its items has 'session_id' and 'user_id'\./,
		);
		const typed = await slack.run({ parameters: invalidate, items: [{ session_id: 'Ev1' }] });
		expect(typed.error?.description).not.toContain('Get Many');
	},
);

test('an owner of a kind that there is not: nothing is sent', async () => {
	const [session] = slack.organisation.sessionsOf('U0000000001');
	const { error } = await slack.run({
		parameters: { ...invalidate, sessionOwner: '={{ "Workspace" }}', teamId: 'T0000000001' },
		items: [{ ...session }],
	});
	expect(error?.message).toContain(
		'The value of \'Session Owner\' is neither user nor team: "Workspace"',
	);
	expect(slack.emulator.requests).toEqual([]);
});

test('takes the workspace id of an organisation: ids are opaque', async () => {
	const session = slack.organisation.addSession('U0000000001', { team_id: slack.organisation.id });
	const { outputs } = await slack.run({
		parameters: { ...invalidate, sessionOwner: 'team', teamId: '={{ $json.team_id }}' },
		items: [{ ...session }],
	});
	expect(rows(outputs[0])).toMatchObject([{ outcome: 'invalidated', team_id: 'E011E2SBBFC' }]);
});

test('a session that Slack does not know is signed out already, with a note that its number may be wrong', async () => {
	const { outputs } = await slack.run({
		parameters: invalidate,
		items: [{ user_id: 'U0000000001', session_id: 42 }],
	});
	expect(rows(outputs[0])).toEqual([
		{
			item: 0,
			ok: true,
			outcome: 'already_signed_out',
			user_id: 'U0000000001',
			session_id: 42,
			requested_at: expect.any(String),
			acted_as: 'U0ADMIN0001',
			note: 'Slack knows no such session: it has ended already, or its number is not right. User U0000000001 still has 2 sessions.',
		},
	]);
});

describe('a session that Slack does not know, since version 1.2', () => {
	const LIST = 'admin.users.session.list';
	const NOTE = 'Slack knows no such session: it has ended already, or its number is not right.';
	const ONE = { user_id: 'U0000000001', session_id: 42 };
	const run = async (items: IDataObject[], setup: object = {}) =>
		await slack.run({ parameters: invalidate, items, typeVersion: 1.2, ...setup });
	const foundOf = async (items: IDataObject[], setup?: object) =>
		rows((await run(items, setup)).outputs[0]).map(({ outcome, ok, note }) => [outcome, ok, note]);

	test('it is not found, which is neither done nor failed; the panel says so', async () => {
		const { outputs, hints } = await run([ONE]);
		expect(rows(outputs[0])).toEqual([
			{
				item: 0,
				outcome: 'not_found',
				user_id: 'U0000000001',
				session_id: 42,
				requested_at: expect.any(String),
				acted_as: 'U0ADMIN0001',
				note: `${NOTE} User U0000000001 still has 2 sessions.`,
			},
		]);
		expect(hints).toMatchObject([
			{ type: 'warning', message: expect.stringContaining('Session 42: nothing was ended.') },
		]);
	});

	test('a user is listed once for all their items, and one without sessions is told as that', async () => {
		slack.organisation.end('U0000000002', () => true);
		const found = await foundOf(
			[ONE, { ...ONE, session_id: 43 }, { user_id: 'U0000000002', session_id: 44 }],
			{ parameters: { ...invalidate, maxUsers: 2 } },
		);
		expect(found).toEqual([
			['not_found', undefined, `${NOTE} User U0000000001 still has 2 sessions.`],
			['not_found', undefined, `${NOTE} User U0000000001 still has 2 sessions.`],
			['not_found', undefined, `${NOTE} User U0000000002 has no session at all.`],
		]);
		const lists = slack.emulator.calls(LIST).map(({ body }) => body);
		expect(new Set(lists).size).toBe(lists.length);
	});

	test.each([
		['refused', ({ send }) => send(json({ ok: false, error: 'feature_not_enabled' }))],
		['lost', ({ socket }) => void socket.destroy()],
	] satisfies Array<[string, Fault]>)(
		'the list is %s: the session is not found all the same',
		async (_, fault) => {
			slack.emulator.faultFor = (request) => (methodOf(request) === LIST ? fault : undefined);
			expect(await foundOf([ONE])).toEqual([
				['not_found', undefined, `${NOTE} The sessions of user U0000000001 could not be listed.`],
			]);
		},
	);

	test('a session that an item of the same run has ended was seen: it is signed out already', async () => {
		const [session] = slack.organisation.sessionsOf('U0000000001');
		const found = await foundOf([{ ...session }, { ...session }, ONE]);
		expect(found.map(([outcome, ok]) => [outcome, ok]).sort()).toEqual([
			['already_signed_out', true],
			['invalidated', true],
			['not_found', undefined],
		]);
		expect(found.find(([outcome]) => outcome === 'already_signed_out')?.[2]).toContain(
			'another item of this run has ended it',
		);
	});

	test('a lost answer: it is signed out already, and nothing is listed', async () => {
		let calls = 0;
		slack.emulator.faultFor = (request) =>
			methodOf(request).endsWith('invalidate') && ++calls === 1
				? faults['cut after Slack worked']
				: undefined;
		const [session] = slack.organisation.sessionsOf('U0000000001');
		expect(await foundOf([{ ...session }])).toEqual([
			[
				'already_signed_out',
				true,
				expect.stringContaining('The answer to an earlier try was lost'),
			],
		]);
		expect(slack.emulator.calls(LIST)).toEqual([]);
	});

	test('Retry On Fail has run the node before: that try may have ended it', async () => {
		const [session] = slack.organisation.sessionsOf('U0000000001');
		const found = await foundOf([{ ...ONE, user_id: 'U0NOBODY001' }, { ...session }], {
			parameters: { ...invalidate, maxUsers: 2 },
			onError: 'continueRegularOutput',
			retryOnFail: true,
		});
		expect(found[1]).toEqual([
			'already_signed_out',
			true,
			expect.stringContaining('that try may have ended it'),
		]);
	});

	test('named by its workspace: there is no user to list', async () => {
		const found = await foundOf([ONE], {
			parameters: { ...invalidate, options: { teamId: 'T0000000001' } },
		});
		expect(found).toEqual([['not_found', undefined, NOTE]]);
		expect(slack.emulator.calls(LIST)).toEqual([]);
	});

	test('listed under another ID of the person: the note names it', async () => {
		slack.organisation.addPerson({ id: 'W0000000009', local_id: 'U0000000909' });
		const { session_id } = slack.organisation.addSession('W0000000009');
		expect(await foundOf([{ user_id: 'U0000000909', session_id }])).toEqual([
			['not_found', undefined, expect.stringContaining('of user W0000000009: give that ID.')],
		]);
	});

	test('under Stop, the message tells it from those who were done', async () => {
		const [session] = slack.organisation.sessionsOf('U0000000001');
		const { error } = await run([{ ...session }, ONE, { user_id: 'U0NOBODY001', session_id: 1 }], {
			parameters: { ...invalidate, maxUsers: 2 },
		});
		expect(error?.description).toContain(`Done: ${session?.session_id}. Not found: 42.`);
	});
});

test.each([
	['a number beyond 32 bits', 1112275520242, '1112275520242'],
	['the same as a text', '1112275520242', '1112275520242'],
	['a text of 19 digits, which no number holds', '9007199254740993123', '9007199254740993123'],
])('sends %s in plain digits', async (_, session_id, sent) => {
	await slack.run({ parameters: invalidate, items: [{ user_id: 'U0000000001', session_id }] });
	expect(slack.emulator.calls('admin.users.session.invalidate').map(({ body }) => body)).toEqual([
		`session_id=${sent}&user_id=U0000000001`,
	]);
});

test('with both owner fields empty nothing is sent', async () => {
	// n8n itself knows that a required parameter is empty when no expression is in it. (n8n 1 does not say which.)
	await expect(
		slack.run({ parameters: { ...invalidate, user: byId('') }, items: [{ session_id: 42 }] }),
	).rejects.toThrow(/Parameter "User" is required|^The workflow has issues/);

	const user = await slack.run({ parameters: invalidate, items: [{ session_id: 42 }] });
	expect(user.error?.message).toContain("'User' is empty");

	const team = await slack.run({
		parameters: { ...invalidate, sessionOwner: 'team', teamId: '={{ $json.nothing }}' },
		items: [{ session_id: 42 }],
	});
	expect(team.error?.message).toContain("'Workspace ID'");
	expect(slack.emulator.requests).toEqual([]);
});
