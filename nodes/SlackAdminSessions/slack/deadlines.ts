import { sleep } from 'n8n-workflow';

import { timing } from './policy';

/**
 * Ends calls that take too long, and all of them when the execution is stopped. The timeout of n8n's helper starts again with every byte, so that
 * a slow drip would never end. One watch serves all calls of a run: a timer for each is a cost that shows in a thousand calls.
 *
 * (AbortSignal.timeout and AbortSignal.any would be shorter, but Node.js 20 can lose such a signal to its garbage collector.)
 */
export class Deadlines {
	private readonly calls = new Map<AbortController, number>();

	private watching = false;

	constructor(private readonly cancelled: AbortSignal | undefined) {
		cancelled?.addEventListener('abort', () => this.abort(Infinity), { once: true });
	}

	/** @param most how long the call may take, in milliseconds */
	begin(most = 2 * timing.timeout): AbortController {
		const call = new AbortController();
		if (this.cancelled?.aborted) call.abort();
		this.calls.set(call, Date.now() + most);
		void this.watch();
		return call;
	}

	end(call: AbortController): void {
		this.calls.delete(call);
	}

	private async watch(): Promise<void> {
		if (this.watching) return;
		this.watching = true;
		while (this.calls.size > 0) {
			await sleep(timing.timeout / 8);
			this.abort(Date.now());
		}
		this.watching = false;
	}

	private abort(now: number): void {
		for (const [call, until] of this.calls) if (until <= now) call.abort();
	}
}
