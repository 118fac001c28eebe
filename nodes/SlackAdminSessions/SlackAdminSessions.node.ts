import { NodeConnectionTypes, type IExecuteFunctions, type INodeExecutionData, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { properties } from './operation';
import { run } from './run';

export class SlackAdminSessions implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Slack Admin Sessions',
		name: 'slackAdminSessions',
		icon: { light: 'file:slackAdminSessions.svg', dark: 'file:slackAdminSessions.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Sign users out of Slack: reset all sessions of a user, or end a single session (Enterprise plans)',
		defaults: { name: 'Slack Admin Sessions' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'slackAdminSessionsApi', required: true }],
		properties: properties(),
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await run(this);
	}
}
