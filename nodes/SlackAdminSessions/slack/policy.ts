import { codes } from './codes';
import { mayHaveWorked, type Trouble } from './trouble';

/**
 * In milliseconds; the tests make them shorter. `second`: what Retry-After, the back-off and the waits are counted in. `timeout`: after how long
 * without a byte a call is given up; whether Slack worked is then not known. A call as a whole may take twice that.
 */
export const timing = { second: 1_000, timeout: 30_000 };

/** How often a call is tried at the most where Slack did not say when to come back. */
const TRIES = 4;

/** Where Retry-After is missing or makes no sense, and the longest that is believed; the shortest is one. In seconds. */
const UNSAID = 30;
const LONGEST = 300;

/**
 * When to try again, in milliseconds from now; nothing where trying again is of no use. All of Slack's methods that this node calls may be
 * sent twice: what has ended stays ended, what is set is set.
 *
 * @param tries how often it was tried
 * @param random from 0 to 1: a part of the back-off, so that many executions do not come back together
 */
export function delayBefore(
	trouble: Trouble,
	tries: number,
	random: number,
	now: number,
): number | undefined {
	if (trouble.kind === 'rateLimited') return readRetryAfter(trouble.retryAfter, now);
	if (tries >= TRIES || !isWorthTrying(trouble)) return undefined;
	return 2 ** (tries - 1) * (0.5 + random / 2) * timing.second;
}

function isWorthTrying(trouble: Trouble): boolean {
	if (trouble.kind === 'refused') return codes[trouble.code]?.again === true;
	// A name or a host that cannot be reached may be reached in a moment; a certificate or a refusal stays as it is.
	if (trouble.kind === 'noAnswer' && !trouble.sent)
		return /^(EAI_AGAIN|ENOTFOUND|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENETDOWN)$/.test(
			trouble.code,
		);
	return mayHaveWorked(trouble);
}

/** Retry-After is a number of seconds, or a date. */
function readRetryAfter(value: string | undefined, now: number): number {
	const text = value?.trim() ?? '';
	const delay = /^\d+(\.\d+)?$/.test(text)
		? Number(text) * timing.second
		: /[a-z]/i.test(text)
			? Date.parse(text) - now
			: Number.NaN;
	if (Number.isNaN(delay)) return UNSAID * timing.second;
	return Math.min(Math.max(delay, timing.second), LONGEST * timing.second);
}
