import { showUser, type Method } from '../method';
import { SlackRefusal } from '../refusal';

export const usersLookupByEmail: Method = {
	name: 'users.lookupByEmail',
	scope: 'users:read.email',
	tier: 50,
	takes: { email: 'text!' },
	work(call) {
		const email = String(call.takes.email).toLowerCase();
		// A deactivated user is not found by address.
		const person = [...call.organisation.people.values()].find(
			(candidate) => candidate.is_active && candidate.email.toLowerCase() === email,
		);
		if (!person) throw new SlackRefusal('users_not_found');
		return { user: showUser(call, person) };
	},
};
