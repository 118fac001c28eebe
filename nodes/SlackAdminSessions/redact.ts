import { nameInvisible } from './invisible';

/**
 * Slack's tokens begin with xox?-, xoxe.xox?-, xapp- or xwfp-; what follows is one word of some length (the bare beginnings are in our own
 * advice). The hyphen may have been written in another way by whatever passed the token on.
 */
const token =
	/(?:xox[a-z]|xapp|xwfp|xoxe\.xox[a-z])(?:[-.%_\u00ad\u2010-\u2015\u2212\ufe58\ufe63\uff0d]|&#x?[\da-f]+;|\\[ux][\da-f]+)(?:&#x?[\da-f]+;|[^\s"'&<>,;]){4,}/gi;

/**
 * The same beginnings in base64, alone or within a longer text such as a header: each at the three places that it can have in a group. What
 * follows may be parted into lines, and written as JSON or an address writes it.
 */
const encoded =
	/(?:eG94|hve[GH]|4b3h|eGFwc|hhcHA|4YXBw|eHdmc|h3ZnA|4d2Zw)(?:[\w+/-]|\\[/nr]|%[\dA-Fa-f]{2}|\r?\n){16,}={0,2}/g;

/**
 * A text that comes from outside (a value of a workflow, an answer, a network message) and is about to be shown. Whoever maps a token into
 * the wrong field, or sits behind a proxy that echoes headers, must not find it in n8n's database.
 */
export function redact(text: string): string {
	return text.replace(token, '[token removed]').replace(encoded, '[token removed]');
}

/** A value as the user may recognise it in a message: short, on one line, without a token or an invisible character. */
export function showValue(value: unknown): string {
	return shorten(toText(value), 80);
}

/** A text from outside as a part of a sentence, in the same way. @param most how many characters of it are shown */
export function shorten(text: string, most: number): string {
	const shown = nameInvisible(
		redact(text)
			.replace(/[\t\r\n]+/g, ' ')
			.trim(),
	);
	return shown.length > most ? `${shown.slice(0, most - 3)}…` : shown;
}

function toText(value: unknown): string {
	try {
		return JSON.stringify(value) ?? String(value);
	} catch {
		// A circular object, or a number of a kind that JSON does not have.
		return typeof value === 'object' ? 'an object' : String(value);
	}
}
