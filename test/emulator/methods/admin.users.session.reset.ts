import { byAdmin } from '../auditLog/write';
import type { Client } from '../organisation';
import { mayActOn, personFor, type Call, type Method } from '../method';
import { invalidArguments, SlackRefusal } from '../refusal';

export const adminUsersSessionReset: Method = {
	name: 'admin.users.session.reset',
	scope: 'admin.users:write',
	tier: 20,
	admin: true,
	takes: { user_id: 'text!', mobile_only: 'boolean', web_only: 'boolean' },
	work(call) {
		const person = personFor(call);
		if (person.is_bot) throw new SlackRefusal('cannot_reset_bot');
		if (person.is_primary_owner) throw new SlackRefusal('cannot_reset_primary_owner');
		if (!mayActOn(call, person)) throw new SlackRefusal('not_an_admin');
		if (!person.is_active && call.unsettled.resetOfDeactivated === 'user_not_found')
			throw new SlackRefusal('user_not_found');
		const client = clientOf(call);
		call.organisation.end(
			person.id,
			(session) => client === undefined || session.client === client,
		);
		byAdmin(call.organisation, 'user_session_reset_by_admin', call.token.user_id, person.id, {
			details: { mobile_only: client === 'mobile', web_only: client === 'web' },
		});
		return {};
	},
};

/** Both flags at once are not documented: refused, so that nothing rests on what Slack happens to do. */
export function clientOf({ takes }: Call): Client | undefined {
	if (takes.mobile_only === true && takes.web_only === true)
		throw invalidArguments('mobile_only and web_only exclude each other');
	return takes.mobile_only === true ? 'mobile' : takes.web_only === true ? 'web' : undefined;
}
