import type { IDataObject } from 'n8n-workflow';

import { faults } from '../../emulator/faults';
import { json, methodOf } from '../../emulator/slack';
import { rows, users, useSlack } from '../slack';

const slack = useSlack(8);

const BULK = 'admin.users.session.resetBulk';
const bulk = (more: IDataObject = {}) =>
	({
		resource: 'session',
		operation: 'resetBulk',
		maxUsers: 2_000,
		users: '={{ $json.user_id }}',
		...more,
	}) as never;
const signedOut = (id: unknown) => slack.organisation.sessionsOf(String(id)).length === 0;
const errorOf = (row: IDataObject) =>
	row.error as { code: string; outcome: string; message: string; user_id: string };

/** A call of the operation is answered by each of these in turn; those after them as Slack would. */
function answers(...given: Array<(typeof faults)[keyof typeof faults] | undefined>) {
	slack.emulator.faultFor = (request) => (methodOf(request) === BULK ? given.shift() : undefined);
}

describe.each([
	['first', false],
	['failed_for_some_users', false],
	['failed_for_some_users', true],
] as const)('refused by %s, the others done: %s', (bulkRefusesBy, bulkDoesTheOthers) => {
	test.each([
		['seventeen at the front', [...Array(17).keys()]],
		['seventeen at the front and five further on', [...Array(17).keys(), 40, 70, 130, 260, 510]],
		['every tenth', [...Array(30).keys()].map((place) => place * 10)],
	])(
		'%s that Slack does not name: they fail, and everybody else is signed out and told so',
		async (_, places) => {
			await slack.renew(600);
			Object.assign(slack.emulator.unsettled, {
				bulkNamesIn: 'nowhere',
				bulkRefusesBy,
				bulkDoesTheOthers,
			});
			const items = users(600).map((item, place) =>
				places.includes(place) ? { user_id: `U99${String(place).padStart(8, '0')}` } : item,
			);
			const { outputs } = await slack.run({
				parameters: bulk(),
				items,
				onError: 'continueErrorOutput',
			});
			expect(
				rows(outputs[1]).map(({ item, error }) => [item, (error as IDataObject).outcome]),
			).toEqual(places.map((place) => [place, 'failed']));
			expect(rows(outputs[0])).toHaveLength(600 - places.length);
			for (const { user_id } of rows(outputs[0]))
				expect([user_id, signedOut(user_id)]).toEqual([user_id, true]);
		},
	);
});

test('a refusal common to all: nobody is given a reason of their own, and nothing is claimed', async () => {
	await slack.renew(600);
	slack.emulator.faultFor = (request) =>
		methodOf(request) === BULK
			? ({ send }) => send(json({ ok: false, error: 'invalid_arguments' }))
			: undefined;
	const { outputs } = await slack.run({
		parameters: bulk(),
		items: users(600),
		onError: 'continueRegularOutput',
	});
	for (const row of rows(outputs[0])) {
		expect(errorOf(row)).toMatchObject({
			code: 'invalid_arguments',
			outcome: 'unknown',
			message: expect.stringMatching(
				/Slack refused a call for \d+ users together \(invalid_arguments\) and did not say for whom$/,
			),
		});
	}
});

test.each([
	['a rate limit past Maximum Wait', faults['429, Retry-After: a year'], 'ratelimited'],
	['a gateway that turns calls away', faults['403 from a gateway'], 'http_403'],
])(
	'the calls after a refusal meet %s: whoever was in the first one is not known',
	async (_, fault, code) => {
		Object.assign(slack.emulator.unsettled, { bulkNamesIn: 'nowhere', bulkDoesTheOthers: true });
		answers(undefined, ...Array(20).fill(fault));
		const { outputs } = await slack.run({
			parameters: bulk({ options: { maxWait: 5 } }),
			items: [...users(3), { user_id: 'U0BOT000001' }],
			onError: 'continueRegularOutput',
		});
		expect(users(3).every(({ user_id }) => signedOut(user_id))).toBe(true);
		for (const row of rows(outputs[0]))
			expect(errorOf(row)).toMatchObject({ code, outcome: 'unknown' });
	},
);

describe('what Slack says beside its refusal', () => {
	const [one, two, three] = users(3).map(({ user_id }) => String(user_id)) as [
		string,
		string,
		string,
	];
	test.each<[string, object]>([
		[
			'results, each with ok',
			{
				results: [
					{ user_id: one, ok: true },
					{ user_id: two, ok: false },
					{ user_id: three, ok: true },
				],
			},
		],
		[
			'results by id',
			{ results: { [one]: { ok: true }, [two]: { ok: false, error: 'x' }, [three]: { ok: true } } },
		],
		['only those for whom it worked', { enqueued_user_ids: [one, three] }],
		['both lists', { successes: [one, three], failures: [two] }],
		['all of them', { user_ids: [one, two, three] }],
		['a list of ids under errors', { errors: { [two]: 'user_not_found' } }],
	])('%s: never the wrong one', async (_, beside) => {
		// Slack has done the first and the third, and refuses the second for as long as it is in a call.
		slack.emulator.faultFor = (request) => {
			const ids =
				methodOf(request) === BULK
					? (JSON.parse(new URLSearchParams(request.body).get('user_ids') ?? '[]') as string[])
					: [];
			if (!ids.includes(two)) return undefined;
			return ({ send }) => {
				for (const id of ids) if (id !== two) slack.organisation.end(id, () => true);
				send(json({ ok: false, error: 'failed_for_some_users', ...(ids.length === 3 && beside) }));
			};
		};
		const { outputs } = await slack.run({
			parameters: bulk(),
			items: users(3),
			onError: 'continueErrorOutput',
		});
		expect(rows(outputs[0]).map(({ user_id }) => user_id)).toEqual([one, three]);
		expect(rows(outputs[1]).map(errorOf)).toMatchObject([
			{ user_id: two, code: 'failed_for_some_users', outcome: 'failed' },
		]);
	});
});

test('1,000 users whom Slack blames all by name: no call for each of them', async () => {
	await slack.renew(1_000);
	slack.emulator.faultFor = (request) => {
		if (methodOf(request) !== BULK) return undefined;
		const failed = new URLSearchParams(request.body).get('user_ids') ?? '[]';
		return ({ send }) =>
			send(
				json({
					ok: false,
					error: 'failed_for_some_users',
					failed_user_ids: JSON.parse(failed) as string[],
				}),
			);
	};
	const { outputs } = await slack.run({
		parameters: bulk(),
		items: users(1_000),
		onError: 'continueRegularOutput',
	});
	expect(slack.emulator.calls(BULK).length).toBeLessThan(100);
	for (const row of rows(outputs[0]))
		expect(errorOf(row)).toMatchObject({ code: 'failed_for_some_users', outcome: 'unknown' });
});

test('Stop: after the first who failed nothing more is sent, and the rest of the refused call is not known', async () => {
	Object.assign(slack.emulator.unsettled, {
		bulkNamesIn: 'failed_user_ids',
		bulkDoesTheOthers: true,
	});
	const { error } = await slack.run({
		parameters: bulk(),
		items: [{ user_id: 'U0BOT000001' }, ...users(7)],
	});
	expect(slack.emulator.calls(BULK)).toHaveLength(1);
	expect(error?.message).toContain('U0BOT000001');
	expect(error?.description).toMatch(
		/Not known: U0000000001, .*U0000000007\. To go on with the others/,
	);
});

test('nobody was put in line: nothing says so', async () => {
	slack.token.scopes = ['admin.users:read'];
	for (const options of [{}, { dryRun: true }]) {
		const { hints } = await slack.run({
			parameters: bulk({ options }),
			items: users(2),
			onError: 'continueRegularOutput',
		});
		expect(hints).toEqual([]);
	}
});
