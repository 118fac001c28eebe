import type { IDataObject } from 'n8n-workflow';

import { RateLimits } from '../../emulator/rateLimits';
import { json, methodOf } from '../../emulator/slack';
import { reset, rows, users, useSlack } from '../slack';

const slack = useSlack(40);

const LIST = 'admin.users.session.list';
const RESET = 'admin.users.session.reset';
const isOfAll = ({ body }: { body: string }) => !body.includes('user_id=');

/** How many calls of each method Slack had before the first reset. */
let before: { lists: number; ofAll: number } | undefined;
/** Before the first reset, Slack's quotas of one minute; after it, as many calls as anybody wants. */
beforeEach(() => {
	before = undefined;
	slack.emulator.limits = new RateLimits(60_000, () => 0);
	slack.emulator.faultFor = (request) => {
		if (methodOf(request) === RESET && !before) {
			const lists = slack.emulator.calls(LIST);
			before = { lists: lists.length, ofAll: lists.filter(isOfAll).length };
			delete slack.emulator.limits;
		}
		return undefined;
	};
});

const workspaces = (count: number) =>
	Array.from({ length: count }, (_, index) => `T${String(index + 1).padStart(10, '0')}`);
/** So many users, each in so many workspaces with a session in each. */
const inWorkspaces = (people: number, count: number) => {
	const ids = users(people).map(({ user_id }) => String(user_id));
	for (const id of ids) {
		Object.assign(slack.organisation.people.get(id) ?? {}, { workspaces: workspaces(count) });
		slack.organisation.end(id, () => true);
		for (const team_id of workspaces(count)) slack.organisation.addSession(id, { team_id });
	}
	return ids;
};
/** More sessions than Slack lists in a minute, before those of anybody who is reset. */
const makeLarge = () => {
	for (let count = 0; count < 25_000; count++) slack.organisation.addSession('U0000000040');
};
const verify = async (ids: string[]) =>
	rows(
		(
			await slack.run({
				parameters: { ...reset, options: { verify: true } },
				items: ids.map((user_id) => ({ user_id })),
			})
		).outputs[0],
	);
const seen = (row: IDataObject | undefined) => ((row?.sessions_before ?? []) as unknown[]).length;

test('ten users of one workspace each: ten times true, from their own lists', async () => {
	makeLarge();
	const items = await verify(inWorkspaces(10, 1));
	expect(items.map(({ verified }) => verified)).toEqual(Array(10).fill(true));
	expect(before).toEqual({ lists: 20, ofAll: 0 });
});

test('ten users of four workspaces in a large organisation: the lists of those who fit into the quota are read to their end', async () => {
	makeLarge();
	const items = await verify(inWorkspaces(10, 4));
	const proved = items.filter(({ verified }) => verified === true);
	expect(proved.map(seen)).toEqual([4, 4, 4, 4]);
	for (const { verified, verify_note } of items)
		expect([verified, typeof verify_note]).toEqual(
			verified === true ? [true, 'undefined'] : [null, 'string'],
		);
	expect(slack.organisation.sessionsOf('U0000000010')).toEqual([]);
});

test('one user of twenty workspaces: what the quota gives of them is used, and told', async () => {
	makeLarge();
	slack.emulator.unsettled.enterpriseIdLists = 'itsOwn';
	const [row] = await verify(inWorkspaces(1, 20));
	expect(row).toMatchObject({ ok: true, verified: null, sessions_left: [] });
	expect(row?.verify_note).toContain('Not all sessions were listed before the reset');
	expect(seen(row)).toBe(19);
});

test("ten users of twenty workspaces: the organisation's list is cheaper", async () => {
	const items = await verify(inWorkspaces(10, 20));
	expect(items.map(({ verified }) => verified)).toEqual(Array(10).fill(true));
	expect(items.map(seen)).toEqual(Array(10).fill(20));
	expect(before).toEqual({ lists: 1, ofAll: 1 });
});

test("ten users of twenty workspaces, and the organisation's list is refused: their own lists, as far as they go", async () => {
	slack.emulator.unsettled.enterpriseIdLists = 'itsOwn';
	const { faultFor } = slack.emulator;
	slack.emulator.faultFor = (request) => {
		if (methodOf(request) === LIST && isOfAll(request) && !before)
			return ({ send }) => send(json({ ok: false, error: 'feature_not_enabled' }));
		return faultFor?.(request);
	};
	const items = await verify(inWorkspaces(10, 20));
	expect(items.map(({ verified }) => verified)).toEqual(Array(10).fill(null));
	// Two at a time, so that one whose list hangs does not take the quota of all.
	expect(items.filter((row) => seen(row) > 5)).toHaveLength(2);
});

test('eleven users: where they are is not asked, since their own lists would be too many', async () => {
	const items = await verify(inWorkspaces(11, 1));
	expect(items.map(({ verified }) => verified)).toEqual(Array(11).fill(true));
	expect(before).toEqual({ lists: 1, ofAll: 1 });
	expect(slack.emulator.calls('users.info')).toEqual([]);
});
