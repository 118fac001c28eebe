import { methodOf } from '../../../emulator/slack';
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
			note: 'Slack knows no such session: it has ended already, or its number is not right.',
		},
	]);
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
