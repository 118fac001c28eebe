import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { Refusal } from '../failure';
import { renewsTokens } from '../minimumN8n';
import { redact, shorten } from '../redact';
import type { Slack } from './call';
import { Deadlines } from './deadlines';
import type { CredentialType } from './httpTry';
import { KnownPeople } from './knownPeople';
import { isEnvironment } from './origin';
import { Patience } from './patience';
import { MAX_WAIT } from './policy';
import { bringIntoLine, isRotated, type Connected } from './rotation';

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
			"The credential's 'Environment' is neither Slack nor GovSlack",
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

function checkConnection({ oauthTokenData }: ICredentialDataDecryptedObject): void {
	const connected = (oauthTokenData ?? {}) as Connected;
	const token = bringIntoLine(connected).authed_user?.access_token ?? '';
	if (connected.ok === false || token === '') {
		throw new Refusal(
			'not_connected',
			`Slack did not give a user token when the credential was connected${typeof connected.error === 'string' ? ` (${shorten(connected.error, 80)})` : ''}`,
			'Open the credential and connect it again. Check the Client ID, the Client Secret, and that the scopes are User Token Scopes of the Slack app.',
		);
	}
	if (isRotated(token) && !renewsTokens) {
		throw new Refusal(
			'token_rotation',
			'The Slack app rotates its tokens, which this n8n cannot renew',
			'Update n8n to 2.40.1 or newer. Or make a new Slack app without token rotation (in this one, Slack does not let it be switched off again), and connect the credential with that.',
		);
	}
	if (connected.is_enterprise_install === false) {
		throw new Refusal(
			'workspace_install',
			'The Slack app was installed on a single workspace',
			"Connect the credential again, and choose the organisation, not a workspace, at the top right of Slack's page.",
		);
	}
}
