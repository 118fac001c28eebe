import { mayHaveWorked } from './certainty';
import { codes } from './codes';
import { networkCode } from './networkCodes';
import type { Trouble } from './trouble';

/** Every number of how long this node waits and how often it tries. */

/** The unit of Retry-After, of the pauses and of the waits, in milliseconds. */
export const SECOND = 1_000;

/**
 * In milliseconds. A call without a byte for so long is given up, and whether Slack did the work is then not known. A call as a whole may take
 * twice that. A guard's call may take so long with all of its tries, the pauses that Slack asks for not counted. Tests change it.
 */
export const timing = { timeout: 30_000 };

/** How many calls are under way at once: enough to use up Slack's quota at any latency. */
export const CALLS_AT_ONCE = 5;

/** How often a call is tried at the most, where Slack did not say when to come back. */
const MOST_TRIES = 4;

/** After so many calls in a row without an answer Slack is down: each further call is tried once, so that a long list does not wait for each. */
export const SLACK_IS_DOWN_AFTER = 3;

/** The pause where Retry-After is missing or makes no sense, and the shortest and longest that is believed. In seconds. */
const RETRY_AFTER = { unsaid: 30, shortest: 1, longest: 300 };

/** How many addresses Slack looks up in a minute, by its tier 3. */
export const LOOK_UPS_A_MINUTE = 50;

/** How many users Slack tells of in a minute by `users.info`, of its tier 4. */
export const USERS_A_MINUTE = 100;

/** How many lists of sessions Slack gives in a minute, by its tier 2. */
export const LISTS_A_MINUTE = 20;

/** How many single calls that change something Slack takes in a minute, by its tier 2. */
export const CHANGES_A_MINUTE = 20;

/** How much of a workflow's time limit *Maximum Wait* may be: the rest is for the calls themselves and for what stands around the node. */
export const PART_OF_TIME_LIMIT = 4 / 5;

/** How long a run may wait for Slack in all, where *Maximum Wait* is not set: enough for a thousand single calls. In seconds. */
export const MAX_WAIT = 3_600;

/** How long a search in *From List* may wait: somebody is looking at an open list. In seconds. */
export const SEARCH_WAIT = 5;

/**
 * How long a dry run looks users up. Somebody waits for it, and n8n Cloud ends executions after 300 seconds on small plans and drops what they have
 * found. In two minutes Slack tells of some 200 users, and lists some 20,000. In seconds.
 */
export const DRY_RUN = 120;

/** How long those whom Slack has refused are looked up, for a better reason. In seconds. */
export const AFTER_REFUSALS = 30;

/** How long the list of sessions before a reset may hold the reset up. In seconds. */
export const BEFORE_A_RESET = 30;

/** How long *Verify* looks for the effect, since Slack queues a reset in bulk: beside *Maximum Wait*. In seconds. */
export const AFTER_A_RESET = 300;

/** The pause before *Verify*'s next look: it doubles from the first to the longest. In seconds. */
export const VERIFY_PAUSE = { first: 1, longest: 30 };

/** How often *Verify* looks for a user whose list cannot be read. */
export const LOOKS_IN_VAIN = 3;

/** Parts of `timeout`. `list`: how long one call of *Verify* may take with its tries, so that one that hangs leaves time for another list. `first`: how long the lists of others wait for the first answer about the organisation's ID. */
export const PART_OF_TIMEOUT = { list: 1 / 3, first: 1 / 6 };

/**
 * After so many pages a list counts as endless: they hold a million users, or ten million sessions. The tests make it smaller.
 */
export const lists = { mostPages: 10_000 };

/**
 * What one poll of the trigger may take: Slack gives all readers of an organisation's audit log 50 calls a minute together.
 *
 * `wait`: how long it may wait for Slack, in seconds. `budget`: after so many milliseconds it begins no further call. `pages`: a window with more
 * is read in shorter ones. `items`: after so many the rest is left to the next poll. `tellAgain`: how long an outage goes on before it is told
 * again, in seconds.
 */
export const POLL = {
	wait: 20,
	budget: 30_000,
	calls: 10,
	pages: 5,
	entriesAPage: 1_000,
	items: 1_000,
	tellAgain: 3_600,
	partOfTimeout: 1 / 2,
};

/**
 * How far back *Fetch Test Event* looks, in seconds, and how many events it gives. `clockAhead`: so far this machine's clock may be ahead of Slack's,
 * which refuses a time to come.
 */
export const TEST_EVENTS = { seconds: 7 * 24 * 3_600, most: 10, clockAhead: 5 };

/** How long so many calls wait for Slack at the least: it takes those of the first minute at once. In seconds. */
export function leastWaitOf(calls: number, aMinute: number): number {
	return 60 * Math.max(0, Math.ceil(calls / aMinute) - 1);
}

type RateLimited = Extract<Trouble, { kind: 'rateLimited' }>;

/** How a call has gone so far. */
export interface SoFar {
	/** How often the call was tried, whatever the tries brought. One that Slack answered with a pause does not count. */
	tries: number;
	/** Whether Slack is down: then no call is tried a second time. */
	slackIsDown: boolean;
	/** Whether whoever waits for the call does not wait for another try. */
	timeIsUp?: boolean;
}

/**
 * When to try again, in milliseconds from now; nothing where trying again is of no use. All methods that this node calls may be sent twice: at
 * worst, a user who signed in between two tries is signed out again.
 *
 * @param random from 0 to 1: a part of the pause, so that many executions do not come back together
 */
export function delayBefore(
	trouble: Trouble,
	{ tries, slackIsDown, timeIsUp = false }: SoFar,
	random: number,
): number | undefined {
	if (trouble.kind === 'rateLimited') return readRetryAfter(trouble);
	if (slackIsDown || timeIsUp || tries >= MOST_TRIES || !mayPass(trouble)) return undefined;
	return 2 ** (tries - 1) * (0.5 + random / 2) * SECOND;
}

/** Whether the next try may go better. */
function mayPass(trouble: Trouble): boolean {
	if (trouble.kind === 'refused') return codes[trouble.code]?.again === true;
	if (trouble.kind === 'noAnswer') return networkCode(trouble.code).again;
	return mayHaveWorked(trouble);
}

/** Retry-After is a number of seconds, or a date. https://docs.slack.dev/apis/web-api/rate-limits */
function readRetryAfter({ retryAfter, date }: RateLimited): number {
	const delay = toMilliseconds(retryAfter?.trim() ?? '', date);
	const { unsaid, shortest, longest } = RETRY_AFTER;
	if (Number.isNaN(delay)) return unsaid * SECOND;
	return Math.min(Math.max(delay, shortest * SECOND), longest * SECOND);
}

/** @param answeredAt the answer's own `Date`: this machine's clock may be wrong, and a date that it takes for past would make the pauses too short */
function toMilliseconds(text: string, answeredAt = ''): number {
	if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * SECOND;
	return /[a-z]/i.test(text) ? Date.parse(text) - Date.parse(answeredAt) : Number.NaN;
}
