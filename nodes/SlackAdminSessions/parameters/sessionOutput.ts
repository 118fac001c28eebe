import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { showValue } from '../redact';
import { invalid, readChoice, readFlag } from './values';

/** The fields of a simplified session. */
const names = [
	'device_hardware',
	'ip',
	'last_seen_changed',
	'listed_scope',
	'os',
	'os_version',
	'session_id',
	'slack_client_version',
	'team_id',
	'user_id',
] as const;

type Field = (typeof names)[number];

export type SimplifiedSession = Record<Field, IDataObject[string]>;

/** Which of a session comes out: Slack's own object, the simplified one, or these fields of it. */
export type SessionOutput = 'raw' | 'simplified' | Field[];

/** Since version 1.1 n8n's own choice, so that an AI agent can be given only what it needs. */
export const sessionOutputFields: INodeProperties[] = [
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
		displayOptions: { show: { '@version': [1] } },
	},
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		options: [
			{ name: 'Raw', value: 'raw', description: 'What Slack answers, as it is' },
			{
				name: 'Selected Fields',
				value: 'selectedFields',
				description: 'Only the fields that you choose',
			},
			{
				name: 'Simplified',
				value: 'simplified',
				description: 'The fields that tell a session and its device',
			},
		],
		default: 'simplified',
		description: 'How much of each session to return',
		displayOptions: { show: { '@version': [{ _cnd: { gte: 1.1 } }] } },
	},
	{
		displayName: 'Fields',
		name: 'fields',
		type: 'multiOptions',
		options: names.map((name) => ({ name, value: name })),
		default: ['user_id', 'session_id'],
		description: 'The fields of each session to return',
		displayOptions: { show: { '@version': [{ _cnd: { gte: 1.1 } }], output: ['selectedFields'] } },
	},
];

/** @throws {Refusal} */
export function readSessionOutput(context: IExecuteFunctions, itemIndex: number): SessionOutput {
	if (context.getNode().typeVersion < 1.1)
		return readFlag(context.getNodeParameter('simplify', itemIndex), 'Simplify')
			? 'simplified'
			: 'raw';
	const output = readChoice(
		context.getNodeParameter('output', itemIndex),
		'Output',
		['raw', 'simplified', 'selectedFields'],
		{
			wrong: 'none of its choices',
			next: "Choose one in 'Output', or correct its expression: raw, simplified or selectedFields.",
		},
	);
	if (output !== 'selectedFields') return output;

	const fields: unknown = context.getNodeParameter('fields', itemIndex);
	if (Array.isArray(fields) && fields.length > 0 && fields.every(isField)) return fields;
	throw invalid(
		`The value of 'Fields' names no fields of a session: ${showValue(fields)}`,
		`Choose at least one in 'Fields', or give a list by expression. There are ${names.join(', ')}.`,
	);
}

function isField(value: unknown): value is Field {
	return names.some((name) => name === value);
}
