import { showUser, type Method } from '../method';
import { SlackRefusal } from '../refusal';

export const usersInfo: Method = {
	name: 'users.info',
	scope: 'users:read',
	tier: 100,
	takes: { user: 'text!' },
	work(call) {
		const { organisation, takes, unsettled } = call;
		if (unsettled.usersInfoRefusesBy) throw new SlackRefusal(unsettled.usersInfoRefusesBy);
		const person = organisation.personOf(String(takes.user));
		if (!person) throw new SlackRefusal('user_not_found');
		return { user: showUser(call, person) };
	},
};
