import { type Method } from '../method';
import { SlackRefusal } from '../refusal';

export const usersInfo: Method = {
	name: 'users.info',
	scope: 'users:read',
	tier: 100,
	takes: { user: 'text!' },
	work({ organisation, takes, unsettled }) {
		if (unsettled.usersInfoRefusesBy) throw new SlackRefusal(unsettled.usersInfoRefusesBy);
		const person = organisation.people.get(String(takes.user));
		if (!person) throw new SlackRefusal('user_not_found');
		const { id, email, name, workspaces, is_active, is_bot } = person;
		const { is_admin, is_owner, is_primary_owner } = person;
		return {
			user: {
				id,
				name,
				real_name: name,
				deleted: !is_active,
				profile: { email },
				is_bot,
				enterprise_user: {
					id,
					enterprise_id: organisation.id,
					is_admin,
					is_owner,
					is_primary_owner,
					teams: workspaces,
				},
			},
		};
	},
};
