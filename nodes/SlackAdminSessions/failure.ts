/**
 * Why something was not done, as data. An item under the continue modes shows it, a dry run gives it as a reason, and under Stop it becomes an
 * error. So no message is worded twice.
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
	/** When it was sent, where it was. */
	requestedAt?: string;
	/** The HTTP status, where it was not 200. */
	httpCode?: string;
	/** No item is the cause: the run of all of them was refused. */
	ofRun?: true;
}

export function isFailure(value: unknown): value is Failure {
	return typeof value === 'object' && value !== null && 'source' in value && 'outcome' in value;
}

/** Thrown by what reads and checks before a call. */
export class Refusal extends Error {
	readonly failure: Failure;

	constructor(code: string, message: string, description: string) {
		super(message);
		this.failure = { source: 'input', code, outcome: 'failed', message, description };
	}
}

/** Ends the run of all items, for what was thrown while one of them was read. */
export class AtItem extends Error {
	constructor(
		readonly itemIndex: number,
		override readonly cause: unknown,
	) {
		super(`Item ${itemIndex} ended the run`);
	}
}
