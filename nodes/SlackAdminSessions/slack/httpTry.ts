import type {
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IOAuth2Options,
	IPollFunctions,
} from 'n8n-workflow';

import { redact } from '../redact';
import type { Reply } from './answer';
import type { Deadlines } from './deadlines';
import { methods, type MethodName } from './methods';
import { BAD_PROXY, networkCode, NOT_SENT } from './networkCodes';
import { origins, type Environment } from './origin';
import { timing } from './policy';
import { TURNED_DOWN } from './token';
import type { Trouble } from './trouble';

export type CredentialType =
	| 'slackAdminSessionsApi'
	| 'slackAdminSessionsOAuth2Api'
	| 'slackAuditLogsApi';

/** What one try needs. Holds no token: only the credential's `authenticate` sees it. */
export interface Connection {
	context: IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;
	credentialType: CredentialType;
	environment: Environment;
	deadlines: Deadlines;
}

/** Slack puts a user's token below `authed_user`. A `token_type` of Slack's that is not bearer would make n8n put the token into the URL. */
const oAuth2Options: IOAuth2Options = {
	property: 'authed_user.access_token',
	tokenType: 'Bearer',
};

/**
 * Sends a call once, over HTTPS. The only place that does.
 *
 * @param fields the arguments, as a form
 * @param most how long it may take, in milliseconds, where that is less than usual
 */
export async function tryOnce(
	{ context, credentialType, environment, deadlines }: Connection,
	name: MethodName,
	fields: string,
	most?: number,
): Promise<Reply | Trouble> {
	const { verb, host, path } = methods[name];
	const url = `${origins[environment][host]}${path(name)}`;
	// Built afresh for every try: n8n's helpers write the token into this object.
	const options: IHttpRequestOptions = {
		method: verb,
		...(verb === 'GET'
			? { url: `${url}?${fields}`, headers: { Accept: 'application/json' } }
			: {
					url,
					headers: {
						'Content-Type': 'application/x-www-form-urlencoded',
						Accept: 'application/json',
					},
					body: fields,
				}),
		// With `json`, n8n's helper hands on a body that is not JSON as if nothing were wrong.
		encoding: 'text',
		timeout: timing.timeout,
		// By default the helper follows a redirect to any host, with the token and the body.
		disableFollowRedirect: true,
		// By default the helper throws away the headers, keeps a body that may echo the token, and sends a call twice after a 401.
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
	};
	const call = deadlines.begin(most);
	// The helper asks the context for its signal, which would be that of the whole execution.
	const within = Object.create(context, {
		getExecutionCancelSignal: { value: () => call.signal },
	}) as Connection['context'];
	try {
		return (await context.helpers.httpRequestWithAuthentication.call(
			within,
			credentialType,
			options,
			{ oauth2: oAuth2Options },
		)) as Reply;
	} catch (error) {
		return troubleOf(error);
	} finally {
		deadlines.end(call);
	}
}

/** What an error of the HTTP client tells. */
interface Cause {
	code?: unknown;
	isAxiosError?: unknown;
	message?: unknown;
	syscall?: unknown;
}

/** Slack's own address can always be read: what cannot is that of the proxy, or the user name and password in it. */
function isOfProxy({ code, message }: Cause): boolean {
	return code === 'ERR_INVALID_URL' || message === 'URI malformed';
}

function troubleOf(error: unknown): Trouble {
	const cause: Cause = error instanceof Error ? causeOf(error) : {};
	const { code, isAxiosError, message, syscall } = cause;
	if (isOfProxy(cause)) return { kind: 'noAnswer', code: BAD_PROXY, sent: false, reason: '' };
	const reason = redact(typeof message === 'string' ? message : String(error));
	// What did not come out of the HTTP client stopped before it: the credential's refusal, or a host that n8n does not allow.
	if (isAxiosError !== true) return { kind: 'noAnswer', code: NOT_SENT, sent: false, reason };
	const name = typeof code === 'string' ? code : 'no_code';
	const { sent } = networkCode(name);
	return {
		kind: 'noAnswer',
		code: name,
		sent: sent === 'unlessConnecting' ? syscall !== 'connect' : sent,
		reason,
	};
}

/** n8n wraps what happened in a NodeApiError with a wording of its own. */
function causeOf(error: Error): Cause {
	if (error.cause instanceof Error) return error.cause;
	if ((error as Cause).isAxiosError === true) return error;
	// From 1.109 to 2.33 n8n loses the cause, and this is what it copied out of it. A NodeApiError has a code, if only null: unless the credential turned the call down, the HTTP client is behind it.
	const { httpCode, messages } = error as { httpCode?: string | null; messages?: string[] };
	return {
		code: httpCode,
		isAxiosError: httpCode !== undefined && httpCode !== TURNED_DOWN,
		message: messages?.[0] ?? error.message,
	};
}
