import { rest } from './patience';
import { timing } from './policy';

/**
 * Ends calls that take too long, and all of them when the execution is stopped. The timeout of n8n's helper starts again with every byte, so that
 * a slow drip would never end. One watch serves all calls that are under way: a timer for each is a cost that shows in a thousand calls.
 *
 * (AbortSignal.timeout and AbortSignal.any would be shorter, but Node.js 20 can lose such a signal to its garbage collector.)
 */
export class Deadlines {
	private readonly calls = new Map<AbortController, number>();

	/** Ends the watch together with the last call: its timer would hold up the end of n8n for seconds. */
	private idle = new AbortController();

	private readonly stop = () => this.abort(Infinity);

	/** @param most how long a call may take where it does not say so itself, in milliseconds */
	constructor(
		private readonly cancelled: AbortSignal | undefined,
		private readonly most?: number,
	) {}

	/** @param most how long the call may take, in milliseconds */
	begin(most = this.most ?? 2 * timing.timeout): AbortController {
		const call = new AbortController();
		if (this.cancelled?.aborted) call.abort();
		if (this.calls.size === 0) this.start();
		this.calls.set(call, performance.now() + most);
		return call;
	}

	end(call: AbortController): void {
		this.calls.delete(call);
		if (this.calls.size > 0) return;
		this.cancelled?.removeEventListener('abort', this.stop);
		this.idle.abort();
	}

	private start(): void {
		this.idle = new AbortController();
		this.cancelled?.addEventListener('abort', this.stop);
		void this.watch(this.idle.signal);
	}

	private async watch(idle: AbortSignal): Promise<void> {
		while (!idle.aborted) {
			await rest(timing.timeout / 8, idle);
			this.abort(performance.now());
		}
	}

	private abort(now: number): void {
		for (const [call, until] of this.calls) if (until <= now) call.abort();
	}
}
