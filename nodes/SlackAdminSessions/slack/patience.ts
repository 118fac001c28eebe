import { sleep } from 'n8n-workflow';

import type { MethodName } from './methods';
import { SECOND, SLACK_IS_DOWN_AFTER } from './policy';

/** How a run has waited so far. */
interface Waits {
	pauses: Map<MethodName, number>;
	/** In milliseconds. Calls that wait at the same time are counted once. */
	waited: number;
	countedUntil: number;
	callsInVain: number;
}

/**
 * How long a run waits: one pause for all its calls of a method, and so much in all. It is measured with `performance.now()`, since the time of
 * day can be set back or forward during a run.
 */
export class Patience {
	private readonly naps = new Set<AbortController>();

	private readonly wakeAll = () => {
		for (const nap of this.naps) nap.abort();
	};

	/**
	 * @param maxWait in seconds
	 * @param waits those of the run that this is a part of
	 */
	constructor(
		private readonly maxWait: number,
		private readonly signal: AbortSignal | undefined,
		private readonly waits: Waits = {
			pauses: new Map(),
			waited: 0,
			countedUntil: 0,
			callsInVain: 0,
		},
	) {}

	/** For a part of the run, which ends with a signal of its own. The waits are the run's. */
	endingWith(signal: AbortSignal): Patience {
		return new Patience(this.maxWait, signal, this.waits);
	}

	get stopped(): boolean {
		return this.signal?.aborted ?? false;
	}

	get slackIsDown(): boolean {
		return this.waits.callsInVain >= SLACK_IS_DOWN_AFTER;
	}

	sawAnswer(): void {
		this.waits.callsInVain = 0;
	}

	/** A call that was broken off says nothing of Slack. */
	sawNone(): void {
		if (!this.stopped) this.waits.callsInVain++;
	}

	/** Slack wants no more calls of this method for so many milliseconds. */
	pause(method: MethodName, delay: number): void {
		const { pauses } = this.waits;
		pauses.set(method, Math.max(pauses.get(method) ?? 0, performance.now() + delay));
	}

	/** Waits until a method may be called. @returns false where the run may not wait that long, or was stopped */
	async untilFree(method: MethodName): Promise<boolean> {
		for (;;) {
			const delay = (this.waits.pauses.get(method) ?? 0) - performance.now();
			if (delay <= 0) return !this.stopped;
			if (!(await this.wait(delay))) return false;
		}
	}

	/** @returns false, at once, where the run may not wait that long; and as soon as it is stopped */
	async wait(delay: number): Promise<boolean> {
		const { waits } = this;
		const from = Math.max(performance.now(), waits.countedUntil);
		const until = performance.now() + delay;
		const added = Math.max(0, until - from);
		if (this.stopped || waits.waited + added > this.maxWait * SECOND) return false;
		waits.waited += added;
		waits.countedUntil = Math.max(waits.countedUntil, until);
		await this.nap(delay);
		return !this.stopped;
	}

	/** One listener serves all who wait at the same time: Node.js warns of more than ten. */
	private async nap(delay: number): Promise<void> {
		const nap = new AbortController();
		if (this.naps.size === 0) this.signal?.addEventListener('abort', this.wakeAll);
		this.naps.add(nap);
		await rest(delay, nap.signal);
		this.naps.delete(nap);
		if (this.naps.size === 0) this.signal?.removeEventListener('abort', this.wakeAll);
	}
}

/** n8n's own sleep, which ends when the signal does; an older n8n's knows no signal, and one that rejects must not surprise anybody. */
export async function rest(delay: number, signal: AbortSignal | undefined): Promise<void> {
	let stop = () => {};
	const stopped = new Promise<void>((resolve) => {
		stop = resolve;
	});
	signal?.addEventListener('abort', stop, { once: true });
	// A timer takes whole milliseconds alone, and without a part of one it rings too early.
	await Promise.race([sleep(Math.ceil(delay), signal).catch(() => undefined), stopped]);
	signal?.removeEventListener('abort', stop);
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
	const until = performance.now() + seconds * SECOND;
	while (performance.now() < until && !signals.some((signal) => signal?.aborted))
		await sleep(SECOND / 10);
}
