import { tryToParseDateTime } from 'n8n-workflow';

import { showValue } from '../redact';
import { invalid, readNumber } from './values';

/** From here on a number is of milliseconds: in seconds it would be the year 5138. */
const MILLISECONDS = 100_000_000_000;

/**
 * A moment, as the editor's calendar, an expression or another node gives it.
 *
 * @param zone for one that does not say its own
 * @returns Unix seconds
 * @throws {Refusal}
 */
export function readTime(value: unknown, parameter: string, zone: string): number {
	const number = readNumber(value);
	if (number !== undefined && number > 0)
		return Math.floor(number < MILLISECONDS ? number : number / 1000);
	try {
		return Math.floor(tryToParseDateTime(value, zone).toSeconds());
	} catch {
		// n8n's own message does not name the parameter.
	}
	throw invalid(
		`The value of '${parameter}' is not a time: ${showValue(value)}`,
		`Give one in '${parameter}' such as 2026-01-31T09:00:00 or 2026-01-31T09:00:00+01:00, or Unix seconds. A blank value never means "any time".`,
	);
}
