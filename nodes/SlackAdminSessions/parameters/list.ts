import type { IExecuteFunctions } from 'n8n-workflow';

import { showValue } from '../redact';
import { invalid, isExpression } from './values';

/** What becomes of a blank part: it is skipped, or refused, either beside a comma or semicolon alone or wherever it stands. */
export type Blanks = 'skipped' | 'refusedAtCommas' | 'refused';

/** One part and the separator behind it. The commas of a name in quotes before an address part nothing. */
const PART = /(\s*"(?:[^"\\\n]|\\.)*"[^\S\n]*<[^<>\n]*>[^,;\n]*|[^,;\n]*)([,;]\s*\n|[,;\n]|$)/y;

/** The same of devices: a comma between two digits, and whatever stands in brackets, is a part of the name ("iPhone15,2", "MacBook Pro (14-inch, 2021)"). */
const DEVICE = /((?:\([^()\n]*\)|(?<=\d),(?=\d)|[^,;\n])*)([,;]\s*\n|[,;\n]|$)/y;

/**
 * The one reader of lists: a text with commas, semicolons or line ends between its parts, or a list by expression.
 *
 * @returns the parts that are not blank
 * @throws {Refusal} for a blank part that is not skipped: an expression broke, and what it stood for would be left out
 */
export function readList(
	value: unknown,
	parameter: string,
	blanks: Blanks,
	of: 'devices' | 'anything' = 'anything',
): unknown[] {
	const parts = split(value, of === 'devices' ? DEVICE : PART);
	const named = parts.filter(({ part }) => !isBlank(part));
	const missing = parts.some(
		({ part, atComma }) => isBlank(part) && (blanks === 'refused' || atComma),
	);
	if (blanks !== 'skipped' && missing && named.length > 0) {
		throw invalid(
			`A part of the list in '${parameter}' is empty: ${showValue(value)}`,
			`Nothing was sent. Check that the item has every field that the expression in '${parameter}' names.`,
		);
	}
	return named.map(({ part }) => part);
}

/** What becomes of a blank part of a parameter: in an expression it stands for a field that the item does not have. */
export function blanksIn(
	context: Pick<IExecuteFunctions, 'getNode'>,
	name: string,
	collection?: 'filters',
): Blanks {
	return isExpression(context, name, collection) ? 'refusedAtCommas' : 'skipped';
}

/** The parts of a filter. One that is blank has a blank part: whoever reads the part refuses it, since it must not read as "no filter". */
export function readFilterParts(
	context: Pick<IExecuteFunctions, 'getNode'>,
	value: unknown,
	name: string,
	parameter: string,
	of?: 'devices' | 'anything',
): unknown[] {
	const parts = readList(value, parameter, blanksIn(context, name, 'filters'), of);
	return parts.length > 0 ? parts : [''];
}

function isBlank(part: unknown): boolean {
	return typeof part === 'string' && part.trim() === '';
}

function split(value: unknown, onePart: RegExp): Array<{ part: unknown; atComma: boolean }> {
	if (Array.isArray(value)) return value.map((part: unknown) => ({ part, atComma: true }));
	if (typeof value !== 'string') return [{ part: value, atComma: false }];
	const parts: Array<{ part: string; atComma: boolean }> = [];
	const pattern = new RegExp(onePart);
	let before = '';
	do {
		const [, part = '', separator = ''] = pattern.exec(value) ?? [];
		parts.push({ part, atComma: /[,;]/.test(before + separator) });
		before = separator;
	} while (before !== '');
	return parts;
}
