import type { IDataObject } from 'n8n-workflow';

import { json, methodOf } from '../../../emulator/slack';
import { rows, users, useSlack } from '../../slack';

const slack = useSlack();

const operation = (name: string, more: IDataObject = {}) =>
	({
		resource: 'sessionSetting',
		operation: name,
		users: '={{ $json.user_id }}',
		...more,
	}) as never;
const run = async (name: string, more: IDataObject, items: IDataObject[]) =>
	await slack.run({ parameters: operation(name, more), items, onError: 'continueRegularOutput' });

test('Set, Get, Clear', async () => {
	const set = await run(
		'set',
		{ settings: { duration: 12, desktopAppBrowserQuit: true } },
		users(2),
	);
	expect(rows(set.outputs[0])).toEqual(
		[0, 1].map((item) => ({
			item,
			ok: true,
			outcome: 'settings_set',
			user_id: `U000000000${item + 1}`,
			duration: 43_200,
			duration_hours: 12,
			desktop_app_browser_quit: true,
			requested_at: expect.any(String),
			acted_as: 'U0ADMIN0001',
		})),
	);
	expect(slack.emulator.calls('admin.users.session.setSettings')).toHaveLength(1);

	slack.organisation.end('U0000000004', () => true);
	const get = await run('get', {}, users(4));
	expect(rows(get.outputs[0])).toEqual([
		{
			item: 0,
			user_id: 'U0000000001',
			settings: 'applied',
			duration: 43_200,
			duration_hours: 12,
			desktop_app_browser_quit: true,
		},
		{
			item: 1,
			user_id: 'U0000000002',
			settings: 'applied',
			duration: 43_200,
			duration_hours: 12,
			desktop_app_browser_quit: true,
		},
		{ item: 2, user_id: 'U0000000003', settings: 'none' },
		{
			item: 3,
			user_id: 'U0000000004',
			settings: 'none',
			note: expect.stringContaining('Slack gave no settings for this user'),
		},
	]);

	const clear = await run('clear', {}, users(1));
	expect(rows(clear.outputs[0])).toMatchObject([
		{ ok: true, outcome: 'settings_cleared', user_id: 'U0000000001' },
	]);
	expect([...slack.organisation.settings.keys()]).toEqual(['U0000000002']);
});

test('only what is given is set; days are days', async () => {
	await run('set', { settings: { duration: 30, durationUnit: 'days' } }, users(1));
	expect(slack.organisation.settings.get('U0000000001')).toEqual({ duration: 2_592_000 });
	await run('set', { settings: { desktopAppBrowserQuit: false } }, users(1));
	expect(slack.organisation.settings.get('U0000000001')).toEqual({
		duration: 2_592_000,
		desktop_app_browser_quit: false,
	});
});

test.each([
	['7 hours', { duration: 7 }],
	['11 years', { duration: 4015, durationUnit: 'days' }],
	['a duration that is not there', { duration: '={{ $json.nothing }}' }],
	['a text', { duration: '={{ "twelve" }}' }],
	['a text that only begins with digits', { duration: '={{ "12 hours" }}' }],
	['an hexadecimal text', { duration: '={{ "0x1F" }}' }],
	['a unit that is none', { duration: 12, durationUnit: '={{ "weeks" }}' }],
	['a switch that is not there', { desktopAppBrowserQuit: '={{ $json.nothing }}' }],
	['nothing at all', {}],
])('%s is an error, and nothing is sent', async (_, settings) => {
	const { outputs } = await run('set', { settings }, users(1));
	expect(rows(outputs[0])).toMatchObject([{ error: { code: 'invalid_parameter' } }]);
	expect(slack.emulator.requests).toEqual([]);
});

test('one user with two different settings is an error on both items', async () => {
	const { outputs } = await run(
		'set',
		{ settings: { duration: '={{ $json.hours }}' } },
		[...users(1), ...users(1)].map((item, index) => ({ ...item, hours: 8 + index })),
	);
	expect(rows(outputs[0])).toMatchObject([
		{ error: { code: 'contradicting_items' } },
		{ error: { code: 'contradicting_items' } },
	]);
});

test.each(['get', 'set', 'clear'])('%s: one bad id does not hold up the others', async (name) => {
	const { outputs } = await run(name, name === 'set' ? { settings: { duration: 8 } } : {}, [
		...users(3),
		{ user_id: 'U9999999999' },
		{ user_id: 'U0BOT000001' },
	]);
	expect(rows(outputs[0]).map(({ error }) => (error as IDataObject | undefined)?.code)).toEqual([
		undefined,
		undefined,
		undefined,
		'user_not_found',
		'bots_not_allowed',
	]);
});

test.each([undefined, null])(
	'Get: ok without the list of settings (%j) is an error, and not "none"',
	async (session_settings) => {
		slack.emulator.faultFor = (request) =>
			methodOf(request) === 'admin.users.session.getSettings'
				? ({ send }) =>
						send(json({ ok: true, session_settings, no_settings_applied: ['U0000000001'] }))
				: undefined;
		const { outputs } = await run('get', {}, users(2));
		expect(rows(outputs[0])).toMatchObject(
			Array(2).fill({
				error: { code: 'http_200', message: expect.stringContaining("the answer was not Slack's") },
			}),
		);
	},
);

test.each([
	['={{ "12" }}', 43_200],
	[8.2, 29_520],
	['={{ "8.2" }}', 29_520],
	[8.7, 31_320],
])('a duration of %j hours is %d seconds', async (duration, seconds) => {
	await run('set', { settings: { duration } }, users(1));
	expect(slack.organisation.settings.get('U0000000001')).toEqual({ duration: seconds });
});

describe('hours beside the seconds, in every version', () => {
	test.each([1, 1.1, 1.2])('version %d', async (typeVersion) => {
		const settings = { duration: 8.21 };
		const [set] = rows(
			(
				await slack.run({
					parameters: operation('set', { settings }),
					items: users(1),
					typeVersion,
				})
			).outputs[0],
		);
		const [get] = rows(
			(await slack.run({ parameters: operation('get'), items: users(1), typeVersion })).outputs[0],
		);
		for (const row of [set, get])
			expect(row).toMatchObject({ duration: 29_556, duration_hours: 8.21 });
	});

	test('a dry run has them too; where no duration is set there are none', async () => {
		const run = async (settings: IDataObject) =>
			rows(
				(
					await slack.run({
						parameters: operation('set', { settings, options: { dryRun: true } }),
						items: users(1),
					})
				).outputs[0],
			)[0];
		expect(await run({ duration: 2, durationUnit: 'days' })).toMatchObject({
			outcome: 'dry_run',
			duration_hours: 48,
		});
		expect(await run({ desktopAppBrowserQuit: true })).not.toHaveProperty('duration_hours');
	});
});

describe('more than a year', () => {
	const hintsOf = async (settings: IDataObject, options: IDataObject = {}) =>
		(await slack.run({ parameters: operation('set', { settings, options }), items: users(3) }))
			.hints;

	test.each([{}, { dryRun: true }])('%j: a warning says once what it comes to', async (options) => {
		expect(await hintsOf({ duration: 43_200 }, options)).toMatchObject([
			{
				type: 'warning',
				message: expect.stringContaining('43,200 hours, which is 4.9 years') as string,
			},
		]);
	});

	test('a year: none', async () => {
		expect(await hintsOf({ duration: 365, durationUnit: 'days' })).toEqual([]);
		expect(await hintsOf({ desktopAppBrowserQuit: true })).toEqual([]);
	});
});
