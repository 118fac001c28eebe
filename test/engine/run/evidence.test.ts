import type { IDataObject } from 'n8n-workflow';

import type { Fault } from '../../emulator/emulator';
import { json, methodOf } from '../../emulator/slack';
import { until } from '../../until';
import { byId, reset, rows, users, useSlack } from '../slack';
import { endAtSecondLook } from './endAtSecondLook';

const slack = useSlack(40);

const LIST = 'admin.users.session.list';
const verify = (more: IDataObject = {}) =>
	({ ...reset, options: { verify: true }, ...more }) as never;
const bulk = {
	resource: 'session',
	operation: 'resetBulk',
	users: '={{ $json.user_id }}',
	options: { verify: true },
};
const ids = (value: unknown) =>
	(value as Array<{ session_id: number }>).map(({ session_id }) => session_id);

test('Reset: the sessions before, as full sessions, and none left, with when and as whom', async () => {
	const before = slack.organisation
		.sessionsOf('U0000000003')
		.map(({ client, ...session }) => session);
	const { outputs, hints } = await slack.run({ parameters: verify(), items: users(1, 3) });
	expect(rows(outputs[0])).toMatchObject([
		{
			ok: true,
			outcome: 'reset',
			acted_as: 'U0ADMIN0001',
			verified: true,
			verified_at: expect.stringMatching(/^2.*Z$/),
			sessions_left: [],
			sessions_new: [],
		},
	]);
	expect(hints).toEqual([]);
	expect(rows(outputs[0])[0]?.sessions_before).toEqual(before);
});

test("a few users: each one's workspaces; many: the whole organisation", async () => {
	await slack.run({ parameters: verify(), items: users(2) });
	expect(slack.emulator.calls(LIST).every(({ body }) => body.includes('user_id='))).toBe(true);
	slack.emulator.requests.length = 0;
	const { outputs } = await slack.run({ parameters: verify(), items: users(30) });
	expect(slack.emulator.calls(LIST).some(({ body }) => body.includes('user_id='))).toBe(false);
	expect(rows(outputs[0]).every(({ verified }) => verified === true)).toBe(true);
});

test('a queued job is waited for, with growing intervals', async () => {
	slack.emulator.jobDelay = 500;
	const { outputs } = await slack.run({ parameters: bulk, items: users(3) });
	expect(rows(outputs[0])).toMatchObject([
		{ outcome: 'enqueued', verified: true },
		{ verified: true },
		{ verified: true },
	]);
	expect(slack.organisation.sessionsOf('U0000000001')).toEqual([]);
});

test('a job that does nothing: false, with the sessions that are left', async () => {
	slack.emulator.faultFor = (request) => {
		if (methodOf(request) !== 'admin.users.session.resetBulk') return undefined;
		return ({ send }) => send(json({ ok: true }));
	};
	const { outputs } = await slack.run({ parameters: bulk, items: users(1, 3) });
	const [row] = rows(outputs[0]);
	expect(row).toMatchObject({ ok: true, outcome: 'enqueued', verified: false, sessions_new: [] });
	expect(ids(row?.sessions_left)).toEqual(ids(row?.sessions_before));
	expect(ids(row?.sessions_left)).toHaveLength(4);
});

test('a new sign-in after the reset is told apart and is no failure', async () => {
	slack.emulator.faultFor = (request) =>
		methodOf(request) === 'admin.users.session.reset'
			? ({ work, send }) => {
					const reply = work();
					slack.organisation.addSession('U0000000003');
					send(reply);
				}
			: undefined;
	const { outputs, hints } = await slack.run({ parameters: verify(), items: users(1, 3) });
	expect(rows(outputs[0])).toMatchObject([
		{ verified: true, sessions_left: [], sessions_new: [{ user_id: 'U0000000003' }] },
	]);
	expect(hints).toMatchObject([
		{
			type: 'warning',
			message: expect.stringMatching(/^Signed in to Slack again since the reset: U0000000003\. /),
		},
	]);
});

test('one kind of device: sessions of the other kind are left and prove nothing wrong', async () => {
	const { outputs } = await slack.run({
		parameters: verify({ devices: 'mobile' }),
		items: users(1, 3),
	});
	const [row] = rows(outputs[0]);
	expect(row).toMatchObject({ verified: true });
	expect(
		(row?.sessions_left as Array<{ created: { os: string } }>).map(({ created }) => created.os),
	).toEqual(['Mac OS X', 'Mac OS X']);
});

test('a device that does not say what it is: not proved', async () => {
	slack.organisation.addSession('U0000000003', {
		client: 'web',
		created: { device_hardware: '', os: '', os_version: '', slack_client_version: '', ip: '' },
	});
	const { outputs } = await slack.run({
		parameters: verify({ devices: 'mobile' }),
		items: users(1, 3),
	});
	expect(rows(outputs[0])).toMatchObject([{ verified: null }]);
});

test('the list before is not ready in time: the reset goes out all the same, and nothing is claimed', async () => {
	slack.emulator.faultFor = (request) =>
		methodOf(request) === LIST
			? async ({ work, send }) => {
					const reply = work();
					await until(
						'the reset is sent',
						() => slack.emulator.calls('admin.users.session.reset').length > 0,
					);
					send(reply);
				}
			: undefined;
	const { outputs } = await slack.run({ parameters: verify(), items: users(1, 3) });
	expect(rows(outputs[0])).toMatchObject([
		{ ok: true, outcome: 'reset', verified: null, verify_note: expect.stringContaining('before') },
	]);
	expect(slack.organisation.sessionsOf('U0000000003')).toEqual([]);
});

test.each([
	['before', 1],
	// Before it: the organisation's id and the workspace.
	['after', 3],
])('a list that fails %s the reset holds nothing up', async (when, failing) => {
	let lists = 0;
	slack.emulator.faultFor = (request) =>
		methodOf(request) === LIST && ++lists >= failing
			? ({ send }) => send(json({ ok: false, error: 'feature_not_enabled' }))
			: undefined;
	const { outputs } = await slack.run({ parameters: verify(), items: users(1, 3) });
	expect(rows(outputs[0])).toMatchObject([
		{ ok: true, outcome: 'reset', verified: null, verify_note: expect.stringContaining(when) },
	]);
	expect(slack.organisation.sessionsOf('U0000000003')).toEqual([]);
});

test.each([
	['U0BOT000001', 'cannot_reset_bot'],
	['U9999999999', 'user_not_found'],
])('one that was not done (%s) is not verified, the others are', async (user_id, code) => {
	const { outputs } = await slack.run({
		parameters: verify(),
		items: [{ user_id }, ...users(2, 3)],
		onError: 'continueRegularOutput',
	});
	expect(rows(outputs[0])).toMatchObject([
		{ error: { code } },
		{ ok: true, verified: true },
		{ ok: true, verified: true },
	]);
});

test.each([
	[true, null],
	[false, true],
])(
	"one whose own list fails, and whether the organisation's does too (%s): %s, and the others are verified",
	async (bothFail, verified) => {
		slack.emulator.faultFor = ({ path, body }) =>
			path.endsWith(LIST) &&
			(body.includes('U0000000003') || (bothFail && !body.includes('user_id=')))
				? ({ send }) => send(json({ ok: false, error: 'feature_not_enabled' }))
				: undefined;
		const { outputs } = await slack.run({ parameters: verify(), items: users(3, 2) });
		expect(rows(outputs[0])).toMatchObject([
			{ verified: true },
			{ verified, ...(bothFail && { verify_note: expect.stringContaining('before') }) },
			{ verified: true },
		]);
	},
);

test("a user in no workspace: the whole organisation is read, and nobody's sessions twice", async () => {
	slack.organisation.addPerson({ id: 'U0FREE00001', workspaces: [] });
	slack.organisation.addSession('U0FREE00001');
	const { outputs } = await slack.run({
		parameters: verify(),
		items: [{ user_id: 'U0FREE00001' }, ...users(1, 3)],
	});
	expect(
		rows(outputs[0]).map(({ verified, sessions_before }) => [
			verified,
			ids(sessions_before).length,
		]),
	).toEqual([
		[true, 1],
		[true, 4],
	]);
});

test("a user in no workspace, and the whole organisation's list fails: nobody else's evidence is lost", async () => {
	slack.organisation.addPerson({ id: 'U0FREE00001', workspaces: [] });
	slack.emulator.faultFor = (request) =>
		methodOf(request) === LIST && !request.body.includes('user_id=')
			? ({ send }) => send(json({ ok: false, error: 'feature_not_enabled' }))
			: undefined;
	const { outputs } = await slack.run({
		parameters: verify(),
		items: [{ user_id: 'U0FREE00001' }, ...users(1, 3)],
	});
	expect(rows(outputs[0])).toMatchObject([
		{ verified: null, verify_note: expect.stringContaining('before') },
		{ verified: true },
	]);
});

test('no session before and one after: nothing is proved', async () => {
	slack.organisation.end('U0000000003', () => true);
	slack.emulator.faultFor = (request) =>
		methodOf(request) === 'admin.users.session.reset'
			? ({ work, send }) => {
					const reply = work();
					slack.organisation.addSession('U0000000003');
					send(reply);
				}
			: undefined;
	const { outputs } = await slack.run({ parameters: verify(), items: users(1, 3) });
	expect(rows(outputs[0])).toMatchObject([
		{ verified: null, sessions_before: [], sessions_new: [{ user_id: 'U0000000003' }] },
	]);
});

/** Answers a bulk reset with a yes, whoever is in it, as Slack may do. */
const saysYes: Fault = ({ work, send }) => {
	work();
	send(json({ ok: true }));
};

test('in no list is not "had no sessions": an ID that nobody has among many users, and one who was not signed in', async () => {
	slack.organisation.addPerson({ id: 'U0ASLEEP001' });
	slack.emulator.faultFor = (request) =>
		methodOf(request) === 'admin.users.session.resetBulk' ? saysYes : undefined;
	const { outputs } = await slack.run({
		parameters: bulk,
		items: [...users(12), { user_id: 'U9999999999' }, { user_id: 'U0ASLEEP001' }],
	});
	const [first, ...others] = rows(outputs[0]);
	expect(first).toMatchObject({ verified: true });
	expect(others.slice(-2)).toMatchObject([
		{
			user_id: 'U9999999999',
			verified: null,
			verify_note: expect.stringContaining('no list names this user'),
		},
		{ user_id: 'U0ASLEEP001', verified: true, sessions_before: [] },
	]);
});

test('one kind of device: what is left on a device of neither kind proves nothing', async () => {
	const device = { device_hardware: '', os_version: '', slack_client_version: '', ip: '' };
	for (const [user_id, os] of Object.entries({ U0000000001: 'Android13', U0000000003: 'visionOS' }))
		slack.organisation.addSession(user_id, { client: 'web', created: { ...device, os } });
	const { outputs } = await slack.run({
		parameters: verify({ devices: 'mobile' }),
		items: users(3),
	});
	expect(rows(outputs[0])).toMatchObject([
		{ verified: false },
		{ verified: true },
		{ verified: null, verify_note: expect.stringContaining('mobile') },
	]);
});

test("sessions that Slack lists of another user are not the user's own", async () => {
	const other = { user_id: 'U0000000001', session_id: 1, created: { os: 'iOS' } };
	slack.emulator.faultFor = (request) =>
		methodOf(request) === LIST && request.body.includes('user_id=')
			? ({ work, send }) => {
					const { active_sessions = [] } = JSON.parse(work().body) as {
						active_sessions?: object[];
					};
					send(json({ ok: true, active_sessions: [...active_sessions, other] }));
				}
			: undefined;
	const { outputs } = await slack.run({ parameters: verify(), items: users(1, 3) });
	const [row] = rows(outputs[0]);
	expect(row).toMatchObject({ verified: true, sessions_left: [], sessions_new: [] });
	expect(ids(row?.sessions_before)).toHaveLength(4);
});

test("a list of another user's sessions alone proves nothing: they may be the user's, by another ID", async () => {
	slack.emulator.faultFor = (request) =>
		methodOf(request) === LIST
			? ({ work, send }) => {
					const reply = work();
					send({ ...reply, body: reply.body.replaceAll('U0000000003', 'W0000000003') });
				}
			: undefined;
	const { outputs } = await slack.run({ parameters: verify(), items: users(1, 3) });
	expect(rows(outputs[0])).toMatchObject([{ ok: true, verified: null }]);
});

test('the execution ends while Verify still looks: null, with a note, and what was seen left', async () => {
	endAtSecondLook(slack.emulator);
	const { run } = await slack.run({ parameters: bulk, items: users(1, 3) });
	const [task] = run.data.resultData.runData['Slack Admin Sessions'] ?? [];
	const [row] = rows(task?.data?.main?.[0] ?? []);
	expect(row).toMatchObject({
		ok: true,
		verified: null,
		verify_note: expect.stringContaining('execution ended'),
	});
	expect(ids(row?.sessions_left)).toHaveLength(4);
});

test('on for some items and off for others: nothing is sent', async () => {
	const { error } = await slack.run({
		parameters: { ...reset, options: { verify: '={{ $itemIndex === 0 }}' } } as never,
		items: users(2),
	});
	expect(error?.message).toContain("'Verify' is on for some items and off for others");
	expect(slack.emulator.requests).toEqual([]);
});

test('Dry Run lists nothing', async () => {
	await slack.run({
		parameters: { ...reset, user: byId('U0000000001'), options: { verify: true, dryRun: true } },
		items: [{}],
	});
	expect(slack.emulator.calls(LIST)).toEqual([]);
});

test.each([undefined, null])(
	"Slack's ok without the list (%j) is no empty list",
	async (active_sessions) => {
		slack.emulator.faultFor = (request) =>
			methodOf(request) === LIST && slack.emulator.calls('admin.users.session.reset').length > 0
				? ({ send }) => send(json({ ok: true, active_sessions }))
				: undefined;
		const { outputs } = await slack.run({ parameters: verify(), items: users(1, 3) });
		expect(rows(outputs[0])).toMatchObject([
			{ ok: true, verified: null, verify_note: expect.stringContaining('after') },
		]);
	},
);

test('no_active_sessions on a later page is no end of the list', async () => {
	slack.emulator.faultFor = (request) => {
		if (
			methodOf(request) !== LIST ||
			slack.emulator.calls('admin.users.session.reset').length === 0
		)
			return undefined;
		const reply = request.body.includes('cursor=')
			? { ok: false, error: 'no_active_sessions' }
			: { ok: true, active_sessions: [], response_metadata: { next_cursor: 'more' } };
		return ({ send }) => send(json(reply));
	};
	const { outputs } = await slack.run({ parameters: verify(), items: users(1, 3) });
	expect(rows(outputs[0])).toMatchObject([
		{ ok: true, verified: null, verify_note: expect.stringContaining('after') },
	]);
});

test('the limit of the list before leaves no timer behind', async () => {
	const begun = jest.spyOn(globalThis, 'setTimeout');
	const ended = jest.spyOn(globalThis, 'clearTimeout');
	await slack.run({ parameters: verify(), items: users(1, 3) });
	const cleared = new Set(ended.mock.calls.map(([timer]) => timer));
	const left = begun.mock.results.flatMap(({ value }, call) =>
		(begun.mock.calls[call]?.[1] ?? 0) >= 30_000 && !cleared.has(value as NodeJS.Timeout)
			? [begun.mock.calls[call]]
			: [],
	);
	jest.restoreAllMocks();
	expect(left).toEqual([]);
});
