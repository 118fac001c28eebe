import type { IDataObject } from 'n8n-workflow';

import { guardAndVerifyFields } from '../../parameters/guardFields';
import { unlessDeactivated } from '../../run/alreadyDeactivated';
import { devicesField, devicesFlags, readDevices, type Devices } from '../../parameters/devices';
import { readUser, type User } from '../../parameters/user';
import { describeUser, userField } from '../../parameters/userField';
import type { Operation, Target } from '../../operation';
import { call } from '../../slack/call';

interface ResetTarget extends Target {
	user: User;
	devices: Devices;
}

/** Ends all sessions of a user. https://docs.slack.dev/reference/methods/admin.users.session.reset */
export const reset: Operation<ResetTarget> = {
	resource: 'session',
	option: {
		name: 'Reset',
		value: 'reset',
		action: 'Reset sessions of user',
		description: 'Sign a user out of Slack on all devices, or on one kind of device',
	},
	fields: [
		userField({ description: 'The user to sign out', default: { mode: 'list', value: '' } }),
		devicesField,
		...guardAndVerifyFields,
	],
	scope: 'admin.users:write',
	would: 'reset',
	proof: {
		doneAs: 'reset',
		provedAs: 'reset',
		unproved: 'Slack says that it has ended the sessions.',
	},

	plan(context, itemIndex) {
		return [
			{
				user: readUser(context, itemIndex, 'user', 'User'),
				devices: readDevices(context, itemIndex),
			},
		];
	},

	describe({ user, devices }): IDataObject {
		return { ...describeUser(user), devices };
	},

	async act(run) {
		await run.each(async ({ user, devices }) => {
			const requested_at = new Date().toISOString();
			return await call(run.slack, 'admin.users.session.reset', {
				user_id: user.id,
				...devicesFlags(devices),
			}).then(
				() => ({ outcome: 'reset', requested_at }),
				(error: Error) => unlessDeactivated(user, error, requested_at),
			);
		});
	},
};
