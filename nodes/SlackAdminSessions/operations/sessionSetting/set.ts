import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { inBatches } from '../../run/batches';
import { guardFields } from '../../parameters/guardFields';
import type { User } from '../../parameters/user';
import { describeUser } from '../../parameters/userField';
import { readUsers, usersField } from '../../parameters/usersField';
import { invalid, readChoice, readCollection, readFlag, readNumber } from '../../parameters/values';
import type { Operation, Target } from '../../operation';
import { showValue } from '../../redact';
import { call } from '../../slack/call';

interface SetTarget extends Target {
	user: User;
	/** As Slack takes them: the duration in seconds. */
	settings: { duration?: number; desktop_app_browser_quit?: boolean };
}

/** Slack's bounds, in seconds: 8 hours to 10 years. */
const SHORTEST = 28_800;
const LONGEST = 315_569_520;

const seconds = { hours: 3_600, days: 86_400 };

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
			displayName: 'Settings',
			name: 'settings',
			type: 'collection',
			placeholder: 'Add setting',
			default: {},
			description: 'At least one',
			options: [
				{
					displayName: 'Duration',
					name: 'duration',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: 8,
					description:
						'How long a user stays signed in: 8 hours to 10 years. Its unit is hours unless Duration Unit says otherwise.',
				},
				{
					displayName: 'Duration Unit',
					name: 'durationUnit',
					type: 'options',
					options: [
						{ name: 'Days', value: 'days' },
						{ name: 'Hours', value: 'hours' },
					],
					default: 'hours',
				},
				{
					displayName: 'Sign Out When the App Quits',
					name: 'desktopAppBrowserQuit',
					type: 'boolean',
					default: true,
					description:
						'Whether to end a session when the desktop app or the browser window is closed',
				},
			],
		},
		...guardFields,
	],
	scope: 'admin.users:write',
	would: 'set_settings',

	plan(context, itemIndex) {
		const settings = readSessionSettings(context, itemIndex);
		return readUsers(context, itemIndex).map((user) => ({ user, settings }));
	},

	group: bySettings,

	describe: ({ user, settings }): IDataObject => ({ ...describeUser(user), ...settings }),

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

function readDuration(value: unknown, durationUnit: unknown): number {
	const unit = readChoice(durationUnit, 'Duration Unit', ['hours', 'days']);
	const exact = (readNumber(value) ?? Number.NaN) * seconds[unit];
	// 8.2 hours come to 29519.999999999996 seconds in floating point.
	const duration = Math.round(exact);
	if (Math.abs(exact - duration) < 0.001 && duration >= SHORTEST && duration <= LONGEST)
		return duration;
	throw invalid(
		`The value of 'Duration' is not between 8 hours and 10 years: ${showValue(value)} ${unit}`,
		"Give a number of hours or days in 'Duration': at least 8 hours, at most 3,652 days.",
	);
}
