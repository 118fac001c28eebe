import { randomInt } from 'node:crypto';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';

const oneOf = (characters: string) => characters[randomInt(characters.length)] ?? '';

/** Gives each real value an invented one of the same form, the same one every time. It is kept in memory alone. */
export class Inventor {
	private readonly made = new Map<string, string>();

	/** Every value that was made up. */
	readonly all = new Set<string>();

	/** @param real what no invented value may hold, in lower case */
	constructor(private readonly real: ReadonlySet<string>) {}

	text(value: string): string {
		const known = this.made.get(value);
		if (known !== undefined) return known;
		let made = '';
		for (let tries = 0; tries < MOST_TRIES; tries++) {
			made = likeForm(tries < MOST_TRIES / 2 ? value : otherForm(value));
			if (!this.all.has(made) && !holdsReal(made, this.real)) break;
		}
		this.made.set(value, made);
		this.all.add(made);
		return made;
	}

	/** The same number as a text gives the same. */
	number(value: number): number {
		const digits = String(value);
		return Number(this.text(/^\d{1,15}$/.test(digits) ? digits : LONG_NUMBER));
	}
}

/** What is made up is random: it may happen to hold a short name of somebody's. Then it is made anew. Should that be in vain, the search finds it. */
const MOST_TRIES = 200;

/** The end of an invented address says nothing of anybody. A short value is in any text by chance, so that it must be the whole. */
export function holdsReal(text: string, real: ReadonlySet<string>): boolean {
	const searched = text.toLowerCase();
	const own = searched.replace(/@example\.com$/, '');
	if (real.has(searched)) return true;
	for (const each of real) if (each.length >= 4 && own.includes(each)) return true;
	return false;
}

const LONG_NUMBER = '1000000000';

/** For a value whose form leaves no choice: too short, or without a letter or digit. */
const otherForm = (value: string) => (/^\d+$/.test(value) ? LONG_NUMBER : 'Xxxxxxxxxxxx');

function likeForm(value: string): string {
	if (value.includes('@')) return `${like('xxxxxxxx')}@example.com`;
	if (/^\d{1,3}(\.\d{1,3}){3}$/.test(value)) {
		const network = ['203.0.113', '198.51.100', '192.0.2'][randomInt(3)] ?? '';
		return `${network}.${randomInt(1, 255)}`;
	}
	if (/^[\da-f:]+$/i.test(value) && value.includes(':'))
		return `2001:db8::${randomInt(1, 0xffff).toString(16)}:${randomInt(1, 0xffff).toString(16)}`;
	// Of an ID, the letter that says what it is of stays.
	const [, kind = '', rest = value] = /^([UWTEB])([A-Z0-9]{5,})$/.exec(value) ?? [];
	return kind + like(rest);
}

function like(form: string): string {
	const made = [...form].map((character, place) => {
		// A leading zero would be lost in a number.
		if (/\d/.test(character)) return oneOf(place === 0 ? DIGITS.slice(1) : DIGITS);
		if (/\p{Lu}/u.test(character)) return oneOf(UPPER);
		return /\p{L}/u.test(character) ? oneOf(LOWER) : character;
	});
	return made.join('');
}
