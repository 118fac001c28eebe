import { byAdmin } from '../auditLog/write';
import { mayActOn, type Method } from '../method';
import { invalidArguments, SlackRefusal } from '../refusal';

export const adminUsersSessionInvalidate: Method = {
	name: 'admin.users.session.invalidate',
	scope: 'admin.users:write',
	tier: 20,
	admin: true,
	takes: { session_id: 'integer!', user_id: 'text', team_id: 'text' },
	work(call) {
		const { organisation, takes, token, unsettled } = call;
		const { user_id, team_id, session_id } = takes;
		if ((user_id === undefined) === (team_id === undefined))
			throw invalidArguments('exactly one of user_id and team_id is required');
		if (user_id === undefined && !unsettled.invalidateTakesTeam)
			throw invalidArguments('missing required field: user_id');
		const owner = user_id === undefined ? ownerOf(call) : organisation.personOf(String(user_id));
		if (!owner) throw new SlackRefusal('user_not_found');
		if (owner.is_primary_owner) throw new SlackRefusal('cannot_invalidate_primary_owner');
		if (!mayActOn(call, owner)) throw new SlackRefusal('admin_unauthorized');
		const ended = organisation.end(
			owner.id,
			(session) =>
				session.session_id === session_id &&
				// Slack takes only that ID of the person under which the session is listed.
				(user_id === undefined || session.user_id === user_id) &&
				(team_id === undefined || session.team_id === team_id),
		);
		if (ended === 0) throw new SlackRefusal('session_not_found');
		byAdmin(organisation, 'user_session_invalidated', token.user_id, owner.id);
		return {};
	},
};

function ownerOf({ organisation, takes }: Parameters<Method['work']>[0]) {
	for (const person of organisation.people.values()) {
		if (
			organisation.sessionsOf(person.id).some(({ session_id }) => session_id === takes.session_id)
		)
			return person;
	}
	throw new SlackRefusal('session_not_found');
}
