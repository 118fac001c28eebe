import type { IDataObject } from 'n8n-workflow';

import { inBatches } from '../../run/batches';
import { guardAndVerifyFields } from '../../parameters/guardFields';
import { unlessDeactivated } from '../../run/alreadyDeactivated';
import { devicesField, devicesFlags, readDevices, type Devices } from '../../parameters/devices';
import type { User } from '../../parameters/user';
import { describeUser } from '../../parameters/userField';
import { readUsers, usersField } from '../../parameters/usersField';
import type { Operation, Target } from '../../operation';
import { call } from '../../slack/call';

interface BulkTarget extends Target {
	user: User;
	devices: Devices;
}

/** Has Slack end the sessions of many users. https://docs.slack.dev/reference/methods/admin.users.session.resetBulk */
export const resetBulk: Operation<BulkTarget> = {
	resource: 'session',
	option: {
		name: 'Reset in Bulk',
		value: 'resetBulk',
		action: 'Reset sessions of many users',
		description: 'Sign many users out of Slack, 1,000 in a call, which Slack does within minutes',
	},
	fields: [usersField, devicesField, ...guardAndVerifyFields],
	scope: 'admin.users:write',
	would: 'enqueue',
	proof: {
		doneAs: 'enqueued',
		provedAs: 'reset',
		unproved: 'Slack has put the users in line and signs them out within minutes.',
	},

	plan(context, itemIndex) {
		const devices = readDevices(context, itemIndex);
		return readUsers(context, itemIndex).map((user) => ({ user, devices }));
	},

	group: byDevices,

	describe({ user, devices }): IDataObject {
		return { ...describeUser(user), devices };
	},

	async act(run) {
		await inBatches(
			run,
			byDevices,
			async (user_ids, { devices }) => {
				const requested_at = new Date().toISOString();
				await call(run.slack, 'admin.users.session.resetBulk', {
					user_ids,
					...devicesFlags(devices),
				});
				return () => ({ outcome: 'enqueued', requested_at });
			},
			({ user }, error) => unlessDeactivated(user, error, new Date().toISOString()),
		);
	},
};

function byDevices({ devices }: BulkTarget): string {
	return devices;
}
