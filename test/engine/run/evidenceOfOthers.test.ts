import type { Fault } from '../../emulator/emulator';
import { json, methodOf, type Recorded } from '../../emulator/slack';
import { reset, rows, users, useSlack } from '../slack';

const slack = useSlack(40);

const LIST = 'admin.users.session.list';
const RESET = 'admin.users.session.reset';
const verify = { ...reset, options: { verify: true } };

const refused: Fault = ({ send }) => send(json({ ok: false, error: 'feature_not_enabled' }));
const hang: Fault = () => undefined;
const isAfter = () => slack.emulator.calls(RESET).length > 0;
const isOfAll = ({ body }: Recorded) => !body.includes('user_id=');

/** What is verified of each user. test/engine/evidence.test.ts has what goes wrong with a single list. */
const verifiedOf = async (count: number) => {
	const { outputs } = await slack.run({ parameters: verify, items: users(count) });
	return rows(outputs[0]).map(({ verified }) => verified);
};
const proved = (count: number) => Array<boolean>(count).fill(true);

describe('ten users', () => {
	test("Slack stumbles over the first's list by the organisation's id, and the organisation's list fails: the others ask for themselves", async () => {
		slack.emulator.faultFor = (request) => {
			if (methodOf(request) !== LIST || isAfter()) return undefined;
			if (isOfAll(request)) return refused;
			return request.body.includes(`U0000000001&team_id=${slack.organisation.id}`)
				? ({ send }) => send(json({ ok: false, error: 'internal_error' }))
				: undefined;
		};
		expect(await verifiedOf(10)).toEqual([null, ...proved(9)]);
	});

	test('where the users are cannot be found: the list of the organisation says it', async () => {
		slack.emulator.faultFor = (request) =>
			['admin.users.list', 'users.info'].includes(methodOf(request)) ? refused : undefined;
		expect(await verifiedOf(10)).toEqual(proved(10));
	});
});

describe('twelve users', () => {
	test("the organisation's list is cut off when the time before the reset is up: what was read is used", async () => {
		const [first] = slack.organisation.sessionsOf('U0000000003');
		const page = { ok: true, active_sessions: [first], response_metadata: { next_cursor: 'more' } };
		slack.emulator.faultFor = (request) => {
			if (methodOf(request) !== LIST || isAfter()) return undefined;
			return request.body.includes('cursor=') ? hang : ({ send }) => send(json(page));
		};
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
