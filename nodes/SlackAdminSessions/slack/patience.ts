import { sleep } from 'n8n-workflow';

import type { MethodName } from './methods';
import { SLACK_IS_DOWN_AFTER, timing } from './policy';

/**
 * How long a run waits: one pause for all its calls of a method, and so much in all. It is measured with `performance.now()`, since the time of
 * day can be set back or forward during a run.
 */
export class Patience {
	private readonly pauses = new Map<MethodName, number>();

	/** In milliseconds. Calls that wait at the same time are counted once. */
	private waited = 0;

	private countedUntil = 0;

	private callsInVain = 0;

	/** @param maxWait in seconds */
	constructor(
		private readonly maxWait: number,
		private readonly signal: AbortSignal | undefined,
	) {}

	get stopped(): boolean {
		return this.signal?.aborted ?? false;
	}

	get slackIsDown(): boolean {
		return this.callsInVain >= SLACK_IS_DOWN_AFTER;
	}

	sawAnswer(): void {
		this.callsInVain = 0;
	}

	sawNone(): void {
		this.callsInVain++;
	}

	/** Slack wants no more calls of this method for so many milliseconds. */
	pause(method: MethodName, delay: number): void {
		this.pauses.set(method, Math.max(this.pauses.get(method) ?? 0, performance.now() + delay));
	}

	/** Waits until a method may be called. @returns false where the run may not wait that long, or was stopped */
	async untilFree(method: MethodName): Promise<boolean> {
		for (;;) {
			const delay = (this.pauses.get(method) ?? 0) - performance.now();
			if (delay <= 0) return !this.stopped;
			if (!(await this.wait(delay))) return false;
		}
	}

	/** @returns false, at once, where the run may not wait that long; and as soon as it is stopped */
	async wait(delay: number): Promise<boolean> {
		const from = Math.max(performance.now(), this.countedUntil);
		const until = performance.now() + delay;
		const added = Math.max(0, until - from);
		if (this.stopped || this.waited + added > this.maxWait * timing.second) return false;
		this.waited += added;
		this.countedUntil = Math.max(this.countedUntil, until);
		await rest(delay, this.signal);
		return !this.stopped;
	}
}

/**
 * n8n's own sleep, which ends when the signal does; an older n8n's knows no signal, and one that rejects must not surprise anybody. It listens to
 * the signal once: Node.js warns of more than ten listeners, and many calls may wait at the same time.
 */
export async function rest(delay: number, signal: AbortSignal | undefined): Promise<void> {
	const nap = new AbortController();
	const end = () => nap.abort();
	const ended = new Promise<void>((resolve) => {
		nap.signal.addEventListener('abort', () => resolve(), { once: true });
	});
	signal?.addEventListener('abort', end, { once: true });
	if (signal?.aborted) end();
	await Promise.race([sleep(delay, nap.signal).catch(() => undefined), ended]);
	signal?.removeEventListener('abort', end);
}

/**
 * Waits until the time is up or one of the signals ends. In short naps: an older n8n's sleep cannot be ended, and a long one would outlive
 * the run.
 *
 * @param seconds how long at the most
 */
export async function timeIsUp(
	seconds: number,
	signals: Array<AbortSignal | undefined>,
): Promise<void> {
	const until = performance.now() + seconds * timing.second;
	while (performance.now() < until && !signals.some((signal) => signal?.aborted))
		await sleep(timing.second / 10);
}
