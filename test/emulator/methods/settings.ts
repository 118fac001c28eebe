import { byAdmin } from '../auditLog/write';
import type { Call, Method } from '../method';
import { invalidArguments, SlackRefusal } from '../refusal';
import { userIds } from './admin.users.session.resetBulk';

function people(call: Call): string[] {
	const ids = userIds(call);
	for (const id of ids) {
		const person = call.organisation.people.get(id);
		if (!person) throw new SlackRefusal('user_not_found');
		if (person.is_bot) throw new SlackRefusal('bots_not_allowed');
	}
	return ids;
}

function writeChange({ organisation, token }: Call, id: string): void {
	const { duration = null, desktop_app_browser_quit = null } = organisation.settings.get(id) ?? {};
	byAdmin(organisation, 'user_session_settings_changed', token.user_id, id, {
		details: { duration, desktop_app_browser_quit },
	});
}

export const adminUsersSessionGetSettings: Method = {
	name: 'admin.users.session.getSettings',
	scope: 'admin.users:read',
	tier: 100,
	admin: true,
	takes: { user_ids: 'list!' },
	work(call) {
		const { settings } = call.organisation;
		// Whoever has no session is in neither list.
		const ids = people(call).filter(
			(id) => settings.has(id) || call.organisation.sessionsOf(id).length > 0,
		);
		return {
			session_settings: ids.flatMap((id) =>
				settings.has(id) ? [{ user_id: id, ...settings.get(id) }] : [],
			),
			no_settings_applied: ids.filter((id) => !settings.has(id)),
		};
	},
};

export const adminUsersSessionSetSettings: Method = {
	name: 'admin.users.session.setSettings',
	scope: 'admin.users:write',
	tier: 100,
	admin: true,
	takes: { user_ids: 'list!', desktop_app_browser_quit: 'boolean', duration: 'integer' },
	work(call) {
		const { duration, desktop_app_browser_quit } = call.takes as {
			duration?: number;
			desktop_app_browser_quit?: boolean;
		};
		if (duration === undefined && desktop_app_browser_quit === undefined)
			throw new SlackRefusal('at_least_one_session_setting_required');
		if (duration !== undefined && (duration < 28_800 || duration > 315_569_520))
			throw invalidArguments('duration out of bounds');
		for (const id of people(call)) {
			const before = call.organisation.settings.get(id) ?? {};
			call.organisation.settings.set(id, {
				...before,
				...(duration !== undefined && { duration }),
				...(desktop_app_browser_quit !== undefined && { desktop_app_browser_quit }),
			});
			writeChange(call, id);
		}
		return {};
	},
};

export const adminUsersSessionClearSettings: Method = {
	name: 'admin.users.session.clearSettings',
	scope: 'admin.users:write',
	tier: 100,
	admin: true,
	takes: { user_ids: 'list!' },
	work(call) {
		for (const id of people(call)) {
			call.organisation.settings.delete(id);
			writeChange(call, id);
		}
		return {};
	},
};
