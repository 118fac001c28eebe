import {
	possibleRoles,
	profileOfPerson,
	profileOfUser,
} from '../../../nodes/SlackAdminSessions/slack/profile';

const user = {
	id: 'U1',
	name: 'grace',
	real_name: 'Grace Hopper',
	deleted: false,
	is_bot: false,
	profile: { email: 'grace@example.com' },
	enterprise_user: { id: 'W1', teams: ['T1'] },
};

test('users.info', () => {
	expect(profileOfUser(user)).toEqual({
		email: 'grace@example.com',
		full_name: 'Grace Hopper',
		role: 'member',
		is_active: true,
		is_bot: false,
	});
});

test.each([
	[{ is_primary_owner: true, is_owner: true, is_admin: true }, {}, 'primary_owner'],
	[{ is_owner: true, is_admin: true }, {}, 'owner'],
	[{ is_admin: true }, { is_restricted: true }, 'admin'],
	[{}, { is_restricted: true }, 'guest'],
	[{}, { is_restricted: true, is_ultra_restricted: true }, 'single_channel_guest'],
	[{}, { is_owner: true, is_primary_owner: true }, 'member'],
])('the highest role in the organisation, of %j and %j in a workspace: %s', (own, more, role) => {
	expect(profileOfUser({ ...user, ...more, enterprise_user: own }).role).toBe(role);
});

test('what Slack does not say of the organisation is not taken from the workspace', () => {
	const { enterprise_user: _, ...ofWorkspace } = user;
	expect(profileOfUser({ ...ofWorkspace, is_primary_owner: true }).role).toBeUndefined();
});

test('`deleted` of somebody who still has workspaces says nothing', () => {
	expect(profileOfUser({ ...user, deleted: true }).is_active).toBeUndefined();
	expect(profileOfUser({ ...user, deleted: true, enterprise_user: {} }).is_active).toBe(false);
});

test('texts that are empty or missing', () => {
	expect(profileOfUser({ id: 'U1', name: 'grace', real_name: '' })).toEqual({
		email: undefined,
		full_name: 'grace',
		role: undefined,
		is_active: undefined,
		is_bot: undefined,
	});
	expect(profileOfPerson({ id: 'W1', email: '', full_name: '', username: 'grace' })).toEqual({
		email: undefined,
		full_name: 'grace',
		role: undefined,
		is_active: undefined,
		is_bot: undefined,
	});
});

test('admin.users.list', () => {
	expect(
		profileOfPerson({
			id: 'W1',
			email: 'grace@example.com',
			full_name: 'Grace Hopper',
			is_active: false,
			is_bot: false,
			is_primary_owner: false,
			is_owner: false,
			is_admin: true,
		}),
	).toEqual({
		email: 'grace@example.com',
		full_name: 'Grace Hopper',
		role: 'admin',
		is_active: false,
		is_bot: false,
	});
});

const none = {
	is_primary_owner: false,
	is_owner: false,
	is_admin: false,
	is_ultra_restricted: false,
	is_restricted: false,
};

test.each([
	[{}, ['member']],
	[{ is_restricted: true }, ['guest']],
	[{ is_restricted: true, is_ultra_restricted: true }, ['single_channel_guest']],
	[{ is_restricted: true, is_admin: true }, ['admin']],
	[{ is_primary_owner: true, is_owner: true, is_admin: true }, ['primary_owner']],
	[{ is_restricted: undefined }, ['guest', 'member']],
	[{ is_restricted: true, is_ultra_restricted: null }, ['single_channel_guest', 'guest']],
	[{ is_restricted: true, is_admin: undefined }, ['admin', 'guest']],
	[{ is_owner: true, is_primary_owner: undefined }, ['primary_owner', 'owner']],
])('a flag that is missing rules no role out: with %j it may be %j', (flags, possible) => {
	expect(possibleRoles({ ...none, ...flags })).toEqual(possible);
});
