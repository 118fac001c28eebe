/** What one try of a call brought in place of Slack's yes. */
export type Trouble =
	/** Slack answered `ok: false`. */
	| {
			kind: 'refused';
			status: number;
			code: string;
			needed?: string;
			provided?: string;
			/** What Slack says of the arguments, ready to be shown. */
			says?: string;
			answer?: Record<string, unknown>;
	  }
	/** Slack wants fewer calls. `date`: when it answered, by its own clock. */
	| { kind: 'rateLimited'; status: 429; retryAfter?: string; date?: string }
	/** The answer was not Slack's: another status, or a body that is not Slack's JSON object. */
	| { kind: 'status'; status: number }
	/** No answer came. `sent` is false only where the request cannot have left. */
	| { kind: 'noAnswer'; code: string; sent: boolean; reason: string };
