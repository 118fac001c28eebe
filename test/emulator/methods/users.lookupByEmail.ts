import type { Method } from '../method';
import { SlackRefusal } from '../refusal';

export const usersLookupByEmail: Method = {
	name: 'users.lookupByEmail',
	scope: 'users:read.email',
	tier: 50,
	takes: { email: 'text!' },
	work({ organisation, takes }) {
		const email = String(takes.email).toLowerCase();
		// A deactivated user is not found by address.
		const person = [...organisation.people.values()].find(
			(candidate) => candidate.is_active && candidate.email.toLowerCase() === email,
		);
		if (!person) throw new SlackRefusal('users_not_found');
		const { id, name, workspaces, is_bot, is_admin, is_owner, is_primary_owner } = person;
		return {
			user: {
				id,
				team_id: workspaces[0],
				name,
				deleted: false,
				real_name: name,
				profile: { email: person.email },
				is_bot,
				is_admin,
				is_owner,
				is_primary_owner,
			},
		};
	},
};
