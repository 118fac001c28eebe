import { limitOf, nextCursor, placeOf, type Method } from '../method';
import type { Person } from '../organisation';
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
		const isIn = (workspaces: string[]) =>
			team_id === undefined || workspaces.includes(String(team_id));
		let known = false;
		let place = 0;
		const found: Person[] = [];
		// No further than the page: a list of the whole organisation at every page takes seconds where it is large.
		for (const person of organisation.people.values()) {
			if (!isIn(person.workspaces)) continue;
			known = true;
			if (person.is_active !== is_active || place++ < from) continue;
			if (place > from + limit) break;
			found.push(person);
		}
		if (!known) throw new SlackRefusal('team_not_found');
		const users = found.map(({ name, local_id, workspaces, unsaid = [], ...person }) => ({
			is_restricted: false,
			is_ultra_restricted: false,
			last_active_ts: 1_700_000_000,
			...person,
			workspaces: person.is_active || named === true ? workspaces : [],
			username: name,
			full_name: name,
			...Object.fromEntries(unsaid.map((field) => [field, undefined])),
		}));
		return { users, ...nextCursor(from + limit, place > from + limit) };
	},
};
