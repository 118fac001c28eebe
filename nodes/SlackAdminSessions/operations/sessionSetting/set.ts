import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { inBatches } from '../../run/batches';
import { collection, readCollection } from '../../parameters/collection';
import { durationFields, readDuration, tellIfLong, withHours } from '../../parameters/duration';
import { guardFields } from '../../parameters/guardFields';
import type { User } from '../../parameters/user';
import { describeUser } from '../../parameters/userField';
import { readUsers, usersField } from '../../parameters/usersField';
import { invalid, readFlag } from '../../parameters/values';
import { hint } from '../../run/notices';
import type { Operation, Target } from '../../operation';
import { call } from '../../slack/call';

interface SetTarget extends Target {
	user: User;
	/** As Slack takes them: the duration in seconds. */
	settings: { duration?: number; desktop_app_browser_quit?: boolean };
}

/** Sets how long users stay signed in. https://docs.slack.dev/reference/methods/admin.users.session.setSettings */
export const set: Operation<SetTarget> = {
	resource: 'sessionSetting',
	option: {
		name: 'Set',
		value: 'set',
		action: 'Set session settings of users',
		description: 'Set how long users stay signed in',
	},
	fields: [
		usersField,
		{
			...collection('settings', [
				...durationFields,
				{
					displayName: 'Sign Out When the App Quits',
					name: 'desktopAppBrowserQuit',
					type: 'boolean',
					default: true,
					description:
						'Whether to end a session when the desktop app or the browser window is closed',
				},
			]),
			description: 'Set at least one of these',
		},
		...guardFields,
	],
	scope: 'admin.users:write',
	would: 'set_settings',
	writes: 'admin.users.session.setSettings',

	plan(context, itemIndex) {
		const settings = readSessionSettings(context, itemIndex);
		return readUsers(context, itemIndex).map((user) => ({ user, settings }));
	},

	group: bySettings,

	describe: ({ user, settings }): IDataObject => ({
		...describeUser(user),
		...withHours(settings),
	}),

	warn(context, targets) {
		const longest = targets.reduce(
			(most, { settings }) => Math.max(most, settings.duration ?? 0),
			0,
		);
		const isLong = tellIfLong(longest);
		if (isLong !== undefined) hint(context, isLong, 'warning');
	},

	async act(run) {
		await inBatches(run, bySettings, async (user_ids, { settings }) => {
			const requested_at = new Date().toISOString();
			await call(run.slack, 'admin.users.session.setSettings', { user_ids, ...settings });
			return () => ({ outcome: 'settings_set', requested_at });
		});
	},
};

function bySettings({ settings }: SetTarget): string {
	return JSON.stringify([settings.duration, settings.desktop_app_browser_quit]);
}

function readSessionSettings(context: IExecuteFunctions, itemIndex: number): SetTarget['settings'] {
	const added = readCollection(context, itemIndex, 'settings');
	const has = (name: string) => name in added;
	const settings = {
		...(has('duration') && {
			duration: readDuration(
				added.duration,
				has('durationUnit') ? (added.durationUnit ?? null) : 'hours',
			),
		}),
		...(has('desktopAppBrowserQuit') && {
			desktop_app_browser_quit: readFlag(
				added.desktopAppBrowserQuit,
				'Sign Out When the App Quits',
				{ next: "Correct the expression in 'Sign Out When the App Quits'." },
			),
		}),
	};
	if (Object.keys(settings).length > 0) return settings;
	throw invalid(
		"There is nothing to set: 'Settings' has neither 'Duration' nor 'Sign Out When the App Quits'",
		"Add at least one in the parameter 'Settings'.",
	);
}
