import { limitOf, nextCursor, placeOf, type Method } from '../method';
import { invalidArguments, SlackRefusal } from '../refusal';

export const adminUsersList: Method = {
	name: 'admin.users.list',
	scope: 'admin.users:read',
	tier: 100,
	admin: true,
	takes: {
		team_id: 'text',
		is_active: 'boolean',
		include_deactivated_user_workspaces: 'boolean',
		limit: 'integer',
		cursor: 'text',
	},
	work({ organisation, takes }) {
		const { team_id, is_active = true, include_deactivated_user_workspaces: named } = takes;
		if (team_id !== undefined && named !== undefined)
			throw invalidArguments('include_deactivated_user_workspaces goes without team_id only');
		const limit = limitOf(takes, 100, 100);
		const from = placeOf(takes.cursor);
		const all = [...organisation.people.values()];
		const isIn = (workspaces: string[]) =>
			team_id === undefined || workspaces.includes(String(team_id));
		if (!all.some(({ workspaces }) => isIn(workspaces))) throw new SlackRefusal('team_not_found');
		const fitting = all.filter(
			(person) => person.is_active === is_active && isIn(person.workspaces),
		);
		const users = fitting
			.slice(from, from + limit)
			.map(({ name, local_id, workspaces, unsaid = [], ...person }) => ({
				is_restricted: false,
				is_ultra_restricted: false,
				last_active_ts: 1_700_000_000,
				...person,
				workspaces: person.is_active || named === true ? workspaces : [],
				username: name,
				full_name: name,
				...Object.fromEntries(unsaid.map((field) => [field, undefined])),
			}));
		return { users, ...nextCursor(from + limit, from + limit < fitting.length) };
	},
};
