import type { Person, SlackUser } from './methods';

type Rank = 'primary_owner' | 'owner' | 'admin' | 'member';

/** A person's highest role in the organisation. */
type Role = Rank | 'guest' | 'single_channel_guest';

/** Who a person is, as far as an answer of Slack's says it. */
export interface Profile {
	email: string | undefined;
	full_name: string | undefined;
	role: Role | undefined;
	is_active: boolean | undefined;
	is_bot: boolean | undefined;
}

/** Of a user as `users.info` and `users.lookupByEmail` give one. What they say of the role in a workspace tells nothing of that in the organisation. */
export function profileOfUser(user: SlackUser): Profile {
	const { enterprise_user, profile, deleted, is_bot } = user;
	// `deleted` can be wrong of somebody who still has workspaces.
	const isUncertain = deleted === true && (enterprise_user?.teams ?? []).length > 0;
	return {
		email: told(profile?.email),
		full_name: told(user.real_name) ?? told(profile?.real_name) ?? told(user.name),
		role: enterprise_user ? roleIn(enterprise_user, user) : undefined,
		is_active: isUncertain || typeof deleted !== 'boolean' ? undefined : !deleted,
		is_bot,
	};
}

/** Of a person as `admin.users.list` gives one. */
export function profileOfPerson(person: Person): Profile {
	const { email, full_name, username, is_active, is_bot } = person;
	return {
		email: told(email),
		full_name: told(full_name) ?? told(username),
		role: roleIn(person, person),
		is_active,
		is_bot,
	};
}

/** Slack leaves a text empty, or gives it as null, where there is none. */
function told(text: string | null | undefined): string | undefined {
	return typeof text === 'string' && text !== '' ? text : undefined;
}

type Rights = Pick<Person, 'is_primary_owner' | 'is_owner' | 'is_admin'>;

function roleIn(
	rights: Rights,
	{ is_restricted, is_ultra_restricted }: Pick<Person, 'is_restricted' | 'is_ultra_restricted'>,
): Role {
	const role = rankIn(rights);
	if (role !== 'member') return role;
	if (is_ultra_restricted) return 'single_channel_guest';
	return is_restricted ? 'guest' : role;
}

/** A person's role where guests count as members. */
export function rankIn({ is_primary_owner, is_owner, is_admin }: Rights): Rank {
	if (is_primary_owner) return 'primary_owner';
	if (is_owner) return 'owner';
	return is_admin ? 'admin' : 'member';
}
