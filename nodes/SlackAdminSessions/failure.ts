/**
 * Why something was not done, as data. An item under the continue modes shows it, a dry run gives it as a reason, and under Stop an error
 * is made from it: so no message is worded twice.
 */
export interface Failure {
	/** Who says so: `input` for what the user can mend before a call, `slack` for what the way to Slack brought. */
	source: 'input' | 'slack';
	/** Slack's own code, or one of ours in the same style. */
	code: string;
	/** `unknown` when Slack may have done it all the same. */
	outcome: 'failed' | 'unknown';
	message: string;
	/** The next step. */
	description: string;
	/** The HTTP status, where it was not 200. */
	httpCode?: string;
}

/** Thrown by what reads and checks before a call; `run.ts` turns it into the item's error. */
export class Refusal extends Error {
	readonly failure: Failure;

	/** @param itemIndex the item whose value it was, where all of a run is refused for it */
	constructor(
		code: string,
		message: string,
		description: string,
		readonly itemIndex?: number,
	) {
		super(message);
		this.failure = { source: 'input', code, outcome: 'failed', message, description };
	}
}
