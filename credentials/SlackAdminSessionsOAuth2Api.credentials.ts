import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	Icon,
	IDataObject,
	INodeProperties,
} from 'n8n-workflow';

import { isEnvironment, origins } from '../nodes/SlackAdminSessions/slack/origin';
import {
	bringIntoLine,
	refusalIn,
	type Connected,
} from '../nodes/SlackAdminSessions/slack/rotation';
import { turnDown } from '../nodes/SlackAdminSessions/slack/token';
import { domainFields, environmentField, guardFields, OfOurNodes } from './common';

/** `users:read` looks up the Protected Users, and Slack grants `users:read.email` only together with it. https://docs.slack.dev/reference/scopes/users.read.email */
const scopes = ['admin.users:read', 'admin.users:write', 'users:read', 'users:read.email'];

const origin =
	'{{ $self["environment"] === "govSlack" ? "https://slack-gov.com" : "https://slack.com" }}';

export class SlackAdminSessionsOAuth2Api extends OfOurNodes implements ICredentialType {
	name = 'slackAdminSessionsOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Slack Admin Sessions OAuth2 API';

	icon: Icon = {
		light: 'file:../nodes/SlackAdminSessions/slackAdminSessions.svg',
		dark: 'file:../nodes/SlackAdminSessions/slackAdminSessions.dark.svg',
	};

	documentationUrl =
		'https://github.com/slack-admin-sessions/n8n-nodes-slack-admin-sessions#the-slack-app';

	properties: INodeProperties[] = [
		{
			displayName:
				"Sign in as an Org Owner or Org Admin, and choose the organisation, not a workspace, on Slack's page. With token rotation on in the Slack app, each token ends after 12 hours, a stolen one too, and n8n 2.40.1 or newer gets the next one. An older n8n needs an app without token rotation.",
			name: 'organisationNotice',
			type: 'notice',
			default: '',
		},
		environmentField,
		...guardFields,
		{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'authorizationCode' },
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default: `=${origin}/oauth/v2/authorize`,
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: `=${origin}/api/oauth.v2.access`,
		},
		// Slack's `scope` asks for a bot. What is wanted is a user's token, by `user_scope`.
		{ displayName: 'Scope', name: 'scope', type: 'hidden', default: '' },
		{
			displayName: 'Auth URI Query Parameters',
			name: 'authQueryParameters',
			type: 'hidden',
			default: `user_scope=${scopes.join(',')}`,
		},
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
		// A certificate that is not checked gives the token to whoever stands in between.
		{ displayName: 'Ignore SSL Issues', name: 'ignoreSSLIssues', type: 'hidden', default: false },
		...domainFields('slack.com,slack-gov.com'),
	];
	/**
	 * Makes no request. n8n 2.20 and newer call it before each request and after each renewal, and store what it gives after a renewal. What it throws
	 * keeps n8n from storing.
	 */
	async preAuthentication({
		environment,
		accessTokenUrl,
		ignoreSSLIssues,
		oauthTokenData,
	}: ICredentialDataDecryptedObject): Promise<IDataObject> {
		const connected = (oauthTokenData ?? {}) as Connected;
		const slackCode = refusalIn(connected);
		if (slackCode !== undefined)
			throw Object.assign(new Error('Slack did not renew the token.'), { slackCode });
		const inLine = bringIntoLine(connected);
		// Hidden fields, which n8n's API lets whoever may edit the credential set all the same. What renews a token goes to that address.
		const isOurs =
			isEnvironment(environment) &&
			accessTokenUrl === `${origins[environment].web}/api/oauth.v2.access` &&
			ignoreSSLIssues !== true;
		if (inLine.refresh_token !== undefined && !isOurs)
			throw turnDown(
				"The credential's hidden fields were changed: the refresh token would go to another address than Slack's. Nothing was sent. Make the credential again.",
			);
		return { oauthTokenData: inLine as IDataObject };
	}
}
