import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { Refusal } from '../failure';
import { showValue } from '../redact';
import { invisibleCharacter } from './oddCharacter';

/**
 * One reader for each kind of value. Each gives the value as it was read, or throws a Refusal that names the parameter, shows the value and says
 * what to do. `parameter` is always the display name.
 */

/** A parameter's value that cannot be read, and what to do about it. */
export function invalid(message: string, next: string): Refusal {
	return new Refusal('invalid_parameter', message, next);
}

/** Where the reader's own words do not fit: what is wrong with the value, and the next step. */
interface Words {
	wrong?: string;
	next?: string;
}

/** @throws {Refusal} for what is none of the choices: to take it for one near it could do more than was asked for */
export function readChoice<const Choice extends string>(
	value: unknown,
	parameter: string,
	choices: readonly Choice[],
	{
		wrong = noneOf(choices),
		next = `Choose one in '${parameter}', or correct its expression.`,
	}: Words = {},
): Choice {
	const found = choices.find((choice) => choice === value);
	if (found !== undefined) return found;
	throw invalid(`The value of '${parameter}' is ${wrong}: ${showValue(value)}`, next);
}

function noneOf(choices: readonly string[]): string {
	if (choices.length === 2) return `neither ${choices.join(' nor ')}`;
	return `none of ${choices.slice(0, -1).join(', ')} and ${choices.at(-1)}`;
}

/**
 * `isFilter`: whether it can be removed.
 *
 * @throws {Refusal} for what is no list of at least one of the choices: an empty one must not read as "any"
 */
export function readChoices<const Choice extends string>(
	value: unknown,
	parameter: string,
	choices: readonly Choice[],
	{
		wrong = 'is not a list of its choices',
		isFilter = false,
	}: Pick<Words, 'wrong'> & { isFilter?: boolean } = {},
): Choice[] {
	const isChoice = (each: unknown): each is Choice => choices.some((choice) => choice === each);
	if (Array.isArray(value) && value.length > 0 && value.every(isChoice)) return value;
	throw invalid(
		`The value of '${parameter}' ${wrong}: ${showValue(value)}`,
		`Choose at least one in '${parameter}', ${isFilter ? 'give a list by expression, or remove the filter' : 'or give a list by expression'}. There are ${choices.join(', ')}.`,
	);
}

/** @throws {Refusal} for what is neither true nor false */
export function readFlag(
	value: unknown,
	parameter: string,
	{
		next = `Nothing was sent. Correct the expression in '${parameter}' and try again.`,
	}: Words = {},
): boolean {
	if (typeof value === 'boolean') return value;
	throw invalid(`The value of '${parameter}' is neither true nor false: ${showValue(value)}`, next);
}

/** @returns a number, or one written in digits, as lists and models give it */
export function readNumber(value: unknown): number | undefined {
	if (typeof value === 'number') return value;
	return typeof value === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : undefined;
}

/** @throws {Refusal} for what is no whole number above 0 */
export function readWholeNumber(
	value: unknown,
	parameter: string,
	{ next = `Nothing was sent. Correct the value in '${parameter}' and try again.` }: Words = {},
): number {
	const number = readNumber(value);
	if (number !== undefined && Number.isSafeInteger(number) && number > 0) return number;
	throw invalid(
		`The value of '${parameter}' is not a whole number above 0: ${showValue(value)}`,
		next,
	);
}

/** @throws {Refusal} for what is no number of seconds */
export function readSeconds(value: unknown, parameter: string): number {
	const number = readNumber(value);
	if (number !== undefined && Number.isFinite(number) && number >= 0) return number;
	throw invalid(
		`The value of '${parameter}' is not a number of seconds: ${showValue(value)}`,
		`Nothing was sent. Correct the value in '${parameter}' and try again.`,
	);
}

/**
 * The text of a filter, without white space around it.
 *
 * @throws {Refusal} for a blank one: it is an expression that broke, and must not read as "no filter"
 */
export function readFilterText(value: unknown, parameter: string): string {
	const text = typeof value === 'string' ? value.trim() : '';
	const invisible = invisibleCharacter(text);
	if (invisible !== undefined) {
		throw invalid(
			`The filter '${parameter}' has ${invisible} in it: ${showValue(value)}`,
			`Type the text in '${parameter}' again instead of pasting it.`,
		);
	}
	if (text !== '') return text;
	throw invalid(
		`The filter '${parameter}' is empty: it is ${showValue(value)}`,
		`Give a text in '${parameter}', or remove the filter. An empty filter never means "no filter".`,
	);
}

/** Whether the parameter, or the collection that it is a member of, is an expression. */
export function isExpression(
	context: Pick<IExecuteFunctions, 'getNode'>,
	name: string,
	collection?: 'filters',
): boolean {
	const { parameters } = context.getNode();
	const whole = collection === undefined ? parameters[name] : parameters[collection];
	const text =
		collection === undefined || typeof whole === 'string' ? whole : (whole as IDataObject)?.[name];
	return typeof text === 'string' && text.startsWith('=');
}
