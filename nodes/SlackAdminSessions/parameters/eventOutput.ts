import type { INodeProperties } from 'n8n-workflow';

import { eventFields } from '../auditLog/events';
import { chosenFields, outputField } from './output';

/** How much of each event of the audit log comes out. */
export const eventOutputFields: INodeProperties[] = [
	outputField('event', {
		raw: "Slack's entry of the audit log, as it is",
		simplified: 'Who, what, when and from where: one item for each user whom the event affects',
	}),
	{ ...chosenFields('event', eventFields), default: ['user_id', 'session_id'] },
];
