/** Slack's rate limits: so many calls a minute, for each method and token; those of the audit log are the whole organisation's. */
export class RateLimits {
	private readonly windows = new Map<string, { ends: number; calls: number }>();

	/**
	 * @param minute its length in milliseconds: long cases are run with a shorter one, for all alike
	 * @param clock for a test in which a minute must not end before its time
	 */
	constructor(
		private readonly minute = 60_000,
		private readonly clock = Date.now,
	) {}

	/** Counts a call. @returns after how many whole seconds to try again, where it is one too many */
	refuses(key: string, tier: number): number | undefined {
		const now = this.clock();
		let window = this.windows.get(key);
		if (!window || window.ends <= now) {
			window = { ends: now + this.minute, calls: 0 };
			this.windows.set(key, window);
		}
		if (window.calls >= tier) return Math.max(1, Math.ceil((window.ends - now) / 1000));
		window.calls++;
		return undefined;
	}
}
