import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { isEnvironment, origins } from '../nodes/SlackAdminSessions/slack/origin';
import { adminToken, turnDown } from '../nodes/SlackAdminSessions/slack/token';
import {
	addToken,
	domainFields,
	environmentField,
	guardFields,
	notSlacks,
	OfOurNodes,
	rotatedNotice,
	whenBody,
} from './common';

export class SlackAdminSessionsApi extends OfOurNodes implements ICredentialType {
	name = 'slackAdminSessionsApi';

	displayName = 'Slack Admin Sessions API';

	icon: Icon = {
		light: 'file:../nodes/SlackAdminSessions/slackAdminSessions.svg',
		dark: 'file:../nodes/SlackAdminSessions/slackAdminSessions.dark.svg',
	};

	documentationUrl =
		'https://github.com/slack-admin-sessions/n8n-nodes-slack-admin-sessions#the-slack-app';

	properties: INodeProperties[] = [
		{
			displayName:
				'The token comes from a Slack app that an Org Owner or Org Admin has installed on the organisation, with the user scopes admin.users:read, admin.users:write, users:read and users:read.email. <a href="https://github.com/slack-admin-sessions/n8n-nodes-slack-admin-sessions/blob/main/docs/slack-app.md" target="_blank">How to make it, step by step</a>',
			name: 'appNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Admin Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. xoxp-…',
			description:
				'The User OAuth Token of an Org Owner or Org Admin, from a Slack app that is installed on the organisation',
		},
		rotatedNotice('connect the app by the OAuth2 credential (n8n 2.40.1 or newer), or '),
		environmentField,
		...guardFields,
		...domainFields('slack.com,slack-gov.com'),
	];

	/** A function, and not n8n's expression form: it is quicker, and it can refuse. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const { environment } = credentials;
		const origin = isEnvironment(environment) ? origins[environment].web : undefined;
		if (origin === undefined)
			throw turnDown(
				"The credential's 'Environment' is neither Slack nor GovSlack. Choose one in the credential.",
			);
		return addToken(credentials, requestOptions, origin, adminToken);
	}

	test: ICredentialTestRequest = {
		request: {
			method: 'POST',
			baseURL:
				'={{ $credentials.environment === "govSlack" ? "https://slack-gov.com" : "https://slack.com" }}',
			url: '/api/auth.test',
			disableFollowRedirect: true,
		},
		rules: [
			...whenBody(
				'error',
				'invalid_auth',
				"Slack does not accept this token. Copy the User OAuth Token (xoxp-…) from the Slack app again, and check that 'Environment' is Slack, or GovSlack for slack-gov.com.",
			),
			...whenBody(
				'error',
				'not_authed',
				'No token arrived at Slack. Paste the User OAuth Token (xoxp-…) again.',
			),
			...whenBody(
				'error',
				'token_revoked',
				'This token has been revoked. Install the Slack app on the organisation again and paste the new token.',
			),
			...whenBody(
				'error',
				'token_expired',
				'This token has expired. Token rotation is on in its Slack app, and cannot be switched off: connect the app by the OAuth2 credential, for which n8n renews the token, or make a new app from the manifest and paste its User OAuth Token (xoxp-…).',
			),
			...whenBody(
				'error',
				'account_inactive',
				'The user of this token is deactivated. Install the Slack app as an active Org Owner or Org Admin.',
			),
			...whenBody(
				'ok',
				false,
				'Slack does not accept this token. Install the Slack app on the organisation again and paste the new User OAuth Token (xoxp-…).',
			),
			...whenBody(
				'is_enterprise_install',
				false,
				'This token is of a single workspace. Install the Slack app on the organisation, as an Org Owner or Org Admin, and paste that token.',
			),
			// The answer is Slack's if its `ok` is a boolean and it names a user. n8n calls everything else that comes with HTTP 200 a success. Of a list a
			// rule is shown the first entry alone, so that Slack's answer in a list is green here; a run refuses it.
			...[String, Number, Object, Array].flatMap((kind) =>
				whenBody('ok.constructor', kind, notSlacks),
			),
			...[undefined, null].flatMap((nothing) => [
				...whenBody('ok', nothing, notSlacks),
				...whenBody('user_id', nothing, notSlacks),
			]),
		],
	};
}
