import { KnownPeople } from '../../../nodes/SlackAdminSessions/slack/knownPeople';

const said = (
	organisationId?: string,
	ids: Array<string | undefined> = [],
	workspaces?: string[],
) => ({
	organisationId,
	ids,
	workspaces,
});

test('IDs that no answer has joined are different people, however alike', () => {
	const people = new KnownPeople();
	expect(people.isSame('U0000000001', 'W0000000001')).toBe(false);
	expect(people.isSame('u0000000001', 'U0000000001')).toBe(true);
	expect(people.isSame(undefined, 'U0000000001')).toBe(false);
});

test('what several answers say of one person is joined, in any order', () => {
	const people = new KnownPeople();
	people.learn(said('W1', ['U1']));
	people.learn(said(undefined, ['U2', 'U3']));
	expect(people.isSame('U1', 'U3')).toBe(false);
	people.learn(said('W1', ['U3']));
	for (const id of ['W1', 'U1', 'U2', 'U3', 'u2']) expect(people.isSame(id, 'W1')).toBe(true);
	expect(people.isSame('U4', 'W1')).toBe(false);
});

test('what is missing or empty joins nobody', () => {
	const people = new KnownPeople();
	people.learn(said('', ['U1', undefined, '']));
	people.learn(said('', ['U2', undefined, '']));
	people.learn(said());
	expect(people.isSame('U1', 'U2')).toBe(false);
});

test("the organisation's ID goes out where it is among them, and never one that is not", () => {
	const people = new KnownPeople();
	people.learn(said('W1', ['U1', 'U2']));
	expect(people.bestOf(['U1', 'W1'])).toBe('W1');
	expect(people.bestOf(['U1', 'U2'])).toBe('U1');
	expect(people.bestOf(['u3', 'U3'])).toBe('U3');
	expect(people.bestOf(['u3'])).toBe('u3');
});

test('workspaces: not asked for, not said, said; and what was said is not lost', () => {
	const people = new KnownPeople();
	people.learn(said('W1', ['U1']));
	expect(people.workspacesOf('W1')).toBeUndefined();
	people.learn(said('W1', ['U1'], []));
	expect(people.workspacesOf('W1')).toEqual([]);
	people.learn(said(undefined, ['u1'], ['T1', 'T2']));
	people.learn(said('W1', ['U1'], []));
	expect(people.workspacesOf('w1')).toEqual(['T1', 'T2']);
});

describe('who somebody is', () => {
	const profile = {
		email: undefined,
		full_name: 'Grace Hopper',
		role: undefined,
		is_active: true,
		is_bot: false,
	};

	test('not said, nobody, or what was said, by each of their IDs', () => {
		const people = new KnownPeople();
		expect(people.whoIs('U1')).toBeUndefined();
		people.learnNobody('u9');
		expect(people.whoIs('U9')).toBe('nobody');
		people.learn({ ...said('W1', ['U1']), profile });
		expect(people.whoIs('u1')).toEqual(profile);
		expect(people.whoIs('W1')).toEqual(profile);
		expect(people.organisationIdOf('u1')).toBe('W1');
		expect(people.organisationIdOf('U9')).toBeUndefined();
	});

	test('what one answer does not say is kept from another', () => {
		const people = new KnownPeople();
		people.learn({ ...said('W1'), profile });
		people.learn({
			...said('W1', ['U1']),
			profile: { ...profile, full_name: undefined, role: 'admin', is_active: false },
		});
		people.learn(said('W1', ['U2']));
		expect(people.whoIs('U2')).toEqual({ ...profile, role: 'admin', is_active: false });
	});

	test('known is who has a role, and who is nobody', () => {
		const people = new KnownPeople();
		people.learn({ ...said('W1'), profile });
		people.learn({ ...said('W2'), profile: { ...profile, role: 'member' } });
		people.learnNobody('U9');
		expect(['W1', 'W2', 'U9', 'U8'].map((id) => people.isKnown(id))).toEqual([
			false,
			true,
			true,
			false,
		]);
	});
});
