import type {
	IDataObject,
	IDisplayOptions,
	IExecuteFunctions,
	INodeProperties,
} from 'n8n-workflow';

import { readOutput, type Output } from './output';
import { readFlag } from './values';

/** The fields of a simplified session in every version. */
const names = [
	'device_hardware',
	'ip',
	'listed_scope',
	'os',
	'os_version',
	'session_id',
	'slack_client_version',
	'team_id',
	'user_id',
] as const;

/** Until version 1.2, that something has changed since the sign-in; since then, what has. */
type Changed = 'last_seen_changed' | 'changed';

type Field = (typeof names)[number] | Changed;

export type SimplifiedSession = Record<(typeof names)[number], IDataObject[string]> &
	Partial<Record<Changed, IDataObject[string]>>;

const fieldsWith = (changed: Changed): Field[] => [...names, changed].sort();

export type SessionOutput = Output<Field>;

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
				description: 'The fields that identify a session and its device',
			},
		],
		default: 'simplified',
		description: 'How much of each session to return',
		displayOptions: { show: { '@version': [{ _cnd: { gte: 1.1 } }] } },
	},
	chosenFields('last_seen_changed', { show: { '@version': [1.1], output: ['selectedFields'] } }),
	chosenFields('changed', {
		show: { '@version': [{ _cnd: { gte: 1.2 } }], output: ['selectedFields'] },
	}),
];

function chosenFields(changed: Changed, displayOptions: IDisplayOptions): INodeProperties {
	return {
		displayName: 'Fields',
		name: 'fields',
		type: 'multiOptions',
		options: fieldsWith(changed).map((name) => ({ name, value: name })),
		default: ['user_id', 'session_id'],
		description: 'The fields of each session to return',
		displayOptions,
	};
}

/** Since version 1.2: `last_seen_changed` says only that something has. */
export function saysWhatChanged(context: IExecuteFunctions): boolean {
	return context.getNode().typeVersion >= 1.2;
}

/** @throws {Refusal} */
export function readSessionOutput(context: IExecuteFunctions, itemIndex: number): SessionOutput {
	if (context.getNode().typeVersion < 1.1)
		return readFlag(context.getNodeParameter('simplify', itemIndex), 'Simplify')
			? 'simplified'
			: 'raw';
	return readOutput(
		context.getNodeParameter('output', itemIndex),
		() => context.getNodeParameter('fields', itemIndex),
		fieldsWith(saysWhatChanged(context) ? 'changed' : 'last_seen_changed'),
		'a session',
	);
}
