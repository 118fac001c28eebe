import type { IDataObject } from 'n8n-workflow';

import { inBatches } from '../../run/batches';
import { withHours } from '../../parameters/duration';
import { UserDetails } from '../../run/userDetails';
import type { User } from '../../parameters/user';
import { readIncludeUserDetails, userDetailsField } from '../../parameters/userDetails';
import { describeUser } from '../../parameters/userField';
import { readUsers, usersField } from '../../parameters/usersField';
import type { Operation, Target } from '../../operation';
import { call } from '../../slack/call';
import { expectList } from '../../slack/callError';

interface SettingTarget extends Target {
	user: User;
	includeUserDetails: boolean;
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
	fields: [usersField, userDetailsField],
	scope: 'admin.users:read',

	plan(context, itemIndex) {
		const includeUserDetails = readIncludeUserDetails(context, itemIndex);
		return readUsers(context, itemIndex).map((user) => ({ user, includeUserDetails }));
	},

	describe: ({ user }): IDataObject => describeUser(user),

	async act(run) {
		const details = new UserDetails(run.context, run.slack);
		await inBatches(
			run,
			({ includeUserDetails }) => String(includeUserDetails),
			async (user_ids, { includeUserDetails }) => {
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
				if (includeUserDetails) await details.lookUp(user_ids);
				return (id) => {
					const who = includeUserDetails ? details.of(id) : {};
					const settings = applied.get(people.personOf(id));
					if (settings) return { settings: 'applied', ...withHours(settings), ...who };
					return {
						settings: 'none',
						...(!none.has(people.personOf(id)) && {
							note: 'Slack gave no settings for this user. The user may have no session at the moment.',
						}),
						...who,
					};
				};
			},
		);
		details.tell();
	},
};
