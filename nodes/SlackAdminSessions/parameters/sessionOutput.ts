import type {
	DisplayCondition,
	IDataObject,
	IExecuteFunctions,
	INodeProperties,
} from 'n8n-workflow';

import { chosenFields, outputField, readOutput, type Output } from './output';
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
		...outputField('session', {
			raw: 'What Slack answers, as it is',
			simplified: 'The fields that identify a session and its device',
		}),
		displayOptions: { show: { '@version': [{ _cnd: { gte: 1.1 } }] } },
	},
	fieldsSince('last_seen_changed', [1.1]),
	fieldsSince('changed', [{ _cnd: { gte: 1.2 } }]),
];

function fieldsSince(changed: Changed, version: Array<number | DisplayCondition>): INodeProperties {
	const field = chosenFields('session', fieldsWith(changed));
	const show = { '@version': version, ...field.displayOptions?.show };
	return { ...field, default: ['user_id', 'session_id'], displayOptions: { show } };
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
		(name) => context.getNodeParameter(name, itemIndex),
		fieldsWith(saysWhatChanged(context) ? 'changed' : 'last_seen_changed'),
		'a session',
	);
}
