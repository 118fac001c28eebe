import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { Refusal } from '../failure';
import { redact, shorten } from '../redact';
import type { Slack } from './call';
import { Deadlines } from './deadlines';
import type { CredentialType } from './httpTry';
import { KnownPeople } from './knownPeople';
import { isEnvironment } from './origin';
import { Patience } from './patience';
import { MAX_WAIT } from './policy';

/**
 * @param maxWait how long the run may wait for Slack in all, in seconds
 * @throws {Refusal} where there is no credential, or a connection by OAuth2 that cannot work: n8n shows whatever Slack answered as connected
 */
export async function connect(
	context: Slack['context'],
	credentialType: CredentialType,
	maxWait = MAX_WAIT,
): Promise<Slack> {
	const credentials = await context.getCredentials(credentialType).catch((error: Error) => {
		throw isMissing(context, credentialType, error)
			? new Refusal(
					'no_credential',
					`There is no credential to call Slack with: ${redact(error.message)}`,
					"Choose or make one in 'Credential', the first field of the node.",
				)
			: unreadable(error);
	});
	if (credentialType === 'slackAdminSessionsOAuth2Api') checkConnection(credentials);
	// The audit log is Slack's alone: nothing is to be chosen.
	const environment = credentialType === 'slackAuditLogsApi' ? 'slack' : credentials.environment;
	if (!isEnvironment(environment)) {
		throw new Refusal(
			'invalid_credential',
			"The credential's environment is neither Slack nor GovSlack",
			'Open the credential and choose one.',
		);
	}
	const signal =
		'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	return {
		context,
		nodeName: context.getNode().name,
		credentialType,
		environment,
		credentialFields: {
			protectedUsers: credentials.protectedUsers,
			maxUsers: credentials.maxUsers,
		},
		people: new KnownPeople(),
		signal,
		patience: new Patience(maxWait, signal),
		token: {},
		deadlines: new Deadlines(signal),
	};
}

/** Whether the node has no credential, or one that was deleted. */
function isMissing(
	context: Slack['context'],
	credentialType: CredentialType,
	{ message }: Error,
): boolean {
	const chosen = context.getNode().credentials?.[credentialType];
	return !chosen?.id || /^Credential with ID "[^"]*" (does not exist|was not found)/.test(message);
}

/** What n8n adds to the message where an expression in a credential cannot be worked out. */
const BY_EXPRESSION = ' [Error resolving credentials]';

/** There is a credential, and n8n cannot give what is in it. */
function unreadable({
	message,
	description,
	context,
}: Error & { description?: unknown; context?: { causeDetailed?: unknown } }): Refusal {
	const own = [description, context?.causeDetailed]
		.filter((text) => typeof text === 'string' && text !== '')
		.map((text) => ` ${redact(String(text))}`)
		.join('');
	if (message.endsWith(BY_EXPRESSION))
		return new Refusal(
			'invalid_credential',
			`An expression in the credential cannot be worked out: ${redact(message.slice(0, -BY_EXPRESSION.length))}`,
			`Nothing was sent. Open the credential and correct its expressions, or give fixed values.${own}`,
		);
	return new Refusal(
		'invalid_credential',
		`The credential cannot be read: ${redact(message)}`,
		`Nothing was sent. Open the credential, fill it in again and save it.${own}`,
	);
}

/** What Slack gave at the end of the sign-in. https://docs.slack.dev/reference/methods/oauth.v2.access */
interface SignIn {
	ok?: boolean;
	error?: string;
	is_enterprise_install?: boolean;
	authed_user?: { access_token?: string };
}

function checkConnection({ oauthTokenData }: ICredentialDataDecryptedObject): void {
	const signIn = (oauthTokenData ?? {}) as SignIn;
	const token = signIn.authed_user?.access_token ?? '';
	if (signIn.ok === false || token === '') {
		throw new Refusal(
			'not_connected',
			`Slack did not give a user token when the credential was connected${typeof signIn.error === 'string' ? ` (${shorten(signIn.error, 80)})` : ''}`,
			'Open the credential and connect it again. Check the Client ID, the Client Secret, and that the scopes are User Token Scopes of the Slack app.',
		);
	}
	if (token.startsWith('xoxe.')) {
		throw new Refusal(
			'token_rotation',
			'The Slack app rotates its tokens, which n8n cannot renew',
			'Switch token rotation off in the Slack app (Slack lets you do so only in a new app: make one from the manifest), then connect the credential again.',
		);
	}
	if (signIn.is_enterprise_install === false) {
		throw new Refusal(
			'workspace_install',
			'The Slack app was installed on a single workspace',
			"Connect the credential again, and choose the organisation, not a workspace, at the top right of Slack's page.",
		);
	}
}
