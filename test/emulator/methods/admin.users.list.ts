import { limitOf, nextCursor, placeOf, type Method } from '../method';
import { SlackRefusal } from '../refusal';

export const adminUsersList: Method = {
	name: 'admin.users.list',
	scope: 'admin.users:read',
	tier: 50,
	admin: true,
	takes: { team_id: 'text', is_active: 'boolean', limit: 'integer', cursor: 'text' },
	work({ organisation, takes }) {
		const limit = limitOf(takes, 100, 100);
		const from = placeOf(takes.cursor);
		const all = [...organisation.people.values()];
		if (
			takes.team_id !== undefined &&
			!all.some(({ workspaces }) => workspaces.includes(String(takes.team_id)))
		)
			throw new SlackRefusal('team_not_found');
		const fitting = all.filter(
			(person) =>
				(takes.is_active === undefined || person.is_active === takes.is_active) &&
				(takes.team_id === undefined || person.workspaces.includes(String(takes.team_id))),
		);
		const users = fitting.slice(from, from + limit).map(({ name, ...person }) => ({
			...person,
			username: name,
			full_name: name,
			is_restricted: false,
			is_ultra_restricted: false,
		}));
		return { users, ...nextCursor(from + limit, from + limit < fitting.length) };
	},
};
