import type { IExecuteFunctions } from 'n8n-workflow';

import { redact, showValue } from '../redact';
import { readAddress } from './address';
import { readList, type Blanks } from './list';
import { oddCharacter } from './oddCharacter';
import { invalid } from './values';

/** A user as the workflow names them: by Slack's id, or by an address that is yet to be looked up. */
export type UserReference = { id: string } | { email: string; requestedAs: string };

/** A user whose id is known. */
export interface User {
	id: string;
	/** What the workflow gave, where that was an address, or an ID beside addresses. */
	requestedAs?: string;
	email?: string;
	deactivated?: true;
}

/** Ids are opaque: Slack's own begin with U or W, and it does not promise that they always will. */
const ID = /^[A-Za-z0-9_-]{2,64}$/;

/** What broken expressions, careless lists and pasted headings leave behind: words of the right shape that are nobody's id. */
const NOT_AN_ID = new Set([
	...['undefined', 'null', 'nan', 'true', 'false', 'all', 'none'],
	...['id', 'user', 'users', 'user_id', 'userid', 'member_id', 'memberid', 'slack_id', 'slackid'],
	...['email', 'e-mail', 'mail', 'name', 'username', 'user_name'],
]);

/** Names and headings: Slack's ids have capitals and digits, and whoever writes one in small letters still writes its digits. */
const WORD = /^(?=.*[a-z])\D*$/;

export function isId(text: string): boolean {
	return (
		ID.test(text) && !WORD.test(text) && !NOT_AN_ID.has(text.toLowerCase()) && redact(text) === text
	);
}

/**
 * @param parameter the display name of the parameter that the value comes from
 * @throws {Refusal} for anything that does not name one user
 */
export function parseUser(value: unknown, parameter: string): UserReference {
	const text = typeof value === 'string' ? value.trim() : undefined;
	if (text === '' || value === undefined || value === null) {
		throw invalid(
			`The parameter '${parameter}' is empty: it is ${showValue(value)}`,
			`Give a Slack user ID (e.g. U0123ABCDEF) or an address in '${parameter}'. If it is an expression, check that the item has the field. An empty value never means all users.`,
		);
	}
	if (text?.includes('@')) return parseAddress(text, parameter);
	if (text !== undefined && isId(text)) return { id: text };
	const odd = text && oddCharacter(text);
	throw invalid(
		`The value of '${parameter}' does not name a Slack user: ${showValue(value)}${odd ? `, since it has ${odd} in it` : ''}`,
		`${text && isSeveral(text) ? `${several(parameter)} ` : ''}${odd ? 'Type it again instead of pasting it. ' : ''}${text && WORD.test(text) ? NAME : ''}A Slack user ID looks like U0123ABCDEF or W0123ABCDEF. Correct the value or the expression in '${parameter}' and try again.`,
	);
}

const NAME =
	'A word without a digit is not an ID. From a table, take the column of IDs or addresses alone, without its heading. Put a display name that has a comma in quotes. ';

function parseAddress(text: string, parameter: string): UserReference {
	const address = readAddress(text);
	if ('email' in address && redact(text) === text)
		return { email: address.email, requestedAs: text };
	const wrong = 'wrong' in address && address.wrong;
	throw invalid(
		`The value of '${parameter}' is not an e-mail address: ${showValue(text)}${wrong ? `, since ${wrong}` : ''}`,
		isSeveral(text)
			? several(parameter)
			: `Give one address in '${parameter}', such as nathan@example.com.${wrong ? ' Type it again instead of pasting it.' : ''}`,
	);
}

const several = (parameter: string) =>
	`'${parameter}' has several users with only spaces between them. In a list, put a comma between them, or give each a line of its own.`;

/** A column pasted into a field of one line loses its line ends. */
function isSeveral(text: string): boolean {
	const parts = text.split(/\s+/);
	return parts.length > 1 && parts.every((part) => /^[^,;]*@[^,;]*$/.test(part) || isId(part));
}

/** What was chosen in a resource locator, whatever its mode. */
export function chosen(value: unknown): unknown {
	return typeof value === 'object' && value !== null && '__rl' in value && 'value' in value
		? value.value
		: value;
}

/** Reads a resource locator: whatever its mode, an id is an id and what has an @ is an address. */
export function readUser(
	context: IExecuteFunctions,
	itemIndex: number,
	name: string,
	parameter: string,
): UserReference {
	return parseUser(chosen(context.getNodeParameter(name, itemIndex)), parameter);
}

/**
 * A list of users, each by an ID or an address.
 *
 * @throws {Refusal} when it names nobody, or when any part of it does not name one user
 */
export function parseUsers(
	value: unknown,
	parameter: string,
	blanks: Blanks = 'skipped',
): UserReference[] {
	const parts = readList(value, parameter, blanks);
	if (parts.length === 0)
		return [parseUser(typeof value === 'string' ? value : undefined, parameter)];
	return parts.map((part) => parseUser(part, parameter));
}
