/**
 * Says something beside the output: a hint, a line in the log, a message to the browser. Telling never changes an outcome, so what n8n throws
 * meanwhile is dropped. The context of an agent's tool, for one, had no hints before October 2025.
 */
export function tell(say: () => void): void {
	try {
		say();
	} catch {
		// The message is lost. What was done is not.
	}
}
