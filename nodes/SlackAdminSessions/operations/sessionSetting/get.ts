import type { IDataObject } from 'n8n-workflow';

import { inBatches } from '../../run/batches';
import { withHours } from '../../parameters/duration';
import type { User } from '../../parameters/user';
import { describeUser } from '../../parameters/userField';
import { readUsers, usersField } from '../../parameters/usersField';
import type { Operation, Target } from '../../operation';
import { call } from '../../slack/call';
import { expectList } from '../../slack/callError';

interface SettingTarget extends Target {
	user: User;
}

/** Reads the session settings of users. https://docs.slack.dev/reference/methods/admin.users.session.getSettings */
export const get: Operation<SettingTarget> = {
	resource: 'sessionSetting',
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get session settings of users',
		description: 'See how long users stay signed in',
	},
	fields: [usersField],
	scope: 'admin.users:read',

	plan: (context, itemIndex) => readUsers(context, itemIndex).map((user) => ({ user })),

	describe: ({ user }): IDataObject => describeUser(user),

	async act(run) {
		await inBatches(
			run,
			() => '',
			async (user_ids) => {
				const method = 'admin.users.session.getSettings';
				const { session_settings, no_settings_applied = [] } = await call(run.slack, method, {
					user_ids,
				});
				const { people } = run.slack;
				const applied = new Map(
					expectList(method, session_settings).map(({ user_id = '', ...settings }) => [
						people.personOf(user_id),
						settings,
					]),
				);
				const none = new Set(no_settings_applied.map((id) => people.personOf(id)));
				return (id) => {
					const settings = applied.get(people.personOf(id));
					if (settings) return { settings: 'applied', ...withHours(settings) };
					return {
						settings: 'none',
						...(!none.has(people.personOf(id)) && {
							note: 'Slack says nothing of this user: they may have no session at the moment.',
						}),
					};
				};
			},
		);
	},
};
