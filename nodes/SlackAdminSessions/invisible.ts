/** What cannot be seen: zero-width and bidi characters, soft hyphens, controls, and every white space but the plain blank. */
export const INVISIBLE =
	/[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Co}\p{Cs}\p{Zl}\p{Zp}]|[^\S ]/u;

/** As Unicode names a character: U+202E. */
export function codePoint(character: string): string {
	const number = character.codePointAt(0) ?? 0;
	return `U+${number.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** A text in which whatever cannot be seen stands by its name. A bidi character would turn the sentence around it. */
export function nameInvisible(text: string): string {
	return text.replace(new RegExp(INVISIBLE, 'gu'), (character) => `[${codePoint(character)}]`);
}
