import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { properties, resourcesWith, subtitle } from './description';
import { searchUsers } from './listSearch/searchUsers';
import './minimumN8n';
import { operations } from './operations/list';
import { longRunHint } from './run/notices';
import { run } from './run/run';

const versions = [1, 1.1, 1.2];

const ofAuditToken = resourcesWith('slackAuditLogsApi', operations);
const ofAdminToken = resourcesWith(undefined, operations);

export class SlackAdminSessions implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Slack Admin Sessions',
		name: 'slackAdminSessions',
		icon: { light: 'file:slackAdminSessions.svg', dark: 'file:slackAdminSessions.dark.svg' },
		group: ['output'],
		version: versions,
		defaultVersion: 1.2,
		subtitle: subtitle(operations),
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
				displayOptions: {
					show: { authentication: ['accessToken'] },
					hide: { resource: ofAuditToken },
				},
			},
			{
				name: 'slackAdminSessionsOAuth2Api',
				required: true,
				displayOptions: {
					show: { authentication: ['oAuth2'] },
					hide: { resource: ofAuditToken },
				},
			},
			{
				name: 'slackAuditLogsApi',
				required: true,
				// The editor offers in place of one without `show` those that Authentication names, and puts the field behind every parameter that `show` names.
				displayOptions: {
					show: { '@version': versions },
					hide: { resource: ofAdminToken },
				},
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
				displayOptions: { hide: { resource: ofAuditToken } },
			},
			...properties(operations),
		],
	};

	methods = { listSearch: { searchUsers } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await run(this, operations);
	}
}
