/** The oldest n8n-core looks every minute for SSH connections to close, and nothing that it exports ends that: jest would never end. */
const begin = globalThis.setInterval;

globalThis.setInterval = ((work: () => void, delay?: number) => {
	const timer = begin(work, delay);
	if ((delay ?? 0) >= 60_000) timer.unref();
	return timer;
}) as typeof setInterval;
