import type { IDataObject } from 'n8n-workflow';

import type { Fault } from '../../emulator/emulator';
import { json, methodOf } from '../../emulator/slack';
import { log } from '../engine';
import { reset, rows, users, useSlack } from '../slack';

const slack = useSlack(40);

const LIST = 'admin.users.session.list';
const RESET = 'admin.users.session.reset';
const BULK = 'admin.users.session.resetBulk';
const THIRD = 'U0000000003';
const verify = { ...reset, options: { verify: true } };
const bulk = {
	resource: 'session',
	operation: 'resetBulk',
	users: '={{ $json.user_id }}',
	options: { verify: true },
};

const cut: Fault = ({ socket }) => void socket.destroy();
const cutAfterwards: Fault = ({ work, socket }) => {
	work();
	socket.destroy();
};

/** A fault for the resets of the third user, or of all in one call, up to so many. */
const spoil = (fault: Fault, most = Infinity) => {
	let met = 0;
	slack.emulator.faultFor = (request) => {
		if (![RESET, BULK].includes(methodOf(request))) return undefined;
		return request.body.includes(THIRD) && met++ < most ? fault : undefined;
	};
};
const run = async (parameters: object = verify, items = users(3)) =>
	await slack.run({ parameters: parameters as never, items, onError: 'continueRegularOutput' });
const third = async (parameters?: object) => rows((await run(parameters)).outputs[0])[2];
const errorOf = (row: IDataObject | undefined) => row?.error as IDataObject;
const left = () => slack.organisation.sessionsOf(THIRD).length;
const resetsOf = (user_id: string) =>
	slack.emulator.calls(RESET).filter(({ body }) => body.includes(user_id)).length;

describe('a lost answer is settled by the list', () => {
	test('it was done: so says the item, and that the answer was lost', async () => {
		spoil(cutAfterwards);
		expect(await third()).toEqual({
			item: 2,
			ok: true,
			outcome: 'reset',
			user_id: THIRD,
			devices: 'all',
			requested_at: expect.stringMatching(/^2.*Z$/),
			acted_as: 'U0ADMIN0001',
			note: expect.stringContaining('answer was lost'),
			verified: true,
			verified_at: expect.stringMatching(/^2.*Z$/),
			sessions_before: Array(4).fill(expect.objectContaining({ user_id: THIRD })),
			sessions_left: [],
			sessions_new: [],
		});
		expect(resetsOf(THIRD)).toBe(4);
	});

	test('it was not done: it is sent once more, and that is told', async () => {
		spoil(cut, 4);
		expect(await third()).toMatchObject({
			ok: true,
			outcome: 'reset',
			requests: 2,
			verified: true,
			sessions_left: [],
		});
		expect([resetsOf('U0000000001'), resetsOf(THIRD), left()]).toEqual([1, 5, 0]);
	});

	test('the second answer is lost too, and the list proves that it was done', async () => {
		let sent = 0;
		spoil(async (exchange) => await (++sent > 4 ? cutAfterwards : cut)(exchange));
		expect(await third()).toMatchObject({ ok: true, requests: 2, verified: true });
		expect(resetsOf(THIRD)).toBe(8);
	});

	test('it is never done: unknown, with what is left', async () => {
		spoil(cut);
		const row = await third();
		expect(row).toEqual({ item: 2, error: expect.anything() });
		expect(errorOf(row)).toMatchObject({ outcome: 'unknown', requests: 2, verified: false });
		expect(errorOf(row).sessions_left).toHaveLength(4);
		expect([resetsOf(THIRD), left()]).toEqual([8, 4]);
	});

	test('somebody has signed in since: it is not sent again, since that would end the new session too', async () => {
		spoil((exchange) => {
			if (resetsOf(THIRD) === 1) slack.organisation.addSession(THIRD);
			return cut(exchange);
		});
		expect(errorOf(await third())).toMatchObject({ outcome: 'unknown', verified: false });
		expect([resetsOf(THIRD), left()]).toEqual([4, 5]);
	});

	test.each([
		['no session was seen before', verify, () => slack.organisation.end(THIRD, () => true)],
		[
			'no session was seen of that kind of device',
			{ ...verify, devices: 'mobile' },
			() => slack.organisation.end(THIRD, ({ client }) => client === 'mobile'),
		],
	])('%s: it stays unknown', async (_, parameters, prepare) => {
		prepare();
		spoil(cutAfterwards);
		const error = errorOf(await third(parameters));
		expect(error).toMatchObject({
			outcome: 'unknown',
			verified: null,
			verify_note: expect.stringContaining('No session that should have ended was seen before'),
		});
		expect([error.requests, resetsOf(THIRD)]).toEqual([undefined, 4]);
	});

	test('in bulk: what is done is told as done, and nothing is sent again, since the job may be in line', async () => {
		spoil(cutAfterwards);
		expect(await third(bulk)).toMatchObject({
			ok: true,
			outcome: 'enqueued',
			note: expect.stringContaining('answer was lost'),
			verified: true,
		});
		spoil(cut);
		for (const { user_id } of users(3)) slack.organisation.addSession(String(user_id));
		slack.emulator.requests.length = 0;
		expect(errorOf(await third(bulk))).toMatchObject({ outcome: 'unknown', verified: false });
		expect(slack.emulator.calls(BULK)).toHaveLength(4);
	});
});

describe('under Stop', () => {
	test('once something has gone wrong nothing is listed or sent again; what was seen of those who were done is in the error', async () => {
		// The others are done before the third fails.
		spoil(cut);
		const { error } = await slack.run({ parameters: verify, items: users(3) });
		expect(
			slack.emulator.requests.findLast((request) => methodOf(request) !== RESET)?.at,
		).toBeLessThanOrEqual(slack.emulator.calls(RESET)[0]?.at ?? 0);
		expect(resetsOf(THIRD)).toBe(4);
		const { evidence } = error?.context as { evidence: IDataObject[] };
		expect(evidence.map(({ user_id }) => user_id)).toEqual(['U0000000001', 'U0000000002']);
		expect(evidence[0]?.sessions_before).toMatchObject([
			{ user_id: 'U0000000001', created: { ip: '203.0.113.10' } },
			{ user_id: 'U0000000001' },
		]);
	});
});

describe('a failed item', () => {
	const refuse = (request: Parameters<NonNullable<typeof slack.emulator.faultFor>>[0]) =>
		methodOf(request) === RESET && request.body.includes(THIRD)
			? ({ send }: Parameters<Fault>[0]) =>
					send(json({ ok: false, error: 'session_reset_not_allowed' }))
			: undefined;

	test.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'%s: it keeps what was seen before, at most 50 sessions, at its output; it is not looked at again',
		async (onError) => {
			for (let more = 0; more < 60; more++) slack.organisation.addSession(THIRD);
			slack.emulator.faultFor = refuse;
			const { outputs } = await slack.run({ parameters: verify, items: users(3), onError });
			const all = outputs.map((output) => rows(output));
			const failed = onError === 'continueErrorOutput' ? all[1]?.[0] : all[0]?.[2];
			expect(errorOf(failed)).toMatchObject({ outcome: 'failed', user_id: THIRD, verified: null });
			expect(errorOf(failed).sessions_before).toHaveLength(50);
			expect(all[0]?.slice(0, 2)).toMatchObject([{ verified: true }, { verified: true }]);
			const lists = slack.emulator.calls(LIST).filter(({ body }) => body.includes(THIRD));
			expect(lists).toHaveLength(2);
		},
	);

	test('with Retry On Fail the second try finds nothing: null, since sessions may have ended in the first', async () => {
		slack.emulator.faultFor = refuse;
		const { outputs } = await slack.run({
			parameters: verify,
			items: [{ user_id: THIRD }, ...users(2)],
			onError: 'continueRegularOutput',
			retryOnFail: true,
		});
		expect(rows(outputs[0]).slice(1)).toMatchObject(
			Array(2).fill({
				ok: true,
				verified: null,
				sessions_before: [],
				verify_note: expect.stringContaining('may have ended in that try'),
			}),
		);
	});
});

test("of the evidence n8n's log gets counts, and neither an address nor a device", async () => {
	log.length = 0;
	spoil(cut, 4);
	await run();
	const lines = log.join('\n');
	expect(lines).toContain('Verify: 3 proved, 0 not, 0 unknown; 9 sessions before, 0 left, 0 new');
	expect(lines).not.toMatch(/203\.0\.113|198\.51\.100|MacBook|iPhone|U0000000003/);
});
