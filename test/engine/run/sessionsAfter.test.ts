import { timing } from '../../../nodes/SlackAdminSessions/slack/policy';
import { json, methodOf } from '../../emulator/slack';
import { secondsOf } from '../clock';
import { reset, rows, users, useSlack } from '../slack';

const slack = useSlack(40);
afterEach(() => jest.restoreAllMocks());

const LIST = 'admin.users.session.list';
const RESET = 'admin.users.session.reset';
const BULK = 'admin.users.session.resetBulk';
const verify = { ...reset, options: { verify: true } };
const bulk = {
	resource: 'session',
	operation: 'resetBulk',
	users: '={{ $json.user_id }}',
	options: { verify: true },
};

/** What was listed after the first reset: of whom and where, or all. */
const listedAfter = () => {
	const { requests } = slack.emulator;
	const first = requests.findIndex((request) => [RESET, BULK].includes(methodOf(request)));
	return requests
		.slice(first)
		.filter((request) => methodOf(request) === LIST)
		.map(({ body }) => {
			const asked = new URLSearchParams(body);
			return asked.has('user_id') ? `${asked.get('user_id')} ${asked.get('team_id')}` : 'all';
		})
		.sort();
};

test('a user is looked for where there were sessions before, and in the organisation', async () => {
	const workspaces = ['T0000000001', 'T0000000002', 'T0000000003'];
	slack.organisation.addPerson({ id: 'U0MANY00001', workspaces });
	slack.emulator.unsettled.enterpriseIdLists = 'itsOwn';
	slack.organisation.addSession('U0MANY00001', { team_id: 'T0000000002' });
	const { outputs } = await slack.run({ parameters: verify, items: [{ user_id: 'U0MANY00001' }] });
	expect(rows(outputs[0])).toMatchObject([{ verified: true }]);
	expect(listedAfter()).toEqual([
		`U0MANY00001 ${slack.organisation.id}`,
		'U0MANY00001 T0000000002',
	]);
});

test('whoever is proved is not listed again while another is looked for', async () => {
	const [first, second] = users(2).map(({ user_id }) => String(user_id)) as [string, string];
	let looks = 0;
	slack.emulator.faultFor = (request) => {
		if (methodOf(request) === BULK)
			return ({ send }) => {
				slack.organisation.end(first, () => true);
				send(json({ ok: true }));
			};
		// The second's job is done when they have been looked for three times.
		const isAfter = slack.emulator.calls(BULK).length > 0;
		if (isAfter && request.body.includes(`${second}&team_id=T`) && ++looks === 3)
			slack.organisation.end(second, () => true);
		return undefined;
	};
	const { outputs } = await slack.run({ parameters: bulk, items: users(2) });
	expect(rows(outputs[0])).toMatchObject([{ verified: true }, { verified: true }]);
	expect(listedAfter().filter((asked) => asked.startsWith(first))).toHaveLength(2);
	expect(looks).toBeGreaterThanOrEqual(3);
});

test('of many, whoever is left is looked for alone where that takes fewer calls than the whole list', async () => {
	const of = (user_id: string) => slack.organisation.sessionsOf(user_id);
	const kept = of('U0000000003');
	slack.emulator.faultFor = (request) => {
		if (methodOf(request) === BULK)
			return ({ send }) => {
				for (const { user_id } of users(12))
					if (user_id !== 'U0000000003') slack.organisation.end(String(user_id), () => true);
				send(json({ ok: true }));
			};
		if (methodOf(request) !== LIST) return undefined;
		if (request.body.includes('user_id=')) slack.organisation.end('U0000000003', () => true);
		if (request.body.includes('user_id=') || slack.emulator.calls(BULK).length > 0)
			return undefined;
		// Three pages: more than the one list of the one who is left.
		const page = Number(new URLSearchParams(request.body).get('cursor') ?? 0);
		const people = users(4, 1 + 4 * page).map(({ user_id }) => String(user_id));
		const active_sessions = people.flatMap(of).map(({ client, ...session }) => session);
		const next_cursor = page < 2 ? String(page + 1) : '';
		return ({ send }) =>
			send(json({ ok: true, active_sessions, response_metadata: { next_cursor } }));
	};
	const { outputs } = await slack.run({ parameters: bulk, items: users(12) });
	expect(rows(outputs[0]).every(({ verified }) => verified === true)).toBe(true);
	expect(rows(outputs[0])[2]?.sessions_before).toHaveLength(kept.length);
	expect(listedAfter()).toEqual(['U0000000003 T0000000001', 'all']);
});

test('nothing is listed where nobody was reset', async () => {
	slack.emulator.faultFor = (request) =>
		methodOf(request) === RESET
			? ({ send }) => send(json({ ok: false, error: 'session_reset_not_allowed' }))
			: undefined;
	await slack.run({ parameters: verify, items: users(2), onError: 'continueRegularOutput' });
	expect(listedAfter()).toEqual([]);
});

test('a list that hangs ends with the time of Verify', async () => {
	slack.emulator.faultFor = (request) =>
		methodOf(request) === LIST && slack.emulator.calls(RESET).length > 0
			? () => undefined
			: undefined;
	// By its own limit alone, a call would then take longer than Verify may.
	jest.replaceProperty(timing, 'timeout', 3_000_000);
	const seconds = await secondsOf(async () => {
		const { outputs } = await slack.run({ parameters: verify, items: users(2) });
		expect(rows(outputs[0])).toMatchObject(
			Array(2).fill({ verified: null, verify_note: expect.stringContaining('after the reset') }),
		);
	});
	expect(Math.round(seconds)).toBe(300);
});
