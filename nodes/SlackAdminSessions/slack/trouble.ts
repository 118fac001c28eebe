import { codes } from './codes';
import type { MethodName } from './methods';

/** The four ways in which a call brings no success. */
export type Trouble =
	/** Slack answered `ok: false`. */
	| {
			kind: 'refused';
			status: number;
			code: string;
			needed?: string;
			provided?: string;
			answer?: Record<string, unknown>;
	  }
	| { kind: 'rateLimited'; status: 429; retryAfter?: string }
	/** The answer was not Slack's: another status, or a body that is not Slack's JSON object. */
	| { kind: 'status'; status: number }
	/** No answer came. `sent` is false only where the request cannot have left. */
	| { kind: 'noAnswer'; code: string; sent: boolean; reason: string };

export class SlackFailure extends Error {
	/**
	 * @param trouble what the last try brought
	 * @param lost whether an earlier try may have worked, and only its answer was lost
	 * @param together how many users the call was for, where Slack refused it without saying for whom
	 */
	constructor(
		readonly method: MethodName,
		readonly trouble: Trouble,
		readonly lost = false,
		readonly together = 1,
	) {
		super(`${method}: ${trouble.kind}`);
	}
}

/** Whether Slack itself said no with this code. */
export function refusedWith(failure: unknown, code: string): failure is SlackFailure {
	return (
		failure instanceof SlackFailure &&
		failure.trouble.kind === 'refused' &&
		failure.trouble.code === code
	);
}

/** A list that Slack always gives, be it empty. @throws {SlackFailure} without it the answer was cut or is somebody else's, and says nothing of the list */
export function given<T>(method: MethodName, list: T[] | null | undefined): T[] {
	if (Array.isArray(list)) return list;
	throw new SlackFailure(method, { kind: 'status', status: 200 });
}

/** Whether Slack may have done the work all the same. */
export function mayHaveWorked(trouble: Trouble): boolean {
	switch (trouble.kind) {
		case 'rateLimited':
			return false;
		case 'refused':
			return codes[trouble.code]?.mayHaveWorked === true;
		case 'status':
			// Whoever redirects or turns a call away is not the one who does the work. 408 comes from somebody who waited for an answer.
			return trouble.status < 300 || trouble.status >= 500 || trouble.status === 408;
		case 'noAnswer':
			return trouble.sent;
	}
}
