import { resets } from './byHand';
import type { World } from './world';

/** A question, answered by a ratio of two figures of the same run. */
export interface Case {
	name: string;
	/** What is divided by what. */
	ratio: string;
	/** What it should be. */
	limit: string;
	/** How often it is measured at the most: what takes minutes is measured once. */
	rounds?: number;
	measure(world: World): Promise<Measured>;
}

export interface Measured {
	ratio: number;
	shown: string;
	/** What the chart shows: who needed how many of Slack's minutes. */
	bars?: Bar[];
}

export type Bar = [name: string, minutes: number];

/** Slack's minute, made shorter for all alike; Retry-After stays in whole seconds. In milliseconds. */
const MINUTE = 6_000;

const TIER = 20;

/** The time that so many calls need by the quota alone: the first minute's worth goes at once. */
export const quota = (calls: number, tier = TIER, minute = MINUTE) =>
	Math.floor((calls - 1) / tier) * minute;

const reset = {
	operation: 'reset',
	maxUsers: 100_000,
	user: { __rl: true, mode: 'id', value: '={{ $json.user_id }}' },
};
const bulk = { operation: 'resetBulk', maxUsers: 100_000, users: '={{ $json.user_id }}' };

export const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;

/** @throws where a peer has not done what is measured */
export function expectAll(what: string, found: number, wanted: number): void {
	if (found !== wanted) throw new Error(`${what}: ${found} of ${wanted}`);
}

export const cases: Case[] = [
	{
		name: '1 user, one by one',
		ratio: 'calls / calls that are needed',
		limit: '2',
		async measure(world) {
			const ours = await world.ours({ users: 1 }, reset);
			expectAll('signed out', ours.done, 1);
			return {
				ratio: ours.calls,
				shown: `${ours.calls} calls: one asks whose token it is, so that the administrator is not signed out, and tells as whom it was done`,
			};
		},
	},
	{
		name: '10,000 users in bulk, tiers on',
		ratio: 'calls / calls that are needed',
		limit: '1',
		async measure(world) {
			const ours = await world.ours(
				{ users: 10_000, minute: MINUTE },
				{ ...bulk, options: { includeOwnUser: true } },
			);
			expectAll('signed out', ours.done, 10_000);
			return {
				ratio: ours.calls / 11,
				shown: `${ours.calls} calls in ${seconds(ours.time)}, no wait: ten of them, and one that tells as whom it was done`,
			};
		},
	},
	{
		name: '50,000 users in bulk, tiers on',
		ratio: 'time / time that the quota needs',
		limit: '≤ 1.2',
		async measure(world) {
			const ours = await world.ours(
				{ users: 50_000, minute: MINUTE },
				{ ...bulk, options: { includeOwnUser: true } },
			);
			expectAll('signed out', ours.done, 50_000);
			return {
				ratio: ours.time / quota(50),
				shown: `${ours.calls} calls, ${seconds(ours.time)} of ${seconds(quota(50))}`,
			};
		},
	},
	{
		name: '60 users one by one, tiers on',
		ratio: 'time / time that the quota needs',
		limit: '≤ 1.2',
		async measure(world) {
			const ours = await world.ours(
				{ users: 60, minute: MINUTE },
				{ ...reset, options: { includeOwnUser: true } },
			);
			expectAll('signed out', ours.done, 60);
			const http = await world.workflow({ users: 60, minute: MINUTE }, ...resets());
			const batched = await world.workflow(
				{ users: 60, minute: MINUTE },
				...resets(MINUTE / TIER + 20),
			);
			const sdk = await world.client({ users: 60, minute: MINUTE }, 'webApi');
			return {
				ratio: ours.time / quota(60),
				shown: `60 done in ${seconds(ours.time)}; HTTP Request: ${http.done} done with its defaults, ${batched.done} done in ${seconds(batched.time)} with batching; SDK: ${sdk.done} done in ${seconds(sdk.time)}`,
			};
		},
	},
	{
		name: '100 users one by one, 100 ms latency, tiers off',
		ratio: 'time: the SDK one after another / this node',
		limit: '≥ 4',
		async measure(world) {
			const ours = await world.ours(
				{ users: 100, latency: 100 },
				{ ...reset, options: { includeOwnUser: true } },
			);
			const sdk = await world.client({ users: 100, latency: 100 }, 'webApi');
			expectAll('signed out', ours.done, 100);
			return {
				ratio: sdk.time / ours.time,
				shown: `${seconds(ours.time)} against ${seconds(sdk.time)}`,
			};
		},
	},
	{
		name: '1,000 users one by one, tiers off',
		ratio: 'CPU of n8n: this node / HTTP Request node',
		limit: '≤ 0.6',
		async measure(world) {
			const ours = await world.ours(
				{ users: 1_000 },
				{ ...reset, options: { includeOwnUser: true } },
			);
			const http = await world.workflow({ users: 1_000 }, ...resets());
			const nothing = await world.nothing({ users: 1_000 });
			const floor = await world.client({ users: 1_000 }, 'keepAlive');
			const handShake = await world.handShake(1_000);
			expectAll('signed out', ours.done, 1_000);
			const [own, other] = [ours.cpu - nothing.cpu, http.cpu - nothing.cpu];
			return {
				ratio: own / other,
				shown: `${(own / 1000).toFixed(1)} ms a call against ${(other / 1000).toFixed(1)} ms, without the ${nothing.cpu} ms of the workflow itself; ${handShake.toFixed(1)} ms of both are the connection and TLS hand-shake that n8n makes for each call, without which the ratio is ${((own / 1000 - handShake) / (other / 1000 - handShake)).toFixed(2)}; ${seconds(ours.time)}, bare keep-alive client ${seconds(floor.time)}`,
			};
		},
	},
	{
		name: '100,000 sessions listed, tiers off',
		ratio: "time: this node / Slack's SDK paging",
		limit: '≤ 1.2',
		async measure(world) {
			const slack = { users: 1_000, sessions: 100_000 };
			const ours = await world.ours(slack, { operation: 'getMany', returnAll: true });
			const sdk = await world.client(slack, 'webApi', 'list');
			return {
				ratio: ours.time / sdk.time,
				shown: `${ours.calls} and ${sdk.calls} calls, ${seconds(ours.time)} against ${seconds(sdk.time)}`,
			};
		},
	},
];
