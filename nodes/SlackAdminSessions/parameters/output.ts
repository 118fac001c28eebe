import type { INodeProperties } from 'n8n-workflow';

import { readChoice, readChoices } from './values';

/** Which of what Slack gives comes out: Slack's own object, the simplified one, or these fields of it. */
export type Output<Field extends string> = 'raw' | 'simplified' | Field[];

/**
 * The parameter Output.
 *
 * @param of what comes out, as in "each event"
 * @param says what is said of the choices
 */
export function outputField(
	of: string,
	says: { raw: string; simplified: string },
): INodeProperties {
	return {
		displayName: 'Output',
		name: 'output',
		type: 'options',
		options: [
			{ name: 'Raw', value: 'raw', description: says.raw },
			{
				name: 'Selected Fields',
				value: 'selectedFields',
				description: 'Only the fields that you choose',
			},
			{ name: 'Simplified', value: 'simplified', description: says.simplified },
		],
		default: 'simplified',
		description: `How much of each ${of} to return`,
	};
}

/** The parameter Fields, for Selected Fields. */
export function chosenFields(of: string, known: readonly string[]): INodeProperties {
	return {
		displayName: 'Fields',
		name: 'fields',
		type: 'multiOptions',
		options: [...known].sort().map((name) => ({ name, value: name })),
		default: ['user_id'],
		description: `The fields of each ${of} to return`,
		displayOptions: { show: { output: ['selectedFields'] } },
	};
}

/**
 * @param parameter gives the value of Output, or of Fields
 * @param known the fields that there are
 * @param of what they are fields of
 * @throws {Refusal}
 */
export function readOutput<Field extends string>(
	parameter: (name: 'output' | 'fields') => unknown,
	known: readonly Field[],
	of: string,
): Output<Field> {
	const output = readChoice(
		parameter('output'),
		'Output',
		['raw', 'simplified', 'selectedFields'],
		{
			wrong: 'none of its choices',
			next: "Choose one in 'Output', or correct its expression: raw, simplified or selectedFields.",
		},
	);
	if (output !== 'selectedFields') return output;
	return readChoices(parameter('fields'), 'Fields', known, { wrong: `names no fields of ${of}` });
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
