import type { IDataObject } from 'n8n-workflow';

import { inBatches } from '../../run/batches';
import { guardFields } from '../../parameters/guardFields';
import type { User } from '../../parameters/user';
import { describeUser } from '../../parameters/userField';
import { readUsers, usersField } from '../../parameters/usersField';
import type { Operation, Target } from '../../operation';
import { call } from '../../slack/call';

interface ClearTarget extends Target {
	user: User;
}

/** Takes a user's own session settings away, so that the organisation's apply. https://docs.slack.dev/reference/methods/admin.users.session.clearSettings */
export const clear: Operation<ClearTarget> = {
	resource: 'sessionSetting',
	option: {
		name: 'Clear',
		value: 'clear',
		action: 'Clear session settings of users',
		description: "Let the organisation's settings apply to users again",
	},
	fields: [usersField, ...guardFields],
	scope: 'admin.users:write',
	would: 'clear_settings',

	plan: (context, itemIndex) => readUsers(context, itemIndex).map((user) => ({ user })),

	describe: ({ user }): IDataObject => describeUser(user),

	async act(run) {
		await inBatches(
			run,
			() => '',
			async (user_ids) => {
				const requested_at = new Date().toISOString();
				await call(run.slack, 'admin.users.session.clearSettings', { user_ids });
				return () => ({ outcome: 'settings_cleared', requested_at });
			},
		);
	},
};
