import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import './minimumN8n';
import { searchUsers } from './listSearch/searchUsers';
import { properties, subtitle } from './operation';
import { longRunHint } from './run/progress';
import { run } from './run/run';

export class SlackAdminSessions implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Slack Admin Sessions',
		name: 'slackAdminSessions',
		icon: { light: 'file:slackAdminSessions.svg', dark: 'file:slackAdminSessions.dark.svg' },
		group: ['output'],
		version: [1, 1.1],
		defaultVersion: 1.1,
		subtitle: subtitle(),
		description:
			'List and end the Slack sessions of users on Enterprise plans: sign users out of Slack',
		defaults: { name: 'Slack Admin Sessions' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'slackAdminSessionsApi',
				required: true,
				displayOptions: { show: { authentication: ['accessToken'] } },
			},
			{
				name: 'slackAdminSessionsOAuth2Api',
				required: true,
				displayOptions: { show: { authentication: ['oAuth2'] } },
			},
		],
		hints: [longRunHint],
		properties: [
			{
				displayName: 'Authentication',
				name: 'authentication',
				type: 'options',
				options: [
					{ name: 'Access Token', value: 'accessToken' },
					{ name: 'OAuth2', value: 'oAuth2' },
				],
				default: 'accessToken',
			},
			...properties(),
		],
	};

	methods = { listSearch: { searchUsers } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await run(this);
	}
}
