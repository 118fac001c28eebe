import type { IDataObject } from 'n8n-workflow';

import type { Fault } from '../../emulator/emulator';
import { json, methodOf } from '../../emulator/slack';
import { reset, rows, users, useSlack } from '../slack';
import { endAtSecondLook } from './endAtSecondLook';

const slack = useSlack(40);

const LIST = 'admin.users.session.list';
const RESET = 'admin.users.session.reset';
const THIRD = 'U0000000003';
const bulk = { resource: 'session', operation: 'resetBulk', users: '={{ $json.user_id }}' };

const run = async (parameters: object, items = users(1, 3), typeVersion = 1.2) =>
	await slack.run({
		parameters: parameters as never,
		items,
		typeVersion,
		onError: 'continueRegularOutput',
	});
const verify = (parameters: object = reset, more: object = {}) => ({
	...parameters,
	...more,
	options: { verify: true },
});
/** The names of the fields, in the order in which n8n shows them. */
const fields = (row: IDataObject | undefined) => Object.keys(row ?? {}).filter((n) => n !== 'item');
const systems = (sessions: unknown) =>
	(sessions as Array<{ created: { os: string } }>).map(({ created }) => created.os);

describe('with Verify, since version 1.2', () => {
	test('the proof stands right after the outcome, in numbers, and the lists are last', async () => {
		const [row] = rows((await run(verify())).outputs[0]);
		expect(fields(row)).toEqual([
			...['ok', 'outcome', 'verified', 'sessions_ended', 'still_signed_in', 'signed_in_again'],
			...['user_id', 'devices', 'requested_at', 'acted_as', 'verified_at'],
			...['sessions_before', 'sessions_left', 'sessions_kept', 'sessions_new'],
		]);
		expect(row).toMatchObject({
			outcome: 'reset',
			verified: true,
			sessions_ended: 4,
			still_signed_in: 0,
			signed_in_again: 0,
			sessions_left: [],
			sessions_kept: [],
			sessions_new: [],
		});
	});

	test('Mobile Only: laptops are kept, and not left', async () => {
		const [row] = rows((await run(verify(reset, { devices: 'mobile' }))).outputs[0]);
		expect(row).toMatchObject({
			verified: true,
			sessions_ended: 2,
			still_signed_in: 0,
			sessions_left: [],
		});
		expect(systems(row?.sessions_kept)).toEqual(['Mac OS X', 'Mac OS X']);
	});

	test('what should have ended and has not is left; whoever is new has signed in again', async () => {
		slack.emulator.faultFor = (request) => {
			if (methodOf(request) !== RESET) return undefined;
			return ({ send }) => {
				slack.organisation.addSession(THIRD);
				send(json({ ok: true }));
			};
		};
		const [row] = rows((await run(verify())).outputs[0]);
		expect(row).toMatchObject({
			verified: false,
			sessions_ended: 0,
			still_signed_in: 4,
			signed_in_again: 1,
		});
		expect([row?.sessions_left, row?.sessions_new]).toMatchObject([{ length: 4 }, { length: 1 }]);
	});

	test('a bulk reset that is proved is a reset; one that is not is in line', async () => {
		const proved = rows((await run(verify(bulk), users(2))).outputs[0]);
		expect(proved).toMatchObject(Array(2).fill({ ok: true, outcome: 'reset', verified: true }));

		slack.emulator.faultFor = (request) =>
			methodOf(request) === LIST
				? ({ send }) => send(json({ ok: false, error: 'feature_not_enabled' }))
				: undefined;
		const [unproved] = rows((await run(verify(bulk))).outputs[0]);
		expect(fields(unproved).slice(0, 6)).toEqual([
			...['ok', 'outcome', 'verified', 'sessions_ended', 'still_signed_in', 'signed_in_again'],
		]);
		expect(unproved).toMatchObject({
			outcome: 'enqueued',
			verified: null,
			sessions_ended: null,
			still_signed_in: null,
			signed_in_again: null,
		});
	});

	test('somebody who was deactivated before stays that, though no session is left', async () => {
		slack.emulator.unsettled.resetOfDeactivated = 'user_not_found';
		slack.organisation.addPerson({ id: 'U0GONE00001', name: 'gone', is_active: false });
		const items = [{ user_id: 'gone@example.com' }];
		const [row] = rows((await run(verify(bulk), items)).outputs[0]);
		expect(row).toMatchObject({ outcome: 'already_deactivated', verified: true });
	});

	test('a lost answer that the lists settle is a reset', async () => {
		const cut: Fault = ({ work, socket }) => {
			work();
			socket.destroy();
		};
		slack.emulator.faultFor = (request) => {
			if (methodOf(request) !== 'admin.users.session.resetBulk') return undefined;
			return cut;
		};
		const [row] = rows((await run(verify(bulk))).outputs[0]);
		expect(row).toMatchObject({ outcome: 'reset', verified: true, sessions_ended: 4 });
		expect(fields(row)[2]).toBe('verified');
	});

	test('a failed item has the same under error, and nothing is known of what was not looked at', async () => {
		slack.emulator.faultFor = (request) =>
			methodOf(request) === RESET
				? ({ send }) => send(json({ ok: false, error: 'session_reset_not_allowed' }))
				: undefined;
		const [row] = rows((await run(verify())).outputs[0]);
		expect(fields(row)).toEqual(['error']);
		const error = row?.error as IDataObject;
		expect(fields(error)).toEqual([
			...['message', 'description', 'code', 'outcome'],
			...['verified', 'sessions_ended', 'still_signed_in', 'signed_in_again'],
			...['user_id', 'sessions_before'],
		]);
		expect(error).toMatchObject({ verified: null, sessions_ended: null, still_signed_in: null });
	});

	test('one that is never done: unknown, and those on other devices are kept', async () => {
		slack.emulator.faultFor = (request) => {
			if (methodOf(request) !== RESET) return undefined;
			return ({ socket }) => void socket.destroy();
		};
		const [row] = rows((await run(verify(reset, { devices: 'web' }))).outputs[0]);
		const error = row?.error as IDataObject;
		expect(error).toMatchObject({
			outcome: 'unknown',
			verified: false,
			sessions_ended: 0,
			still_signed_in: 2,
			signed_in_again: 0,
			requests: 2,
		});
		expect(systems(error.sessions_kept)).toEqual(['iOS', 'iOS']);
		expect(fields(error).slice(-4)).toEqual([
			...['sessions_before', 'sessions_left', 'sessions_kept', 'sessions_new'],
		]);
	});

	test('the execution ends while Verify still looks: what was left then, and whether any has ended is not known', async () => {
		endAtSecondLook(slack.emulator);
		const { run: execution } = await run(verify(bulk));
		const [task] = execution.data.resultData.runData['Slack Admin Sessions'] ?? [];
		const [row] = rows(task?.data?.main?.[0] ?? []);
		expect(row).toMatchObject({
			outcome: 'enqueued',
			verified: null,
			sessions_ended: null,
			still_signed_in: 4,
			signed_in_again: 0,
		});
	});
});

describe('what a reader of the numbers would take for something else', () => {
	const hintsOf = async (parameters: object, items = users(2), typeVersion = 1.2) =>
		(await run(parameters, items, typeVersion)).hints.map(({ type, message }) => [type, message]);

	test('nobody was signed in: that none was ended is not a reset that failed', async () => {
		slack.organisation.end('U0000000001', () => true);
		expect(await hintsOf(verify())).toEqual([
			['info', 'No session to end: 1 of 2 users had none.'],
		]);
	});

	test('laptops go on under Mobile Only: nobody is signed out altogether', async () => {
		const mobile = verify(reset, { devices: 'mobile' });
		expect(await hintsOf(mobile, users(1, 2))).toEqual([
			[
				'info',
				"Still signed in on other devices: 2 sessions, in 'sessions_kept'. 'still_signed_in' does not count them.",
			],
		]);
		expect(await hintsOf(mobile, users(1, 3), 1.1)).toEqual([]);
	});
});

test.each([1, 1.1])('version %d gives what it gave, in its order', async (typeVersion) => {
	const [done] = rows(
		(await run(verify(reset, { devices: 'mobile' }), undefined, typeVersion)).outputs[0],
	);
	expect(fields(done)).toEqual([
		...['ok', 'outcome', 'user_id', 'devices', 'requested_at', 'acted_as'],
		...['verified', 'verified_at', 'sessions_before', 'sessions_left', 'sessions_new'],
	]);
	expect(systems(done?.sessions_left)).toEqual(['Mac OS X', 'Mac OS X']);

	const [queued] = rows((await run(verify(bulk), users(1), typeVersion)).outputs[0]);
	expect(queued).toMatchObject({ outcome: 'enqueued', verified: true });
	expect(queued).not.toHaveProperty('sessions_ended');
});

describe('the hint at Verify', () => {
	const hintsOf = async (parameters: object, items = users(1)) =>
		(await run(parameters, items)).hints.filter(({ message }) => message.includes("'Verify'"));

	test.each([
		['Reset', reset],
		['Reset in Bulk', bulk],
	])('%s gives it once, and with Verify on no more', async (_, parameters) => {
		expect(await hintsOf(parameters, users(3))).toMatchObject([
			{
				type: 'info',
				message: expect.stringContaining(
					"For a proof, switch on 'Verify' in the options before you",
				),
			},
		]);
		expect((await run(verify(parameters), users(1, 4))).hints).toEqual([]);
	});

	test('nobody was signed out: nothing says so', async () => {
		expect(await hintsOf(reset, [{ user_id: 'U9999999999' }])).toEqual([]);
		expect(await hintsOf({ ...reset, options: { dryRun: true } })).toEqual([]);
	});
});
