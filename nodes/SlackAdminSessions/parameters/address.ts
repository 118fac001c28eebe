import { invisibleCharacter, oddCharacter } from './oddCharacter';

/** A mail address, or what keeps a text from being one, where that can be told. */
export type MailAddress = { email: string } | { wrong: string | undefined };

/** A name, in quotes or without, and what stands in the brackets behind it. */
const NAMED = /^("(?:[^"\\]|\\.)*"\s*|[^<>]*)<([^<>]*)>$/;

/** Labels with dots between them. An address without a dot is one of an internal network. */
const ADDRESS = /^[^\s@<>,;"()[\]\\:]+@[\p{L}\p{M}\p{N}_-]+(\.[\p{L}\p{M}\p{N}_-]+)*$/u;

const SLACKS_ID = /^[UW](?=[A-Z]*\d)[A-Z0-9]{7,}$/i;

/** Reads an address as mail programs, Slack and web pages let people copy it: alone, behind a name, as a link. */
export function readAddress(text: string): MailAddress {
	const [, name = '', inBrackets] = NAMED.exec(text) ?? [];
	if (inBrackets === undefined && /[<>]/.test(text)) {
		const invisible = invisibleCharacter(text);
		return {
			wrong: invisible
				? `it has ${invisible} in it`
				: 'its brackets do not hold exactly one address at the end',
		};
	}
	const [, link, plain = ''] = /^(mailto:)?(.*)$/is.exec((inBrackets ?? text).trim()) ?? [];
	// Slack puts the text that it shows for a link behind a bar.
	const address = link && inBrackets !== undefined ? plain.replace(/\|.*$/s, '') : plain;
	const email = address.normalize('NFC').toLowerCase();
	const wrong =
		whatIsWrong(email) ?? (link && email.includes('%') ? 'it has a % in it' : undefined);
	if (wrong !== undefined || !ADDRESS.test(email)) return { wrong };
	return dropsSomebody(name, email) ? { wrong: 'it names more than one user' } : { email };
}

function whatIsWrong(email: string): string | undefined {
	const odd = oddCharacter(email);
	if (odd !== undefined) return `it has ${odd} in it`;
	if (email.startsWith("'")) return 'it begins with an apostrophe';
	if (email.endsWith('.')) return 'it ends with a dot';
	const [scheme] = /^[a-z][a-z0-9+.-]*:/.exec(email) ?? [];
	return scheme && `it begins with "${scheme}"`;
}

/** Whether a comma that is in no quotes parts another user from the name: that user would be dropped without a word. */
function dropsSomebody(name: string, email: string): boolean {
	const parts = name.startsWith('"') ? [] : name.split(/[,;]/).map((part) => part.trim());
	return parts.length > 1 && parts.some((part) => SLACKS_ID.test(part) || isOther(part, email));
}

function isOther(part: string, email: string): boolean {
	return ADDRESS.test(part) && part.normalize('NFC').toLowerCase() !== email;
}
