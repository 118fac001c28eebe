import { codePoint, INVISIBLE } from '../invisible';

/** What word processors write in place of hyphens, apostrophes, quotes and slashes. */
const TYPOGRAPHIC =
	/[\u2010-\u2015\u2018-\u201f\u2032\u2033\u2043\u2044\u2212\u2215\u00b4\u02b9-\u02bc]/u;

/** Letters of other scripts, and phonetic ones, that look like Latin letters. */
const LOOKS_LATIN =
	/[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}\u0251\u0261\u026a]/u;

/** @returns the first character that cannot be seen, told as in "it has the invisible character U+200B in it" */
export function invisibleCharacter(text: string): string | undefined {
	const [character] = INVISIBLE.exec(text) ?? [];
	return character && `the invisible character ${codePoint(character)}`;
}

/** @returns the same of a character that cannot be seen, was lost in a conversion, or only looks like one of an ID or an address */
export function oddCharacter(text: string): string | undefined {
	const invisible = invisibleCharacter(text);
	if (invisible !== undefined) return invisible;
	if (text.includes('\ufffd'))
		return `the character ${codePoint('\ufffd')} (which stands for one that was lost)`;
	const lookAlike = [...text].find(isCompatible) ?? TYPOGRAPHIC.exec(text)?.[0] ?? mixed(text);
	return lookAlike && `the character ${codePoint(lookAlike)} (which only looks like another)`;
}

/** Whether Unicode holds it for a variant of another character, such as a full-width letter. */
function isCompatible(character: string): boolean {
	return character.normalize('NFKC') !== character.normalize('NFC');
}

/** A letter that looks like a Latin one, in a word with Latin letters: a word all of the other script is its writer's own. */
function mixed(text: string): string | undefined {
	return text
		.split(/[^\p{L}\p{M}\p{N}]+/u)
		.filter((word) => /\p{Script=Latin}/u.test(word))
		.map((word) => LOOKS_LATIN.exec(word)?.[0])
		.find((found) => found !== undefined);
}
