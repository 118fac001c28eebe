/** Slack's tokens begin with xox?-, xoxe.xox?- or xapp-; what follows is one word of some length (the bare beginnings are in our own advice). */
const token = /(?:xox[a-z]|xapp|xoxe\.xox[a-z])[-.%][^\s"'&<>,;]{4,}/gi;

/**
 * A text that comes from outside (a value of a workflow, an answer, a network message) and is about to be shown. Whoever maps a token into
 * the wrong field, or sits behind a proxy that echoes headers, must not find it in n8n's database.
 */
export function redact(text: string): string {
	return text.replace(token, '[token removed]');
}

/** A value as the user may recognise it in a message: short, on one line, without a token. */
export function showValue(value: unknown): string {
	const shown = redact(toText(value));
	return shown.length > 80 ? `${shown.slice(0, 77)}…` : shown;
}

function toText(value: unknown): string {
	try {
		return JSON.stringify(value) ?? String(value);
	} catch {
		// A circular object, or a number of a kind that JSON does not have.
		return typeof value === 'object' ? 'an object' : String(value);
	}
}
