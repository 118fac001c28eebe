import type { Person, SlackUser } from './methods';

type Rank = 'primary_owner' | 'owner' | 'admin' | 'member';

/** Each role that Slack has a flag for, the highest first. Whoever has none of them is a member. */
const flagOfRole = {
	primary_owner: 'is_primary_owner',
	owner: 'is_owner',
	admin: 'is_admin',
	single_channel_guest: 'is_ultra_restricted',
	guest: 'is_restricted',
} as const;

type FlaggedRole = keyof typeof flagOfRole;

/** A person's highest role in the organisation. */
export type Role = FlaggedRole | 'member';

export const roles: Role[] = [...(Object.keys(flagOfRole) as FlaggedRole[]), 'member'];

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
		role: certainRole(person),
		is_active,
		is_bot,
	};
}

type Flags = Partial<Record<(typeof flagOfRole)[FlaggedRole], boolean | null | undefined>>;

/**
 * Every role that may be the person's highest by the flags that Slack gives. A flag that is missing rules nothing out: a person of whom Slack
 * does not say that they are no owner is never taken for a guest alone.
 */
export function possibleRoles(flags: Flags): Role[] {
	const possible: Role[] = [];
	for (const role of Object.keys(flagOfRole) as FlaggedRole[]) {
		const flag = flags[flagOfRole[role]];
		if (flag !== false) possible.push(role);
		if (flag === true) return possible;
	}
	return [...possible, 'member'];
}

function certainRole(person: Person): Role | undefined {
	const [role, ...others] = possibleRoles(person);
	return others.length === 0 ? role : undefined;
}

/** Slack leaves a text empty, or gives it as null, where there is none. */
function told(text: string | null | undefined): string | undefined {
	return typeof text === 'string' && text !== '' ? text : undefined;
}

type Rights = Pick<Person, 'is_primary_owner' | 'is_owner' | 'is_admin'>;

/** What `users.info` leaves out of a user is taken for false. */
function roleIn(
	rights: Rights,
	{ is_restricted, is_ultra_restricted }: Pick<Person, 'is_restricted' | 'is_ultra_restricted'>,
): Role {
	const { is_primary_owner, is_owner, is_admin } = rights;
	const flags = { is_primary_owner, is_owner, is_admin, is_restricted, is_ultra_restricted };
	return possibleRoles(flags).at(-1) ?? 'member';
}

/** A person's role where guests count as members. */
export function rankIn({ is_primary_owner, is_owner, is_admin }: Rights): Rank {
	if (is_primary_owner) return 'primary_owner';
	if (is_owner) return 'owner';
	return is_admin ? 'admin' : 'member';
}
