import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../emulator/emulator';
import { RateLimits } from '../../emulator/rateLimits';
import { json, methodOf } from '../../emulator/slack';
import { secondsOf } from '../clock';
import { rows, useSlack } from '../slack';

const slack = useSlack(2_000);
/** The pages of the whole list. */
const PAGES = 21;

/** The addresses of so many people, from the far end of the list on. */
const addresses = (count: number) =>
	Array.from(
		{ length: count },
		(_, index) => `u${String(2_000 - index).padStart(10, '0')}@example.com`,
	);
const idOf = (address: string) => address.slice(0, 11).toUpperCase();

const calls = (method: string) => slack.emulator.calls(method).length;
const resetAll = async (names: string[], options: INodeParameters = {}) =>
	rows(
		(
			await slack.run({
				parameters: {
					resource: 'session',
					operation: 'resetBulk',
					users: '={{ $json.names }}',
					maxUsers: 5_000,
					options,
				},
				items: [{ names }],
				onError: 'continueRegularOutput',
			})
		).outputs[0],
	);
const expectAll = (items: IDataObject[], names: string[]) =>
	expect(items).toMatchObject(
		names.map((name) => ({ ok: true, outcome: 'enqueued', user_id: idOf(name), email: name })),
	);
const onCalls = (method: string, fault: (nth: number) => Fault | undefined) => {
	let nth = 0;
	slack.emulator.faultFor = (request) => (methodOf(request) === method ? fault(++nth) : undefined);
};
const refusing =
	(error: string): Fault =>
	({ send }) =>
		send(json({ ok: false, error }));

/** Slack's quota of a minute that does not end: whoever waits for the next one waits for good. */
const withinOneMinute = () => {
	slack.emulator.limits = new RateLimits(60_000, () => 0);
};

test.each([40, 100])('%d addresses: as many look-ups, and no page of users', async (count) => {
	expectAll(await resetAll(addresses(count)), addresses(count));
	expect([calls('users.lookupByEmail'), calls('admin.users.list')]).toEqual([count, 0]);
});

test('600 addresses: the list finds whom the first minute of look-ups has not, and lets those go that wait', async () => {
	withinOneMinute();
	expectAll(await resetAll(addresses(600)), addresses(600));
	// Each of five look-ups at once learned that the minute is used up.
	expect(calls('users.lookupByEmail')).toBeLessThanOrEqual(55);
	expect(calls('admin.users.list')).toBeLessThanOrEqual(PAGES);
});

test('what is in the first pages is not looked up, and the list is read no further than it must be', async () => {
	withinOneMinute();
	const names = addresses(2_000).reverse();
	const first = [...names.slice(1_000, 1_050), ...names.slice(0, 60)];
	expectAll(await resetAll(first), first);
	expect(calls('admin.users.list')).toBe(1);
});

test('who is in no whole list is looked for among the deactivated only', async () => {
	withinOneMinute();
	const names = addresses(150);
	Object.assign(slack.organisation.people.get('U0000000777') ?? {}, { is_active: false });
	const items = await resetAll([...names, 'u0000000777@example.com', 'nobody@example.com']);
	expectAll(items.slice(0, 150), names);
	expect(items.slice(150)).toMatchObject([
		{ ok: true, user_id: 'U0000000777', deactivated: true },
		{ error: { code: 'users_not_found' } },
	]);
	expect(
		slack.emulator
			.calls('users.lookupByEmail')
			.filter(({ body }) => /0000000777|nobody/.test(body)),
	).toEqual([]);
	expect(
		slack.emulator.calls('admin.users.list').filter(({ body }) => body.includes('is_active=false')),
	).toHaveLength(1);
});

test('a list that Slack refuses leaves all to the look-ups', async () => {
	onCalls('admin.users.list', () => refusing('not_an_admin'));
	expectAll(await resetAll(addresses(150)), addresses(150));
	expect([calls('users.lookupByEmail'), calls('admin.users.list')]).toEqual([150, 1]);
});

test('a list that breaks off keeps whom it has found', async () => {
	onCalls('admin.users.list', (nth) => (nth > 3 ? refusing('invalid_cursor') : undefined));
	const names = [...addresses(120), ...addresses(2_000).reverse().slice(0, 200)];
	expectAll(await resetAll(names), names);
	expect(calls('users.lookupByEmail')).toBeLessThan(names.length);
});

test('a list that hangs holds nobody up', async () => {
	onCalls('admin.users.list', () => () => undefined);
	const seconds = await secondsOf(async () =>
		expectAll(await resetAll(addresses(150)), addresses(150)),
	);
	expect(seconds).toBeLessThan(1);
	expect(calls('users.lookupByEmail')).toBe(150);
});

test('look-ups that hang hold nobody up whom the list finds, and Slack does not count as down', async () => {
	onCalls('users.lookupByEmail', (nth) => (nth > 55 ? () => undefined : undefined));
	const seconds = await secondsOf(async () =>
		expectAll(await resetAll(addresses(150)), addresses(150)),
	);
	expect(seconds).toBeLessThan(1);
	// Tried again, as it would not be with a Slack that is down.
	onCalls('users.lookupByEmail', (nth) => (nth > 50 ? () => undefined : undefined));
	let resets = 0;
	const { faultFor } = slack.emulator;
	slack.emulator.faultFor = (request) =>
		methodOf(request) === 'admin.users.session.resetBulk' && ++resets === 1
			? refusing('internal_error')
			: faultFor?.(request);
	expectAll(await resetAll(addresses(150)), addresses(150));
	expect(resets).toBe(2);
});

test('a look-up that fails is made good by the list, and fails alone without it', async () => {
	const spoil = (list: boolean) => {
		slack.emulator.faultFor = (request) => {
			if (request.body === `email=${encodeURIComponent('u0000001990@example.com')}`)
				return refusing('access_denied');
			return list && methodOf(request) === 'admin.users.list'
				? refusing('not_an_admin')
				: undefined;
		};
	};
	spoil(true);
	const failing = await resetAll(addresses(150));
	expect(failing.filter(({ error }) => error)).toMatchObject([
		{ error: { code: 'access_denied', requested_as: 'u0000001990@example.com' } },
	]);
	spoil(false);
	withinOneMinute();
	expectAll(await resetAll(addresses(150)), addresses(150));
});

test('once Maximum Wait is used up, neither is waited for', async () => {
	withinOneMinute();
	onCalls('admin.users.list', (nth) =>
		nth > 2
			? ({ send }) => send(json({ ok: false, error: 'ratelimited' }, { 'retry-after': '60' }, 429))
			: undefined,
	);
	const items = await resetAll(addresses(150), { maxWait: 0 });
	expect(items.filter(({ ok }) => ok).length).toBeGreaterThanOrEqual(50);
	expect(items.filter(({ error }) => error)).toMatchObject(
		items.filter(({ error }) => error).map(() => ({ error: { code: 'ratelimited' } })),
	);
});
