import { timing } from '../../../nodes/SlackAdminSessions/slack/policy';
import type { Fault } from '../../emulator/emulator';
import { json, methodOf, type Recorded } from '../../emulator/slack';
import { reset, rows, users, useSlack } from '../slack';

const slack = useSlack(40);
beforeEach(() => {
	timing.second = 100;
});

const LIST = 'admin.users.session.list';
const RESET = 'admin.users.session.reset';
const verify = { ...reset, options: { verify: true } };
const TENTH = 'U0000000010';

const refused: Fault = ({ send }) => send(json({ ok: false, error: 'feature_not_enabled' }));
const hang: Fault = () => undefined;
const isAfter = () => slack.emulator.calls(RESET).length > 0;
const isOfAll = ({ body }: Recorded) => !body.includes('user_id=');

/** A fault for the lists that fit, up to so many. */
const spoil = (fault: Fault, fits: (request: Recorded) => boolean, most = Infinity) => {
	let met = 0;
	slack.emulator.faultFor = (request) =>
		methodOf(request) === LIST && fits(request) && met++ < most ? fault : undefined;
};

/** What is verified of each user. */
const verifiedOf = async (count: number) => {
	const { outputs } = await slack.run({ parameters: verify, items: users(count) });
	return rows(outputs[0]).map(({ verified }) => verified);
};
const proved = (count: number) => Array<boolean>(count).fill(true);

describe('ten users', () => {
	test.each([
		['before', () => !isAfter()],
		['after', isAfter],
	])("the tenth's list hangs %s, and the organisation's fails", async (_, now) => {
		Object.assign(timing, { second: 50, timeout: 900 });
		slack.emulator.faultFor = (request) => {
			if (methodOf(request) !== LIST || !now()) return undefined;
			if (request.body.includes(TENTH)) return hang;
			return isOfAll(request) ? refused : undefined;
		};
		expect(await verifiedOf(10)).toEqual([...proved(9), null]);
	});

	test("Slack stumbles over the first's list by the organisation's id, and the organisation's list fails: the others ask for themselves", async () => {
		timing.second = 50;
		slack.emulator.faultFor = (request) => {
			if (methodOf(request) !== LIST || isAfter()) return undefined;
			if (isOfAll(request)) return refused;
			return request.body.includes(`U0000000001&team_id=${slack.organisation.id}`)
				? ({ send }) => send(json({ ok: false, error: 'internal_error' }))
				: undefined;
		};
		expect(await verifiedOf(10)).toEqual([null, ...proved(9)]);
	});

	test.each([
		['before', () => !isAfter()],
		['after', isAfter],
	])('Retry-After: 20 for one list %s is waited for', async (_, now) => {
		spoil(
			({ send }) => send(json({ ok: false, error: 'ratelimited' }, { 'retry-after': '20' }, 429)),
			now,
			1,
		);
		expect(await verifiedOf(10)).toEqual(proved(10));
	});

	test('where the users are cannot be found: the list of the organisation says it', async () => {
		slack.emulator.faultFor = (request) =>
			['admin.users.list', 'users.info'].includes(methodOf(request)) ? refused : undefined;
		expect(await verifiedOf(10)).toEqual(proved(10));
	});
});

describe('twelve users', () => {
	test('one odd answer afterwards is looked at again', async () => {
		spoil(({ send }) => send(json({ ok: true, active_sessions: 'none' })), isAfter, 4);
		expect(await verifiedOf(12)).toEqual(proved(12));
	});

	test("the organisation's list is cut off when the time before the reset is up: what was read is used", async () => {
		const [first, second] = slack.organisation.sessionsOf('U0000000003');
		const page = { ok: true, active_sessions: [first], response_metadata: { next_cursor: 'more' } };
		timing.second = 20;
		spoil(
			(exchange) =>
				exchange.request.body.includes('cursor=') ? undefined : exchange.send(json(page)),
			() => !isAfter(),
		);
		const { outputs } = await slack.run({ parameters: verify, items: users(12) });
		expect(slack.organisation.sessionsOf('U0000000003')).toEqual([]);
		expect(rows(outputs[0]).slice(1, 3)).toMatchObject([
			{ verified: null, verify_note: 'The sessions could not be listed before the reset.' },
			{
				verified: null,
				verify_note: expect.stringContaining('not read to its end'),
				sessions_before: [{ session_id: first?.session_id }],
				sessions_left: [],
			},
		]);
		expect(second).toBeDefined();
	});
});

test('an ID that nobody has, among three', async () => {
	slack.emulator.faultFor = (request) =>
		methodOf(request) === RESET && request.body.includes('U9999999999')
			? ({ send }) => send(json({ ok: true }))
			: undefined;
	const { outputs } = await slack.run({
		parameters: verify,
		items: [{ user_id: 'U9999999999' }, ...users(2)],
	});
	expect(rows(outputs[0]).map(({ verified }) => verified)).toEqual([null, true, true]);
});
