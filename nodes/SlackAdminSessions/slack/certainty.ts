import { codes } from './codes';
import type { Trouble } from './trouble';

/** Whether Slack may have done the work of a try all the same. */
export function mayHaveWorked(trouble: Trouble): boolean {
	switch (trouble.kind) {
		case 'rateLimited':
			return false;
		case 'refused':
			return codes[trouble.code]?.mayHaveWorked === true;
		case 'status':
			// A 2xx that is not Slack's answer, or a 5xx, may have come after the work. Whoever redirects a call or turns it away has not done it. A 408 comes from a proxy that waited for an answer.
			return trouble.status < 300 || trouble.status >= 500 || trouble.status === 408;
		case 'noAnswer':
			return trouble.sent;
	}
}

/**
 * Whether an earlier try, whose answer was lost, has met this refusal too. What is wrong with a user was wrong a moment before: then nothing was
 * done. What is wrong with the token may have come between the tries.
 */
export function wouldHaveBeenRefusedBefore(trouble: Trouble): boolean {
	if (trouble.kind !== 'refused') return false;
	const { someUser, again } = codes[trouble.code] ?? {};
	return someUser === true && again !== true;
}

/** What is known of a call that ended without Slack's yes. */
export interface Ended {
	/** What the last try brought. */
	trouble: Trouble;
	/** Whether the work may have been done before the last try: by an earlier try, or by a call for more users that Slack refused. */
	lost: boolean;
	/** How many users Slack refused together, without saying for whom. */
	together: number;
	/** Whether the method changes nothing. */
	readOnly: boolean;
}

/** Whether the work is known not to have been done (`failed`), or nobody knows (`unknown`). */
export function outcomeOf({ trouble, lost, together, readOnly }: Ended): 'failed' | 'unknown' {
	if (readOnly) return 'failed';
	if (mayHaveWorked(trouble)) return 'unknown';
	// Slack may have done the work for some of the users before it refused the call.
	if (together > 1) return 'unknown';
	return lost && !wouldHaveBeenRefusedBefore(trouble) ? 'unknown' : 'failed';
}
