import { byAdmin, detailsList } from '../auditLog/write';
import type { Person } from '../organisation';
import { mayActOn, type Call, type Method } from '../method';
import { SlackRefusal } from '../refusal';
import { clientOf } from './admin.users.session.reset';

export const adminUsersSessionResetBulk: Method = {
	name: 'admin.users.session.resetBulk',
	scope: 'admin.users:write',
	tier: 20,
	admin: true,
	takes: { user_ids: 'list!', mobile_only: 'boolean', web_only: 'boolean' },
	work(call) {
		const { organisation, token, unsettled, later } = call;
		const client = clientOf(call);
		const ids = userIds(call);
		const refused = new Map(
			ids.flatMap(
				(id) =>
					refusal(call, organisation.people.get(id))?.map((code) => [id, code] as const) ?? [],
			),
		);
		const good = ids.filter((id) => !refused.has(id));
		const reset = () => {
			for (const id of good)
				organisation.end(id, (session) => client === undefined || session.client === client);
			byAdmin(organisation, 'bulk_session_reset_by_admin', token.user_id, undefined, {
				details: {
					succeeded_users: detailsList(organisation, good),
					failed_users: detailsList(organisation, [...refused.keys()]),
				},
			});
		};
		if (refused.size > 0) {
			if (unsettled.bulkDoesTheOthers) later(reset);
			const [code = ''] = refused.values();
			throw new SlackRefusal(
				unsettled.bulkRefusesBy === 'first' ? code : 'failed_for_some_users',
				named(unsettled.bulkNamesIn, [...refused.keys()]),
			);
		}
		later(reset);
		return {};
	},
};

function refusal(call: Call, person: Person | undefined): [string] | undefined {
	if (!person) return ['user_not_found'];
	if (person.is_bot) return ['cannot_reset_bot'];
	if (person.is_primary_owner) return ['cannot_reset_primary_owner'];
	if (!mayActOn(call, person)) return ['session_reset_not_allowed'];
	if (!person.is_active && call.unsettled.resetOfDeactivated === 'user_not_found')
		return ['user_not_found'];
	return undefined;
}

/** Where, if anywhere, Slack says who it was: not documented. */
function named(where: Call['unsettled']['bulkNamesIn'], ids: string[]): Record<string, unknown> {
	if (where === 'failed_user_ids') return { failed_user_ids: ids };
	if (where === 'details')
		return { details: { users: ids.map((id) => ({ id, reason: 'not possible' })) } };
	if (where === 'keys')
		return { failures: Object.fromEntries(ids.map((id) => [id, 'not possible'])) };
	return {};
}

/** Up to 1,000 different ids. */
export function userIds({ takes }: Call): string[] {
	const ids = takes.user_ids as string[];
	if (ids.length > 1000)
		throw new SlackRefusal('invalid_arguments', {
			response_metadata: {
				messages: ['[ERROR] no more than 1000 items allowed [json-pointer:/user_ids]'],
			},
		});
	if (new Set(ids).size !== ids.length)
		throw new SlackRefusal('invalid_arguments', {
			response_metadata: { messages: ['[ERROR] an id is given twice [json-pointer:/user_ids]'] },
		});
	return ids;
}
