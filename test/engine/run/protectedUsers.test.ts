import type { IDataObject } from 'n8n-workflow';

import { faults } from '../../emulator/faults';
import { methodOf } from '../../emulator/slack';
import { reset, rows, users, useSlack } from '../slack';

const slack = useSlack();

const RESET = 'admin.users.session.reset';

/** Resets two users under Continue, with a list of protected users. */
async function resetTwo(protectedUsers: string, options: IDataObject = {}) {
	const run = await slack.run({
		parameters: { ...reset, options: { protectedUsers, ...options } },
		items: users(2),
		onError: 'continueRegularOutput',
	});
	const errors = rows(run.outputs[0]).map(
		({ error }) => (error as { code?: string; message?: string; description?: string }) ?? {},
	);
	return { ...run, errors, codes: errors.map(({ code }) => code) };
}

describe.each([
	['words', 'ceo, cfo', 'ceo'],
	['a name that was written the other way round', 'Smith, John', 'Smith'],
	['a word for nobody', 'none', 'none'],
	['the ID of a group', 'S0614TZR7', 'S0614TZR7'],
	['an ID with a typo', 'U00000000O1', 'U00000000O1'],
	['one somebody and one typo', 'U0000000009, U0000000099', 'U0000000099'],
	['an address of nobody', 'nobody@example.com', 'nobody@example.com'],
])('%s', (_, list, entry) => {
	test('holds everything back, and the entry is named', async () => {
		const { codes, errors } = await resetTwo(list);
		expect(codes).toEqual(['protected_users_unchecked', 'protected_users_unchecked']);
		expect(errors[0]?.message).toContain(entry);
		expect(errors[0]?.description).toContain('Nothing was sent.');
		expect(slack.emulator.calls(RESET)).toEqual([]);
	});

	test('does so in a dry run too', async () => {
		expect((await resetTwo(list, { dryRun: true })).codes).toEqual([
			'protected_users_unchecked',
			'protected_users_unchecked',
		]);
	});
});

test('an ID is looked up once a run, in capitals, and protects', async () => {
	const { codes } = await resetTwo('u0000000002, U0000000002,U0000000009');
	expect(codes).toEqual([undefined, 'protected_user']);
	expect(
		slack.emulator
			.calls('users.info')
			.map(({ body }) => body)
			.sort(),
	).toEqual(['user=U0000000002', 'user=U0000000009']);
});

test('a deactivated person is somebody, and a hint says to take them out', async () => {
	slack.organisation.addPerson({ id: 'U0GONE00001', is_active: false });
	const { codes, hints } = await resetTwo('U0GONE00001');
	expect(codes).toEqual([undefined, undefined]);
	expect(hints).toContainEqual(
		expect.objectContaining({ message: expect.stringMatching(/U0GONE00001.*Take them out/) }),
	);
});

describe.each(['user_not_visible', 'team_access_not_granted', 'enterprise_is_restricted'] as const)(
	'where Slack says %s',
	(code) => {
		beforeEach(() => {
			slack.emulator.unsettled.usersInfoRefusesBy = code;
		});

		test('what has the form of an ID is kept by its text, and a hint says so', async () => {
			const { codes, hints } = await resetTwo('U0000000002');
			expect(codes).toEqual([undefined, 'protected_user']);
			expect(hints).toContainEqual(
				expect.objectContaining({ message: expect.stringContaining('compared as text') }),
			);
		});

		test.each(['ceo', 'none', 'S0614TZR7', 'UNDERWRITER', 'U123'])(
			'%s is refused',
			async (entry) => {
				expect((await resetTwo(entry)).codes).toEqual([
					'protected_users_unchecked',
					'protected_users_unchecked',
				]);
				expect(slack.emulator.calls(RESET)).toEqual([]);
			},
		);
	},
);

test('without the scope, what has the form of an ID is kept by its text', async () => {
	slack.token.scopes = slack.token.scopes.filter((scope) => scope !== 'users:read');
	expect((await resetTwo('U0000000002')).codes).toEqual([undefined, 'protected_user']);
	expect((await resetTwo('ceo')).codes).toEqual([
		'protected_users_unchecked',
		'protected_users_unchecked',
	]);
});

describe('while Slack is half down', () => {
	const spoil = (name: 'a hang before Slack worked' | '429, Retry-After: 1', times = Infinity) => {
		let left = times;
		slack.emulator.faultFor = (request) =>
			methodOf(request) === 'users.info' && left-- > 0 ? faults[name] : undefined;
	};

	test('a guard is given up after one time limit: nothing is sent, and the guard is named', async () => {
		spoil('a hang before Slack worked');
		const began = performance.now();
		const { codes, errors } = await resetTwo('U0000000002');
		expect(performance.now() - began).toBe(30_000);
		expect(codes).toEqual(['protected_users_unchecked', 'protected_users_unchecked']);
		expect(errors[0]?.message).toContain("'Protected Users'");
		expect(errors[0]?.description).toContain(
			"remove 'Protected Users' from the node, or from the credential",
		);
		// The time limit of one try: a second one has no time left.
		expect(slack.emulator.calls('users.info')).toHaveLength(1);
		expect(slack.emulator.calls(RESET)).toEqual([]);
	});

	test('a pause that Slack asks for is waited for', async () => {
		spoil('429, Retry-After: 1', 3);
		expect((await resetTwo('U0000000002')).codes).toEqual([undefined, 'protected_user']);
	});
});
