import { showValue } from '../redact';
import { invalid, readChoice } from './values';

/** Which of what Slack gives comes out: Slack's own object, the simplified one, or these fields of it. */
export type Output<Field extends string> = 'raw' | 'simplified' | Field[];

/**
 * @param value of the parameter Output
 * @param fields gives the value of the parameter Fields
 * @param known the fields that there are
 * @param of what they are fields of
 * @throws {Refusal}
 */
export function readOutput<Field extends string>(
	value: unknown,
	fields: () => unknown,
	known: readonly Field[],
	of: string,
): Output<Field> {
	const output = readChoice(value, 'Output', ['raw', 'simplified', 'selectedFields'], {
		wrong: 'none of its choices',
		next: "Choose one in 'Output', or correct its expression: raw, simplified or selectedFields.",
	});
	if (output !== 'selectedFields') return output;

	const chosen = fields();
	const isField = (field: unknown): field is Field => known.some((name) => name === field);
	if (Array.isArray(chosen) && chosen.length > 0 && chosen.every(isField)) return chosen;
	throw invalid(
		`The value of 'Fields' names no fields of ${of}: ${showValue(chosen)}`,
		`Choose at least one in 'Fields', or give a list by expression. There are ${known.join(', ')}.`,
	);
}

/** The fields that were chosen, in the order of the simplified object. */
export function pickFields<T extends object>(
	simplified: T,
	output: Exclude<Output<string>, 'raw'>,
): Partial<T> {
	if (output === 'simplified') return simplified;
	return Object.fromEntries(
		Object.entries(simplified).filter(([name]) => output.includes(name)),
	) as Partial<T>;
}
