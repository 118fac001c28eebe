import { makeTokenValue, type Person } from '../../../emulator/organisation';
import {
	GONE,
	makeSandbox,
	READING,
	removeFolders,
	runSandbox,
	TESTER,
	typed,
	type Ran,
	type Setting,
	type Typed,
} from './inMemory';

afterEach(removeFolders);

const writing = ({ calls }: Ran) => calls.filter((method) => !READING.test(method));

/** Nothing written to Slack, nothing left behind, and a sentence that says why. */
function expectNothing(ran: Ran, sentence: string, code = 1): void {
	expect(writing(ran)).toEqual([]);
	expect([ran.code, ran.page, ran.records.size]).toEqual([code, undefined, 0]);
	expect(ran.said).toContain(sentence);
	expect(ran.said).toContain('Nothing was written to Slack.');
}

async function run(answers: Typed, setting?: Setting): Promise<Ran> {
	const sandbox = makeSandbox();
	return await runSandbox(sandbox, { ...typed(sandbox.token.value), ...answers }, setting);
}

describe('the token', () => {
	test.each([
		['bot', 'This is a bot token.'],
		['appLevel', 'This is an app-level token.'],
		['refresh', 'This is a refresh token'],
	] as const)('of the kind %s', async (kind, sentence) => {
		const ran = await run({ Token: makeTokenValue(kind) });
		expectNothing(ran, sentence);
		expect(ran.calls).toEqual([]);
	});

	test('none', async () => expectNothing(await run({ Token: '' }), 'The token is empty.'));

	test('that Slack does not know', async () =>
		expectNothing(
			await run({ Token: makeTokenValue('user') }),
			'Slack does not accept this token (invalid_auth).',
		));

	test('of a workspace', async () => {
		const sandbox = makeSandbox();
		const { value } = sandbox.organisation.addToken({
			user_id: 'U0ADMIN0001',
			isEnterpriseInstall: false,
		});
		expectNothing(await runSandbox(sandbox, typed(value)), 'This token is of a single workspace.');
	});

	test('of somebody who may not list people', async () => {
		const sandbox = makeSandbox();
		const { value } = sandbox.organisation.addToken({ user_id: 'U0000000001' });
		expectNothing(await runSandbox(sandbox, typed(value)), 'Slack answered not_an_admin');
	});
});

describe('the size of the organisation', () => {
	/** An organisation of so many people in all, of which so many are not active. */
	const ofSize = (people: number, inactive = 1) => {
		const sandbox = makeSandbox(0);
		for (let number = sandbox.organisation.people.size; number < people; number++)
			sandbox.organisation.addPerson({
				id: `U${String(number).padStart(10, '0')}`,
				is_active: people - number >= inactive,
			});
		return sandbox;
	};

	test.each([1, 150])('201 people, %s of them not active: nothing is written', async (inactive) => {
		const sandbox = ofSize(201, inactive);
		expect(sandbox.organisation.people.size).toBe(201);
		expectNothing(
			await runSandbox(sandbox, typed(sandbox.token.value)),
			'This organisation has more than 200 people',
		);
	});

	test('200 people are a sandbox', async () => {
		const sandbox = ofSize(200);
		const ran = await runSandbox(sandbox, typed(sandbox.token.value));
		expect(ran.code).toBe(0);
		expect(ran.said).toContain('It has 200 people');
	});

	test('a list that never ends is not counted to its end', async () =>
		expectNothing(
			await run(
				{},
				{
					instead: (method, calls) =>
						method === 'admin.users.list'
							? {
									status: 200,
									body: {
										ok: true,
										users: [],
										response_metadata: { next_cursor: `more${calls.length}` },
									},
								}
							: undefined,
				},
			),
			'This organisation has more than 200 people',
		));
});

describe('the account', () => {
	const named = async (person: Partial<Person>, answers: Typed = {}) => {
		const sandbox = makeSandbox();
		sandbox.organisation.addPerson({ id: 'U0OTHER0001', name: 'other', ...person });
		return await runSandbox(sandbox, {
			...typed(sandbox.token.value),
			'test account': 'U0OTHER0001',
			...answers,
		});
	};

	test.each([
		['an administrator', { is_admin: true }, 'an administrator or owner'],
		['an owner', { is_owner: true }, 'an administrator or owner'],
		['the primary owner', { is_primary_owner: true }, 'an administrator or owner'],
		['a bot', { is_bot: true }, 'this is a bot'],
		['not active', { is_active: false }, 'this account is not active'],
		["of the token's user's address", { email: 'admin@example.com' }, "the token's own user"],
	])('that is %s', async (_, person, sentence) => expectNothing(await named(person), sentence));

	test.each([
		['nobody', 'U0NOBODY001', 'nobody in the organisation has this ID'],
		['no answer but Enter', '', 'nobody in the organisation has this ID'],
		["the token's user", 'U0ADMIN0001', "the token's own user"],
		["the token's user, by address", 'Admin@example.com', "the token's own user"],
	])('that is %s', async (_, id, sentence) =>
		expectNothing(await run({ 'test account': id }), sentence),
	);

	test("that is the token's user under the other ID", async () => {
		const sandbox = makeSandbox();
		const { organisation } = sandbox;
		organisation.addPerson({
			...organisation.people.get('U0ADMIN0001'),
			id: 'U0ADMIN0001',
			local_id: 'U0LOCAL0001',
		});
		organisation.addPerson({ id: 'U0LOCAL0001', name: 'local' });
		expectNothing(
			await runSandbox(sandbox, {
				...typed(sandbox.token.value),
				'test account': 'U0LOCAL0001',
			}),
			"the token's own user",
		);
	});

	test('of whom only users.info says that it is an administrator', async () =>
		expectNothing(
			await run(
				{},
				{
					instead: (method, calls) =>
						method === 'users.info' && calls.filter((each) => each === method).length === 2
							? { status: 200, body: { ok: true, user: { id: TESTER, is_admin: true } } }
							: undefined,
				},
			),
			'by users.info',
		));

	test('of whom Slack does not say whether it is an administrator', async () =>
		expectNothing(
			await run(
				{},
				{
					instead: (method) =>
						method === 'admin.users.list'
							? {
									status: 200,
									body: {
										ok: true,
										users: [{ id: TESTER, is_active: true }, { id: 'U0ADMIN0001' }],
									},
								}
							: undefined,
				},
			),
			'Slack does not say whether',
		));

	test('whose address is that of two people', async () => {
		expectNothing(
			await named({ email: 'tester@example.com' }, { 'test account': 'tester@example.com' }),
			'this is more than one person',
		);
	});

	test('the second one is still active', async () =>
		expectNothing(
			await run({ 'deactivated already': 'U0000000001' }),
			'this account is not deactivated',
		));

	test('by its address it is the same account', async () => {
		const ran = await run({ 'test account': 'Tester@Example.com' });
		expect(ran.code).toBe(0);
		expect(writing(ran)).not.toEqual([]);
	});
});

describe('the questions', () => {
	test.each(['Token', 'Is this a sandbox', 'test account', 'deactivated already', 'Write this'])(
		'no answer to "%s"',
		async (question) => {
			const answers = typed(makeSandbox().token.value);
			const sandbox = makeSandbox();
			answers.Token = sandbox.token.value;
			delete answers[question];
			expectNothing(await runSandbox(sandbox, answers), 'No answer.');
		},
	);

	test('it is no sandbox', async () => {
		const ran = await run({ 'Is this a sandbox': 'no' });
		expectNothing(ran, 'Then this command does nothing.');
		expect(ran.calls).toEqual(['auth.test']);
	});

	test.each(['no', 'y', 'yes please', ''])(
		'"%s" is no yes to writing: what reading settled is kept',
		async (word) => {
			const ran = await run({ 'Write this': word });
			expect(writing(ran)).toEqual([]);
			expect([ran.code, ran.records.has('listByOrganisation.json')]).toEqual([0, true]);
		},
	);

	test('without a deactivated account, that point stays open', async () => {
		const ran = await run({ 'deactivated already': '' });
		expect(ran.code).toBe(0);
		expect(ran.records.has('resetOfDeactivated.json')).toBe(false);
		expect(ran.said).toContain('resetOfDeactivated: still open, since no deactivated account');
	});

	test('the token is revoked where that is wanted', async () => {
		const sandbox = makeSandbox();
		const ran = await runSandbox(sandbox, { ...typed(sandbox.token.value), Revoke: 'yes' });
		expect([ran.code, sandbox.token.state]).toEqual([0, 'revoked']);
		expect(ran.said).toContain('The token is revoked.');
	});
});

describe('in the middle', () => {
	test('HTTP 429: its header is recorded, and nothing more is sent', async () => {
		const ran = await run(
			{},
			{
				instead: (method) =>
					method === 'admin.users.session.reset'
						? { status: 429, retryAfter: '20', body: { ok: false, error: 'ratelimited' } }
						: undefined,
			},
		);
		expect(ran.code).toBe(1);
		expect(ran.calls.at(-1)).toBe('admin.users.session.reset');
		expect(ran.said).toContain('Retry-After: 20');
		expect(JSON.parse(ran.records.get('rateLimit.json') ?? '')).toMatchObject({
			answer: 'seconds',
			exchanges: [{ status: 429, retry_after: 20 }],
		});
		expect(ran.page).toContain('| whole seconds | 2026-11-26 |');
	});

	test('Ctrl-C before anything is written', async () => {
		const ran = await run(
			{},
			{
				instead: (method) =>
					method === 'admin.users.session.list' ? ('interrupt' as const) : undefined,
			},
		);
		expectNothing(ran, 'Interrupted.', 130);
	});

	test('Ctrl-C between two calls that write: no file, and it says what was sent', async () => {
		const ran = await run(
			{},
			{
				instead: (method) =>
					method === 'admin.users.session.resetBulk' ? ('interrupt' as const) : undefined,
			},
		);
		expect([ran.code, ran.page, ran.records.size]).toEqual([130, undefined, 0]);
		expect(ran.said).toContain('admin.users.session.invalidate');
		expect(ran.said).toContain('admin.users.session.resetBulk. The last of them may have worked.');
	});

	test('Ctrl-C while a setting is on the account: it is taken back', async () => {
		const sandbox = makeSandbox();
		const ran = await runSandbox(sandbox, typed(sandbox.token.value), {
			instead: (method, calls) =>
				method === 'admin.users.session.getSettings' &&
				calls.includes('admin.users.session.setSettings')
					? 'interrupt'
					: undefined,
		});
		expect(ran.code).toBe(130);
		expect(sandbox.organisation.settings.size).toBe(0);
	});

	test('where nobody can say that an ID is nobody’s, nothing is sent in bulk', async () => {
		const ran = await run({}, { unsettled: { usersInfoRefusesBy: 'user_not_visible' } });
		expect(ran.code).toBe(0);
		expect(ran.calls).not.toContain('admin.users.session.resetBulk');
	});

	test('an account that has settings of its own keeps them', async () => {
		const sandbox = makeSandbox();
		sandbox.organisation.settings.set(TESTER, { duration: 28_800 });
		const ran = await runSandbox(sandbox, typed(sandbox.token.value));
		expect(ran.code).toBe(0);
		expect(sandbox.organisation.settings.get(TESTER)).toEqual({ duration: 28_800 });
	});

	test('an account without a session leaves open what needs one', async () => {
		const sandbox = makeSandbox();
		sandbox.organisation.end(TESTER, () => true);
		const ran = await runSandbox(sandbox, { ...typed(sandbox.token.value), [GONE]: GONE });
		expect(ran.code).toBe(0);
		for (const point of ['invalidateByUser', 'invalidateByTeam', 'mobileOnly', 'bulkSoon'])
			expect(ran.said).toContain(`${point}: still open`);
	});
});
