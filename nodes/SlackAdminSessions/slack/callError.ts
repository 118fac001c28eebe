import type { ExecutionEnd } from './executionEnd';
import type { MethodName } from './methods';
import type { Trouble } from './trouble';

/** What was around the last try of a call. */
interface Around {
	/** Whether the work may have been done before the last try: by an earlier try whose answer was lost, or by a call for more users that Slack refused. */
	lost?: boolean;
	/** How many users the call was for, where Slack refused it without saying for whom. */
	together?: number;
	/** Set where it was not tried again because the execution ended. */
	ended?: ExecutionEnd | undefined;
	/** When it was sent first. */
	requestedAt?: string | undefined;
	/** Whether the refusal names several users with one code, which may be that of another one. */
	ofSeveral?: boolean;
	/** What a look-up of the user says of the cause, where Slack's own code does not. */
	why?: Why | undefined;
}

/** A cause, by its place in the table of codes. */
export interface Why {
	code: string;
	/** The ID that Slack needs. */
	needed?: string;
}

/** What `call` throws when no try brought Slack's `ok: true`. It decides nothing: `explain` says what came of it, and turns it into sentences. */
export class CallError extends Error {
	readonly lost: boolean;

	readonly together: number;

	readonly ended: ExecutionEnd | undefined;

	readonly requestedAt: string | undefined;

	readonly ofSeveral: boolean;

	readonly why: Why | undefined;

	/** @param trouble what the last try brought */
	constructor(
		readonly method: MethodName,
		readonly trouble: Trouble,
		{ lost = false, together = 1, ended, requestedAt, ofSeveral = false, why }: Around = {},
	) {
		super(`${method}: ${trouble.kind}`);
		this.lost = lost;
		this.together = together;
		this.ended = ended;
		this.requestedAt = requestedAt;
		this.ofSeveral = ofSeveral;
		this.why = why;
	}

	/** The same trouble, with something more around it. */
	with(more: Around): CallError {
		const { lost, together, ended, requestedAt, ofSeveral, why } = this;
		return new CallError(this.method, this.trouble, {
			lost,
			together,
			ended,
			requestedAt,
			ofSeveral,
			why,
			...more,
		});
	}
}

/** Whether Slack itself said no with this code. */
export function refusedWith(error: unknown, code: string): error is CallError {
	return (
		error instanceof CallError && error.trouble.kind === 'refused' && error.trouble.code === code
	);
}

/**
 * A list that Slack always gives, be it empty.
 *
 * @throws {CallError} where it is missing: the answer was cut short or is somebody else's
 */
export function expectList<T>(method: MethodName, list: T[] | null | undefined): T[] {
	if (Array.isArray(list)) return list;
	throw new CallError(method, { kind: 'status', status: 200 });
}
