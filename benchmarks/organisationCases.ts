import { proof, resetsByList } from './byHand';
import { expectAll, quota, seconds, type Case } from './cases';
import type { Slack } from './organisation';

/** An organisation as large as Slack has them, in 20 workspaces, with three sessions each. */
const large = { users: 100_000 };

const MINUTE = 60_000;

/** For what takes many minutes: Slack's minute made shorter for all alike. Not more than that, since Retry-After stays in whole seconds. In milliseconds. */
const SHORT_MINUTE = 12_000;

/** Slack's calls a minute, by its tiers: sessions, look-ups by address, the list of people. */
const TIERS = { sessions: 20, addresses: 50, people: 100 };

const PEOPLE_A_PAGE = 100;

const reset = {
	operation: 'reset',
	maxUsers: 100_000,
	user: { __rl: true, mode: 'email', value: '={{ $json.email }}' },
	options: { verify: true },
};

const bulk = { operation: 'resetBulk', maxUsers: 100_000, users: '={{ $json.email }}' };

const getMany = {
	operation: 'getMany',
	returnAll: true,
	filters: { user: { __rl: true, mode: 'id', value: '={{ $json.user_id }}' } },
};

export const organisationCases: Case[] = [
	{
		name: '100,000 people: an address to proof, 4 workspaces',
		ratio: 'calls / 14',
		limit: '≤ 1, no page of people, under 3 s',
		async measure(world) {
			const slack: Slack = { ...large, workspaces: 4, items: 1, minute: MINUTE };
			const ours = await world.ours(slack, reset);
			expectAll('verified', ours.given.filter(({ verified }) => verified === true).length, 1);
			expectAll('pages of people', ours.callsOf('admin.users.list'), 0);
			const http = await world.workflow(slack, ...proof());
			expectAll('verified', http.given.filter(({ verified }) => verified === true).length, 1);
			const sdk = await world.client(slack, 'webApi', 'prove');
			return {
				ratio: ours.calls / 14,
				shown: `${ours.calls} calls, ${seconds(ours.time)}; by hand: 8 nodes with HTTP Request ${http.calls} calls, ${seconds(http.time)}; SDK ${sdk.calls} calls, ${seconds(sdk.time)}`,
			};
		},
	},
	{
		name: '100,000 people: an address to proof, 20 workspaces',
		ratio: 'time / time that the quota needs',
		limit: '≤ 1.2',
		async measure(world) {
			const minute = 6_000;
			const ours = await world.ours({ ...large, workspaces: 20, items: 1, minute }, reset);
			const lists = ours.callsOf('admin.users.session.list');
			const needed = quota(lists, TIERS.sessions, minute);
			return {
				ratio: ours.time / needed,
				shown: `verified: ${String(ours.given[0]?.verified)}; ${lists} lists in ${seconds(ours.time)} of ${seconds(needed)}`,
			};
		},
	},
	{
		name: '100,000 people: an address to proof, Slack hides the workspaces',
		ratio: 'seconds / the 30 that the list before may take',
		limit: '≤ 1.2',
		async measure(world) {
			const ours = await world.ours(
				{ ...large, workspaces: 4, items: 1, minute: MINUTE, hidesWorkspaces: true },
				reset,
			);
			return {
				ratio: ours.time / 30_000,
				shown: `verified: ${String(ours.given[0]?.verified)}; ${ours.calls} calls, ${seconds(ours.time)}; the person is signed out`,
			};
		},
	},
	{
		name: '100,000 people: ten users of one workspace, proved',
		ratio: 'users without proof',
		limit: '0',
		async measure(world) {
			const ours = await world.ours({ ...large, workspaces: 1, items: 10, minute: 6_000 }, reset);
			const proved = ours.given.filter(({ verified }) => verified === true).length;
			return {
				ratio: 10 - proved,
				shown: `${ours.calls} calls, ${seconds(ours.time)} with a minute of 6 s`,
			};
		},
	},
	{
		name: '100,000 people: Get Many of one user, 4 workspaces',
		ratio: 'calls / (workspaces + 3)',
		limit: '≤ 1',
		async measure(world) {
			const ours = await world.ours({ ...large, workspaces: 4, items: 1, minute: MINUTE }, getMany);
			expectAll('sessions', ours.given.length, 3);
			return { ratio: ours.calls / 7, shown: `${ours.calls} calls, ${seconds(ours.time)}` };
		},
	},
	{
		name: '100,000 people: Access: Check',
		ratio: 'calls',
		limit: '≤ 5',
		async measure(world) {
			const ours = await world.ours(
				{ ...large, workspaces: 1, items: 1, minute: MINUTE },
				{ resource: 'access', operation: 'check' },
			);
			return { ratio: ours.calls, shown: seconds(ours.time) };
		},
	},
	{
		name: '100,000 people: 40 addresses in bulk',
		ratio: 'look-ups / addresses',
		limit: '1, no page of people',
		async measure(world) {
			const ours = await world.ours({ ...large, workspaces: 1, items: 40, minute: MINUTE }, bulk);
			expectAll('signed out', ours.done, 40);
			expectAll('pages of people', ours.callsOf('admin.users.list'), 0);
			return {
				ratio: ours.callsOf('users.lookupByEmail') / 40,
				shown: `${ours.calls} calls, ${seconds(ours.time)}`,
			};
		},
	},
	{
		name: '100,000 people: 5,000 addresses in bulk',
		ratio: 'time / time that the quicker way needs by the quota',
		limit: '≤ 1.2',
		rounds: 1,
		async measure(world) {
			const slack: Slack = { ...large, workspaces: 1, items: 5_000, minute: SHORT_MINUTE };
			const ours = await world.ours(slack, bulk);
			const http = await world.workflow(slack, ...resetsByList(SHORT_MINUTE / TIERS.people + 1));
			const list = await world.client(slack, 'webApi', 'addresses');
			for (const { done } of [ours, http, list]) expectAll('signed out', done, 5_000);
			const needed = Math.min(
				quota(large.users / PEOPLE_A_PAGE, TIERS.people, SHORT_MINUTE),
				quota(5_000, TIERS.addresses, SHORT_MINUTE),
			);
			const minutes = ({ time }: { time: number }) => time / SHORT_MINUTE;
			const shown = (sample: { time: number }) => `${minutes(sample).toFixed(0)} minutes`;
			return {
				ratio: ours.time / needed,
				shown: `${ours.calls} calls, ${seconds(ours.time)} of ${seconds(needed)} with a minute of ${seconds(SHORT_MINUTE)}: ${shown(ours)}; by hand: HTTP Request nodes that read the list ${shown(http)}; SDK that reads the list ${shown(list)}`,
				bars: [
					['This node', minutes(ours)],
					['HTTP Request nodes, reading the list of people', minutes(http)],
					["Slack's SDK, reading the list of people", minutes(list)],
				],
			};
		},
	},
];
