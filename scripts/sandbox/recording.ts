import type { Unsettled } from '../../test/emulator/method';
import { ALLOWED, knownScopes, POINTERS, WORDS } from './allowed';
import { saidOf, type Finding, type Findings } from './findings';
import { holdsReal, Inventor } from './invent';
import type { PointName } from './points';
import { asObject } from './read';
import type { Exchange } from './slack';
import { Stop } from './stop';

/** What is kept of a point. */
export interface Recorded {
	point: PointName;
	/** As YYYY-MM-DD. */
	day: string;
	answer: string;
	settles: Partial<Unsettled>;
	exchanges: unknown[];
}

/**
 * What is kept of a run: allowed fields alone, each value in them an invented one. Every record is searched for what Slack really said.
 *
 * @param everything all exchanges of the run, also those that nothing rests on
 * @param secrets the tokens
 */
export function record(
	findings: Findings,
	everything: readonly Exchange[],
	{ account, secrets, day }: { account: ReadonlySet<string>; secrets: string[]; day: string },
): Recorded[] {
	const real = realValues(everything, secrets);
	const inventor = new Inventor(real);
	const records = [...findings.settled].map(([point, finding]) =>
		recordOf(point, finding, { inventor, account, day, real }),
	);
	if (records.every((each) => finds(each, real, inventor.all) === undefined)) return records;
	throw new Stop(
		'A record would hold a value that Slack really said, so no file was written. Please report this as a bug of the command.',
	);
}

/** Every text and number of the answers and of what was sent, in lower case. */
function realValues(everything: readonly Exchange[], secrets: string[]): ReadonlySet<string> {
	const found = new Set<string>();
	const collect = (value: unknown, name: string): void => {
		if (typeof value === 'string' || typeof value === 'number') {
			if (name !== 'error' && name !== 'messages') found.add(String(value).toLowerCase());
			return;
		}
		if (Array.isArray(value)) return value.forEach((part) => collect(part, name));
		for (const [key, part] of Object.entries(asObject(value))) {
			if (isId(key)) found.add(key.toLowerCase());
			collect(part, key);
		}
	};
	for (const { sent, body } of everything) {
		collect(body, '');
		for (const [name, value] of Object.entries(sent))
			collect(name === 'user_ids' ? JSON.parse(value) : value, name);
	}
	for (const part of secrets.flatMap((secret) => [secret, ...secret.split('-')]))
		if (part.length > 5) found.add(part.toLowerCase());
	for (const word of [...WORDS, '']) found.delete(word.toLowerCase());
	return found;
}

const isId = (text: string) => /^[UWTE][A-Z0-9]{5,20}$/.test(text);

interface Making {
	inventor: Inventor;
	account: ReadonlySet<string>;
	day: string;
	real: ReadonlySet<string>;
}

function recordOf(point: PointName, { answer, exchanges }: Finding, making: Making): Recorded {
	return {
		point,
		day: making.day,
		answer,
		settles: saidOf(point, answer).settles ?? {},
		exchanges: exchanges.map(({ method, sent, status, retryAfter, scopes, body }) => ({
			method,
			sent: Object.fromEntries(
				Object.entries(sent).map(([name, value]) => [name, sentValue(name, value, making)]),
			),
			status,
			...(retryAfter !== undefined && {
				retry_after: /^\d{1,5}$/.test(retryAfter) ? Number(retryAfter) : 'otherwise',
			}),
			...(point === 'scopes' && { scopes: knownScopes(scopes ?? '') }),
			answer: kept(body, making),
		})),
	};
}

function sentValue(name: string, value: string, { inventor }: Making): unknown {
	if (name === 'user_ids') return (JSON.parse(value) as string[]).map((id) => inventor.text(id));
	return WORDS.has(value) ? value : inventor.text(value);
}

/** The allowed fields of an object. */
function kept(value: Record<string, unknown>, making: Making): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(value).flatMap(([name, part]) => {
			const as = ALLOWED.has(name) ? name : isId(name) ? making.inventor.text(name) : undefined;
			return as === undefined ? [] : [[as, keptValue(name, part, making)]];
		}),
	);
}

/** What kind of entry of the audit log it is: Slack's own words. */
const NAMES_A_KIND = new Set(['action', 'type']);

function keptValue(name: string, value: unknown, making: Making): unknown {
	if (name === 'error') return keptCode(value, making.real);
	if (name === 'messages')
		return Array.isArray(value)
			? value.map((each) => String(each).match(POINTERS)?.join(' ') ?? '')
			: [];
	if (typeof value === 'string')
		return value === '' || (NAMES_A_KIND.has(name) && WORDS.has(value))
			? value
			: making.inventor.text(value);
	if (typeof value === 'number') return making.inventor.number(value);
	if (Array.isArray(value))
		return value
			.filter((part) => isAboutAccount(part, name, making.account))
			.map((part) => keptValue('', part, making));
	return typeof value === 'object' && value !== null ? kept(asObject(value), making) : value;
}

/** Of lists of people, sessions and entries of the log, nobody but the test account is kept. */
function isAboutAccount(part: unknown, name: string, account: ReadonlySet<string>): boolean {
	if (name === 'users') return account.has(String(asObject(part).id ?? part));
	if (name === 'active_sessions' || name === 'session_settings')
		return account.has(String(asObject(part).user_id));
	if (name === 'entries') {
		const { actor, entity } = asObject(part);
		return [actor, entity].some((party) => account.has(String(asObject(asObject(party).user).id)));
	}
	return true;
}

/** A code is a word of Slack's, also one that no page documents, unless it is a word of the organisation's too. */
function keptCode(value: unknown, real: ReadonlySet<string>): string {
	const code = String(value);
	if (WORDS.has(code)) return code;
	const isWord = /^[a-z][a-z0-9_]{2,60}$/.test(code);
	return isWord && !holdsReal(code, real) ? code : 'another_code';
}

/**
 * Searches a record for what Slack really said, field by field: the words that every record has apart, each text and number in it must have
 * been made up, and must hold nothing real.
 *
 * @returns what was found, if anything
 */
export function finds(
	recorded: Recorded,
	real: ReadonlySet<string>,
	made: ReadonlySet<string>,
): string | undefined {
	const { day, exchanges, ...own } = recorded;
	const isKnown = (text: string) => WORDS.has(text);
	const search = (value: unknown, name: string): string | undefined => {
		if (typeof value === 'boolean' || value === null) return undefined;
		if (Array.isArray(value)) return first(value.map((part) => search(part, name)));
		if (typeof value === 'object')
			return first(
				Object.entries(value).map(([key, part]) =>
					isKnown(key) || isClean(key) ? search(part, key) : key,
				),
			);
		const text = String(value);
		if (isKnown(text) || name === 'status' || name === 'retry_after') return undefined;
		if (name === 'messages') return text.replace(POINTERS, '').trim() || undefined;
		if (name === 'error') return keptCode(text, real) === text ? undefined : text;
		return isClean(text) ? undefined : text;
	};
	const isClean = (text: string) => made.has(text) && !holdsReal(text, real);
	return search({ ...own, exchanges }, '') ?? (/^\d{4}-\d\d-\d\d$/.test(day) ? undefined : day);
}

const first = (found: Array<string | undefined>): string | undefined =>
	found.find((each) => each !== undefined);
