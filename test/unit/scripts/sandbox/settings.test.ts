import { writeFileSync } from 'node:fs';

import { pointNames, pointOf } from '../../../../scripts/sandbox/points';
import { readSettled, settings, type Unsettled } from '../../../emulator/method';
import { makeSandbox, removeFolders, runSandbox, TESTER, typed, type Ran } from './inMemory';

afterEach(removeFolders);

/** What the page says of a point. */
function rowOf({ page = '' }: Ran, point: (typeof pointNames)[number]): string {
	const { asks } = pointOf(point);
	return page.split('\n').find((line) => line.startsWith(`| ${asks} |`)) ?? '';
}

const cases = Object.entries(settings).flatMap(([name, values]) =>
	values.map((value) => [name as keyof Unsettled, value] as const),
);

test.each(cases)('%s: %s is found out, and the page says it', async (name, value) => {
	const sandbox = makeSandbox();
	const ran = await runSandbox(sandbox, typed(sandbox.token.value), {
		unsettled: { [name]: value },
	});
	expect(ran).toMatchObject({ code: 0 });
	expect(readSettled(ran.folder)[name]).toEqual(value);
	const [saying] = pointNames.flatMap((point) =>
		Object.values(pointOf(point).answers)
			.filter(({ settles = {} }) => name in settles && settles[name] === value)
			.map(({ slack }) => ({ point, slack })),
	);
	if (saying) expect(rowOf(ran, saying.point)).toContain(`| ${saying.slack} | 2026-11-26 | `);
	// That users.info answers is no setting of the switch, but the lack of one.
	else
		expect([name, rowOf(ran, 'usersInfo')]).toEqual([
			'usersInfoRefusesBy',
			expect.stringContaining('| yes |'),
		]);
});

test('one run settles every point but those of the audit log and the rate limit, and all switches at once', async () => {
	const sandbox = makeSandbox();
	const ran = await runSandbox(sandbox, typed(sandbox.token.value), { jobSeconds: 12 });
	expect(ran.code).toBe(0);
	expect(pointNames.filter((point) => rowOf(ran, point).includes('**open**'))).toEqual([
		'auditSession',
		'auditDelay',
		'rateLimit',
	]);
	expect(rowOf(ran, 'bulkSoon')).toContain('| within 20 seconds | 2026-11-26 |');
	expect(rowOf(ran, 'mobileOnly')).toContain('| those and no other | 2026-11-26 |');
	expect(rowOf(ran, 'settingsNulls')).toContain('| the field is absent | 2026-11-26 |');
	expect(rowOf(ran, 'invalidateOfGone')).toContain('| `session_not_found` | 2026-11-26 |');
	expect(rowOf(ran, 'pageOf101')).toContain('| it is refused | 2026-11-26 |');
});

test.each([
	['two of each kind', ['web', 'web', 'mobile', 'mobile']],
	['three on phones', ['mobile', 'mobile', 'web', 'mobile']],
] as const)('%s are enough for every point', async (_, clients) => {
	const sandbox = makeSandbox();
	sandbox.organisation.end(TESTER, () => true);
	for (const client of clients) sandbox.organisation.addSession(TESTER, { client });
	const ran = await runSandbox(sandbox, typed(sandbox.token.value));
	expect(pointNames.filter((point) => rowOf(ran, point).includes('**open**'))).toEqual([
		'auditSession',
		'auditDelay',
		'rateLimit',
	]);
});

test('what was set on the account is taken back, and nobody else lost a session', async () => {
	const { organisation, token } = makeSandbox();
	const others = () =>
		[...organisation.people.keys()]
			.filter((id) => id !== TESTER)
			.map((id) => [id, organisation.sessionsOf(id)]);
	const before = others();
	await runSandbox({ organisation }, typed(token.value));
	expect(organisation.settings.size).toBe(0);
	expect(others()).toEqual(before);
	expect(organisation.sessionsOf(TESTER)).toEqual([]);
});

test('a later run keeps the records of an earlier one, until it settles the same point', async () => {
	const sandbox = makeSandbox();
	const first = await runSandbox(sandbox, typed(sandbox.token.value));
	const later = makeSandbox();
	const second = await runSandbox(
		later,
		{ ...typed(later.token.value), 'Write this': 'no' },
		{ unsettled: { enterpriseUser: 'withoutTeams' }, folder: first.folder, day: '2026-12-24' },
	);
	expect(second.records.size).toBe(first.records.size);
	expect(rowOf(second, 'invalidateByTeam')).toContain('| yes | 2026-11-26 |');
	expect(rowOf(second, 'enterpriseUser')).toContain(
		'| `enterprise_user` has no `teams` | 2026-12-24 |',
	);
	expect(readSettled(second.folder)).toMatchObject({
		enterpriseUser: 'withoutTeams',
		invalidateTakesTeam: true,
	});
});

test('a record that sets what the emulator does not have is told', async () => {
	const sandbox = makeSandbox();
	const { folder } = await runSandbox(sandbox, typed(sandbox.token.value));
	writeFileSync(
		`${folder}/listByOrganisation.json`,
		JSON.stringify({ point: 'listByOrganisation', settles: { enterpriseIdLists: 'some' } }),
	);
	expect(() => readSettled(folder)).toThrow('sets enterpriseIdLists to some');
});
