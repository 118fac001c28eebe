import { limitOf, nextCursor, placeOf, type Method } from '../method';
import { SlackRefusal } from '../refusal';

export const adminUsersSessionList: Method = {
	name: 'admin.users.session.list',
	scope: 'admin.users:read',
	tier: 20,
	admin: true,
	takes: { user_id: 'text', team_id: 'text', limit: 'integer', cursor: 'text' },
	work({ organisation, takes, unsettled }) {
		const { user_id, team_id } = takes;
		if (user_id !== undefined && team_id === undefined) throw new SlackRefusal('missing_team');
		if (team_id !== undefined && user_id === undefined) throw new SlackRefusal('missing_user');
		const limit = limitOf(takes, 1000, 1000);
		const from = placeOf(takes.cursor);
		const own: unknown[] = [user_id];
		if (user_id !== undefined) {
			const person = organisation.people.get(String(user_id));
			if (!person) throw new SlackRefusal('user_not_found');
			if (person.local_id !== undefined) own.push(person.local_id);
			if (person.is_bot) throw new SlackRefusal('bots_not_allowed');
			const known =
				team_id === organisation.id
					? unsettled.listTakesEnterpriseId
					: person.workspaces.includes(String(team_id));
			if (!known) throw new SlackRefusal('team_not_found');
		}
		const all = team_id === organisation.id && unsettled.enterpriseIdLists === 'all';
		const { sessions, next, more } = organisation.page(
			from,
			limit,
			(session) =>
				user_id === undefined ||
				(own.includes(session.user_id) && (all || session.team_id === team_id)),
		);
		if (user_id !== undefined && from === 0 && sessions.length === 0)
			throw new SlackRefusal('no_active_sessions');
		return {
			active_sessions: sessions.map(({ client, ...session }) => session),
			...nextCursor(next, more),
		};
	},
};
