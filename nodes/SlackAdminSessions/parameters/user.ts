import type { IExecuteFunctions } from 'n8n-workflow';

import { redact, showValue } from '../redact';
import { invalid } from './values';

/** A user as the workflow names them: by Slack's id, or by an address that is yet to be looked up. */
export type UserReference = { id: string } | { email: string; requestedAs: string };

/** A user whose id is known. */
export interface User {
	id: string;
	/** What the workflow gave, where that was an address. */
	requestedAs?: string;
	email?: string;
	deactivated?: true;
}

/** Ids are opaque: Slack's own begin with U or W, and it does not promise that they always will. */
const ID = /^[A-Za-z0-9_-]{2,64}$/;

/** What broken expressions and careless lists leave behind: words of the right shape that are nobody's id. */
const NOT_AN_ID = new Set(['undefined', 'null', 'nan', 'true', 'false', 'all']);

const ADDRESS = /^[^\s@<>,;"]+@[^\s@<>,;"]+$/;

export function isId(text: string): boolean {
	return ID.test(text) && !NOT_AN_ID.has(text.toLowerCase()) && redact(text) === text;
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
	if (text?.includes('@')) {
		const email = (/<([^<>]*)>$/.exec(text)?.[1] ?? text).trim().toLowerCase();
		if (ADDRESS.test(email) && redact(text) === text) return { email, requestedAs: text };
		throw invalid(
			`The value of '${parameter}' is not an e-mail address: ${showValue(value)}`,
			`Give one address in '${parameter}', such as nathan@example.com.`,
		);
	}
	if (text !== undefined && isId(text)) return { id: text };
	throw invalid(
		`The value of '${parameter}' does not name a Slack user: ${showValue(value)}`,
		`A Slack user ID looks like U0123ABCDEF or W0123ABCDEF. Correct the value or the expression in '${parameter}' and try again.`,
	);
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
 * A list of users: a text with commas, semicolons or line ends between them, or a list by expression.
 *
 * @param whole whether a blank part is one that is missing
 * @throws {Refusal} when it names nobody, or when any part of it does not name one user
 */
export function parseUsers(value: unknown, parameter: string, whole = false): UserReference[] {
	const parts: unknown[] = Array.isArray(value)
		? value
		: typeof value === 'string'
			? value.split(/[,;]\s*\n|[,;\n]/)
			: [value];
	const named = parts.filter((part) => typeof part !== 'string' || part.trim() !== '');
	if (whole && named.length > 0 && named.length < parts.length) {
		throw invalid(
			`A part of the list in '${parameter}' is empty: ${showValue(value)}`,
			`Nothing was sent. Check that the item has every field that the expression in '${parameter}' names.`,
		);
	}
	if (named.length === 0)
		return [parseUser(typeof value === 'string' ? value : undefined, parameter)];
	return named.map((part) => parseUser(part, parameter));
}
