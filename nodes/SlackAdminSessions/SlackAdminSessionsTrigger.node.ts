import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import './minimumN8n';
import { fields } from './trigger/fields';
import { poll } from './trigger/poll';

export class SlackAdminSessionsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Slack Admin Sessions Trigger',
		name: 'slackAdminSessionsTrigger',
		icon: { light: 'file:slackAdminSessions.svg', dark: 'file:slackAdminSessions.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		description:
			"Starts the workflow when Slack's audit log tells of an anomaly, a sign-in or sessions that were ended, on Enterprise plans",
		defaults: { name: 'Slack Admin Sessions Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'slackAuditLogsApi', required: true }],
		properties: fields,
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}
