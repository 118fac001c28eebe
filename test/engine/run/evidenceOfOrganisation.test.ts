import type { IDataObject } from 'n8n-workflow';

import type { Fault } from '../../emulator/emulator';
import { json, methodOf } from '../../emulator/slack';
import { addTenant, reset, rows, users, useSlack } from '../slack';

const slack = useSlack(40);

const LIST = 'admin.users.session.list';
const verify = (more: IDataObject = {}) =>
	({ ...reset, options: { verify: true }, ...more }) as never;
const ids = (value: unknown) =>
	(value as Array<{ session_id: number }>).map(({ session_id }) => session_id);

describe.each([
	['lists all under its id', { enterpriseIdLists: 'all' }],
	['lists its own under its id', { enterpriseIdLists: 'itsOwn' }],
	['does not take its id', { listTakesEnterpriseId: false }],
] as const)('a session of the organisation itself, where Slack %s', (_, unsettled) => {
	const USER = 'U0000000003';
	let own: number;
	beforeEach(() => {
		Object.assign(slack.emulator.unsettled, unsettled);
		own = slack.organisation.addSession(USER, { team_id: slack.organisation.id }).session_id;
	});

	/** In place of a reset that ends all. */
	const resetEnds = (which: (session: { team_id: string }) => boolean) => {
		slack.emulator.faultFor = (request) => {
			if (methodOf(request) !== 'admin.users.session.reset') return undefined;
			slack.organisation.end(USER, which);
			return ({ send }) => send(json({ ok: true }));
		};
	};

	test('ends with the others', async () => {
		const { outputs } = await slack.run({ parameters: verify(), items: users(1, 3) });
		expect(rows(outputs[0])).toMatchObject([{ verified: true, sessions_left: [] }]);
		expect(ids(rows(outputs[0])[0]?.sessions_before)).toHaveLength(5);
		expect(ids(rows(outputs[0])[0]?.sessions_before)).toContain(own);
	});

	test('is the only one, and stays', async () => {
		slack.organisation.end(USER, ({ session_id }) => session_id !== own);
		resetEnds(() => false);
		const { outputs } = await slack.run({ parameters: verify(), items: users(1, 3) });
		expect(rows(outputs[0])).toMatchObject([
			{
				ok: true,
				verified: false,
				sessions_before: [{ session_id: own }],
				sessions_left: [{ session_id: own }],
			},
		]);
	});

	test('stays when those of the workspace have ended', async () => {
		resetEnds(({ team_id }) => team_id.startsWith('T'));
		const { outputs } = await slack.run({ parameters: verify(), items: users(1, 3) });
		expect(rows(outputs[0])).toMatchObject([
			{ verified: false, sessions_left: [{ session_id: own }] },
		]);
	});
});

describe("Slack does not take the organisation's id, and the whole organisation's list", () => {
	const wholeList = (fault: Fault) => {
		slack.emulator.unsettled.listTakesEnterpriseId = false;
		slack.emulator.faultFor = (request) =>
			methodOf(request) === LIST && !request.body.includes('user_id=') ? fault : undefined;
	};
	const refused: Fault = ({ send }) => send(json({ ok: false, error: 'feature_not_enabled' }));

	test.each<[string, Fault]>([
		['fails', refused],
		['does not come in time', () => undefined],
	])(
		'%s: nothing is seen left, which is no proof; a note says why, and the evidence of before is kept',
		async (_, fault) => {
			wholeList(fault);
			const { outputs } = await slack.run({ parameters: verify(), items: users(1, 3) });
			const [row] = rows(outputs[0]);
			expect(row).toMatchObject({
				ok: true,
				verified: null,
				verify_note: expect.stringContaining('organisation itself'),
				sessions_left: [],
				sessions_new: [],
			});
			expect(ids(row?.sessions_before)).toHaveLength(4);
			expect(slack.organisation.sessionsOf('U0000000003')).toEqual([]);
		},
	);

	test('fails, and a session is seen left: false', async () => {
		wholeList(refused);
		const listFault = slack.emulator.faultFor;
		slack.emulator.faultFor = (request) => {
			if (methodOf(request) !== 'admin.users.session.reset') return listFault?.(request);
			return ({ send }) => send(json({ ok: true }));
		};
		const { outputs } = await slack.run({ parameters: verify(), items: users(1, 3) });
		expect(rows(outputs[0])).toMatchObject([{ verified: false }]);
		expect(ids(rows(outputs[0])[0]?.sessions_left)).toHaveLength(4);
	});
});

test("any other refusal of the list by the organisation's id says nothing about the id: it is a list that could not be read", async () => {
	const codes = [
		...['internal_error', 'service_unavailable', 'fatal_error', 'request_timeout'],
		...['missing_scope', 'accesslimited', 'feature_not_enabled'],
	];
	const notes = await Promise.all(
		codes.map(async (code) => {
			let wasReset = false;
			const { run } = addTenant(slack, 3, (request) => {
				wasReset ||= methodOf(request) === 'admin.users.session.reset';
				return methodOf(request) === LIST && !wasReset && !request.body.includes('team_id=T')
					? ({ send }) => send(json({ ok: false, error: code }))
					: undefined;
			});
			const { outputs } = await run({ parameters: verify(), items: users(1, 3) });
			const [row] = rows(outputs[0]);
			return [row?.verified, ids(row?.sessions_before).length, row?.verify_note];
		}),
	);
	expect(notes).toEqual(
		codes.map((code) => [
			null,
			4,
			`Not all sessions were listed before the reset: a list could not be read (${code}).`,
		]),
	);
});

test("ten users, where Slack does not take the organisation's id: asked once, so that the whole list fits into the minute before the reset", async () => {
	slack.emulator.unsettled.listTakesEnterpriseId = false;
	let before = 0;
	slack.emulator.faultFor = (request) => {
		if (methodOf(request) === 'admin.users.session.reset')
			before ||= slack.emulator.calls(LIST).length;
		return undefined;
	};
	const { outputs } = await slack.run({ parameters: verify(), items: users(10) });
	expect(rows(outputs[0]).every(({ verified }) => verified === true)).toBe(true);
	expect(before).toBe(12);
});
