import type { IExecuteFunctions, IHttpRequestOptions, ILoadOptionsFunctions, IOAuth2Options } from 'n8n-workflow';

import { redact } from '../redact';
import type { MethodName, Methods } from './methods';
import type { CredentialType } from './connect';

/** A call that has not ended after this many milliseconds is given up; whether Slack worked is then not known. */
const TIMEOUT = 30_000;

/** Slack puts a user's token below `authed_user`; its own `token_type` would put the token into the URL if it were anything but bearer. */
const oAuth2Options: IOAuth2Options = { property: 'authed_user.access_token', tokenType: 'Bearer' };

/** What a run needs in order to call Slack. Holds no token: only the credential's `authenticate` sees it. */
export interface Slack {
	context: IExecuteFunctions | ILoadOptionsFunctions;
	credentialType: CredentialType;
	origin: string;
}

/** The four ways in which a call brings no success. */
export type Trouble =
	/** Slack answered `ok: false`. */
	| { kind: 'refused'; status: number; code: string; needed?: string; provided?: string; answer?: Record<string, unknown> }
	| { kind: 'rateLimited'; status: 429; retryAfter?: string }
	/** The answer was not Slack's: another status, or a body that is not Slack's JSON object. */
	| { kind: 'status'; status: number }
	/** No answer came. `sent` is false only where the request cannot have left. */
	| { kind: 'noAnswer'; code: string; sent: boolean; reason: string };

export class SlackFailure extends Error {
	constructor(
		readonly method: MethodName,
		readonly trouble: Trouble,
	) {
		super(`${method}: ${trouble.kind}`);
	}
}

/** @throws {SlackFailure} when the answer is anything but Slack's `ok: true` */
export async function call<M extends MethodName>(slack: Slack, method: M, takes: Methods[M]['takes']): Promise<Methods[M]['answers']> {
	return (await callWithHeaders(slack, method, takes)).answer;
}

/**
 * Calls a method of Slack: the only place that does. `auth.test` tells the token's scopes in a header.
 *
 * @throws {SlackFailure} as `call`
 */
export async function callWithHeaders<M extends MethodName>(
	slack: Slack,
	method: M,
	takes: Methods[M]['takes'],
): Promise<{ answer: Methods[M]['answers']; headers: Reply['headers'] }> {
	const reply = await post(slack, method, form(takes));
	if ('kind' in reply) throw new SlackFailure(method, reply);

	const { statusCode: status, body } = reply;
	if (status === 429) {
		const retryAfter = reply.headers['retry-after'];
		throw new SlackFailure(method, { kind: 'rateLimited', status, ...(retryAfter !== undefined && { retryAfter }) });
	}
	const answer = slackObject(body);
	if (answer?.ok === true && status === 200) return { answer: answer as unknown as Methods[M]['answers'], headers: reply.headers };
	if (answer?.ok === false && (status === 200 || status >= 400)) {
		const { error, needed, provided } = answer;
		throw new SlackFailure(method, {
			kind: 'refused',
			status,
			code: typeof error === 'string' && error !== '' ? redact(error) : 'unknown_error',
			...(typeof needed === 'string' && { needed: redact(needed) }),
			...(typeof provided === 'string' && { provided: redact(provided) }),
			answer,
		});
	}
	throw new SlackFailure(method, { kind: 'status', status });
}

/** Slack's form: plain digits for numbers, true and false for booleans, JSON for lists, as Slack's own SDK sends them. */
function form(takes: object): string {
	const fields = new URLSearchParams();
	for (const [name, value] of Object.entries(takes)) {
		if (value !== undefined) fields.append(name, Array.isArray(value) ? JSON.stringify(value) : String(value));
	}
	return fields.toString();
}

interface Reply {
	statusCode: number;
	headers: Record<string, string | undefined>;
	body: unknown;
}

async function post({ context, credentialType, origin }: Slack, method: MethodName, body: string): Promise<Reply | Trouble> {
	// Built afresh for every call: n8n's helpers write the token into this object.
	const options: IHttpRequestOptions = {
		method: 'POST',
		url: `${origin}/api/${method}`,
		headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
		body,
		// As text: with `json`, n8n's helper hands on a body that is not JSON as if nothing were wrong.
		encoding: 'text',
		timeout: TIMEOUT,
		// By default the helper follows a redirect to any host, with the token and the body.
		disableFollowRedirect: true,
		// The helper's own exception hides the headers and keeps the body, which may echo the token; on a 401 it sends the call twice.
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
	};
	try {
		return (await context.helpers.httpRequestWithAuthentication.call(context, credentialType, options, { oauth2: oAuth2Options })) as Reply;
	} catch (error) {
		return noAnswer(error);
	}
}

/** Codes of Node.js that say that no byte of the request can have left. */
const NOT_SENT = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENETDOWN|ERR_TLS_|ERR_SSL_|EPROTO|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_INVALID_CHAR)/;

function noAnswer(error: unknown): Trouble {
	// n8n wraps what happened in a NodeApiError with a wording of its own.
	const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
	const { code, isAxiosError, message } = cause as { code?: unknown; isAxiosError?: unknown; message?: unknown };
	const reason = redact(typeof message === 'string' ? message : String(cause));
	// Whatever did not come out of the HTTP client stopped before it: the credential's refusal, a host that n8n does not allow.
	if (isAxiosError !== true) return { kind: 'noAnswer', code: 'not_sent', sent: false, reason };
	const name = typeof code === 'string' ? code : 'no_code';
	return { kind: 'noAnswer', code: name, sent: !NOT_SENT.test(name), reason };
}

/** Slack's answers are JSON objects with a boolean `ok`: anything else came from something that stands between, or was cut short. */
function slackObject(body: unknown): ({ ok: boolean } & Record<string, unknown>) | undefined {
	if (typeof body !== 'string') return undefined;
	let value: unknown;
	try {
		value = JSON.parse(body);
	} catch {
		return undefined;
	}
	const isAnswer = typeof value === 'object' && value !== null && !Array.isArray(value) && typeof (value as { ok?: unknown }).ok === 'boolean';
	return isAnswer ? (value as { ok: boolean } & Record<string, unknown>) : undefined;
}

/** Whether Slack itself said no with this code. */
export function refusedWith(failure: unknown, code: string): failure is SlackFailure {
	return failure instanceof SlackFailure && failure.trouble.kind === 'refused' && failure.trouble.code === code;
}
