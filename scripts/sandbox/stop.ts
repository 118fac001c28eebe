/** Ends the command with a sentence for whoever sits in front of it. */
export class Stop extends Error {
	constructor(
		message: string,
		readonly code = 1,
	) {
		super(message);
	}
}

/** Ctrl-C. */
export class Interrupted extends Stop {
	constructor() {
		super('Interrupted.', 130);
	}
}

/** Slack's HTTP 429: nothing more is sent. */
export class RateLimited extends Stop {
	constructor(
		readonly method: string,
		readonly retryAfter: string | undefined,
	) {
		super(
			`Slack limits ${method} (HTTP 429, Retry-After: ${retryAfter ?? 'absent'}). Nothing more is sent. Wait some minutes, then run the command again.`,
		);
	}
}
