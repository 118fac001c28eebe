import type { MethodName } from './methods';
import type { Trouble } from './trouble';

/** What `call` throws when no try brought Slack's `ok: true`. `explain` turns it into sentences. */
export class CallError extends Error {
	/**
	 * @param trouble what the last try brought
	 * @param lost whether the work may have been done before the last try: by an earlier try whose answer was lost, or by a call for more users that Slack refused
	 * @param together how many users the call was for, where Slack refused it without saying for whom
	 * @param requestedAt when it was sent first
	 */
	constructor(
		readonly method: MethodName,
		readonly trouble: Trouble,
		readonly lost = false,
		readonly together = 1,
		readonly requestedAt?: string,
	) {
		super(`${method}: ${trouble.kind}`);
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
