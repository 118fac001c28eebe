/** Slack's `ok: false`, thrown by what works on a call. */
export class SlackRefusal extends Error {
	constructor(
		readonly code: string,
		readonly more: Record<string, unknown> = {},
	) {
		super(code);
	}
}

export function invalidArguments(message: string): SlackRefusal {
	return new SlackRefusal('invalid_arguments', {
		response_metadata: { messages: [`[ERROR] ${message}`] },
	});
}
