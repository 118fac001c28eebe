import type { INodeProperties } from 'n8n-workflow';

import { eventFields } from '../auditLog/events';

/** How much of each event of the audit log comes out. */
export const eventOutputFields: INodeProperties[] = [
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		options: [
			{ name: 'Raw', value: 'raw', description: "Slack's entry of the audit log, as it is" },
			{
				name: 'Selected Fields',
				value: 'selectedFields',
				description: 'Only the fields that you choose',
			},
			{
				name: 'Simplified',
				value: 'simplified',
				description:
					'Who, what, when and from where: one item for each user whom the event affects',
			},
		],
		default: 'simplified',
		description: 'How much of each event to return',
	},
	{
		displayName: 'Fields',
		name: 'fields',
		type: 'multiOptions',
		options: [...eventFields].sort().map((name) => ({ name, value: name })),
		default: ['user_id', 'session_id'],
		description: 'The fields of each event to return',
		displayOptions: { show: { output: ['selectedFields'] } },
	},
];
