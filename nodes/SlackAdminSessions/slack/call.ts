import type {
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IOAuth2Options,
} from 'n8n-workflow';

import { redact } from '../redact';
import { codes } from './codes';
import type { MethodName, Methods } from './methods';
import type { Patience } from './patience';
import { delayBefore, timing } from './policy';
import type { CredentialType } from './connect';
import type { Deadlines } from './deadlines';
import { mayHaveWorked, SlackFailure, type Trouble } from './trouble';
import { REFUSED } from './token';

/** Slack puts a user's token below `authed_user`; its own `token_type` would put the token into the URL if it were anything but bearer. */
const oAuth2Options: IOAuth2Options = { property: 'authed_user.access_token', tokenType: 'Bearer' };

/** What a run needs in order to call Slack. Holds no token: only the credential's `authenticate` sees it. */
export interface Slack {
	context: IExecuteFunctions | ILoadOptionsFunctions;
	credentialType: CredentialType;
	origin: string;
	/** Ends when the execution is stopped. */
	signal: AbortSignal | undefined;
	patience: Patience;
	deadlines: Deadlines;
}

/** @throws {SlackFailure} when no try brought Slack's `ok: true` */
export async function call<M extends MethodName>(
	slack: Slack,
	method: M,
	takes: Methods[M]['takes'],
): Promise<Methods[M]['answers']> {
	return (await callWithHeaders(slack, method, takes)).answer;
}

/**
 * Calls a method of Slack, and again where that is of use: the only place that does. `auth.test` tells the token's scopes in a header.
 *
 * @throws {SlackFailure} as `call`
 */
export async function callWithHeaders<M extends MethodName>(
	slack: Slack,
	method: M,
	takes: Methods[M]['takes'],
): Promise<Success<M>> {
	const { patience } = slack;
	const body = form(takes);
	let trouble: Trouble | undefined;
	let lost = false;
	let tries = 0;
	while (await patience.untilFree(method)) {
		const result = read<M>(await post(slack, method, body));
		if ('headers' in result) {
			patience.sawAnswer();
			return result;
		}
		// What an earlier try may have done is not undone by what this one brought.
		lost ||= trouble !== undefined && mayHaveWorked(trouble);
		trouble = result;
		// That Slack wants a pause is not a try that went wrong.
		if (trouble.kind !== 'rateLimited') tries++;
		const delay = delayBefore(
			trouble,
			patience.isSlackDown ? Infinity : tries,
			Math.random(),
			Date.now(),
		);
		if (trouble.kind === 'rateLimited') patience.pause(method, delay ?? 0);
		else if (delay === undefined || !(await patience.wait(delay))) break;
	}
	if (trouble === undefined)
		throw new SlackFailure(
			method,
			patience.stopped ? stopped : { kind: 'rateLimited', status: 429 },
		);
	if (trouble.kind === 'refused' || trouble.kind === 'rateLimited') patience.sawAnswer();
	else patience.sawNone();
	throw new SlackFailure(method, trouble, lost);
}

/** Nothing was sent, since the execution had been stopped. */
const stopped: Trouble = {
	kind: 'noAnswer',
	code: 'not_sent',
	sent: false,
	reason: 'The execution was stopped before it came to this',
};

interface Success<M extends MethodName> {
	answer: Methods[M]['answers'];
	headers: Reply['headers'];
}

function read<M extends MethodName>(reply: Reply | Trouble): Success<M> | Trouble {
	if ('kind' in reply) return reply;
	const { statusCode: status, body, headers } = reply;
	const answer = slackObject(body);
	if (status === 429 || (answer?.ok === false && answer.error === 'ratelimited')) {
		const retryAfter = headers['retry-after'];
		return { kind: 'rateLimited', status: 429, ...(retryAfter !== undefined && { retryAfter }) };
	}
	if (answer?.ok === true && status === 200)
		return { answer: answer as unknown as Methods[M]['answers'], headers };
	// A gateway that gave up waiting may answer in Slack's form; with 5xx and 408 only a code that is Slack's own is a refusal.
	const late = status >= 500 || status === 408;
	if (
		answer?.ok === false &&
		(status === 200 || (status >= 400 && !(late && !isSlacks(answer.error))))
	) {
		const { error, needed, provided } = answer;
		return {
			kind: 'refused',
			status,
			code: typeof error === 'string' && error !== '' ? redact(error) : 'unknown_error',
			...(typeof needed === 'string' && { needed: redact(needed) }),
			...(typeof provided === 'string' && { provided: redact(provided) }),
			answer,
		};
	}
	return { kind: 'status', status };
}

function isSlacks(error: unknown): boolean {
	return typeof error === 'string' && Object.hasOwn(codes, error);
}

/** Slack's form: plain digits for numbers, true and false for booleans, JSON for lists, as Slack's own SDK sends them. */
function form(takes: object): string {
	const fields = new URLSearchParams();
	for (const [name, value] of Object.entries(takes)) {
		if (value !== undefined)
			fields.append(name, Array.isArray(value) ? JSON.stringify(value) : String(value));
	}
	return fields.toString();
}

interface Reply {
	statusCode: number;
	headers: Record<string, string | undefined>;
	body: unknown;
}

async function post(
	{ context, credentialType, origin, deadlines }: Slack,
	method: MethodName,
	body: string,
): Promise<Reply | Trouble> {
	// Built afresh for every call: n8n's helpers write the token into this object.
	const options: IHttpRequestOptions = {
		method: 'POST',
		url: `${origin}/api/${method}`,
		headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
		body,
		// As text: with `json`, n8n's helper hands on a body that is not JSON as if nothing were wrong.
		encoding: 'text',
		timeout: timing.timeout,
		// By default the helper follows a redirect to any host, with the token and the body.
		disableFollowRedirect: true,
		// The helper's own exception hides the headers and keeps the body, which may echo the token; on a 401 it sends the call twice.
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
	};
	// The helper takes its signal from the context, and would listen to the execution's alone.
	const call = deadlines.begin();
	const within = Object.create(context, {
		getExecutionCancelSignal: { value: () => call.signal },
	}) as Slack['context'];
	try {
		return (await context.helpers.httpRequestWithAuthentication.call(
			within,
			credentialType,
			options,
			{ oauth2: oAuth2Options },
		)) as Reply;
	} catch (error) {
		return noAnswer(error);
	} finally {
		deadlines.end(call);
	}
}

/** Codes of Node.js that say that no byte of the request can have left. Others of its kind (EPROTO, ERR_SSL_…) can come from a connection that broke later. */
const NOT_SENT =
	/^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ERR_TLS_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_INVALID_CHAR)/;

/** These say so only where they come from the attempt to connect. */
const NOT_REACHED = /^(EHOSTUNREACH|ENETUNREACH|ENETDOWN)$/;

/** What an error of the HTTP client tells. */
interface Cause {
	code?: unknown;
	isAxiosError?: unknown;
	message?: unknown;
	syscall?: unknown;
}

/** n8n wraps what happened in a NodeApiError with a wording of its own. */
function causeOf(error: Error): Cause {
	if (error.cause instanceof Error) return error.cause;
	if ((error as Cause).isAxiosError === true) return error;
	// From 1.109 to 2.33 n8n loses the cause; what it copied out of it is left. A NodeApiError has a code, if only null: unless the credential refused, the HTTP client is behind it.
	const { httpCode, messages } = error as { httpCode?: string | null; messages?: string[] };
	return {
		code: httpCode,
		isAxiosError: httpCode !== undefined && httpCode !== REFUSED,
		message: messages?.[0] ?? error.message,
	};
}

function noAnswer(error: unknown): Trouble {
	const { code, isAxiosError, message, syscall }: Cause =
		error instanceof Error ? causeOf(error) : {};
	const reason = redact(typeof message === 'string' ? message : String(error));
	// Whatever did not come out of the HTTP client stopped before it: the credential's refusal, a host that n8n does not allow.
	if (isAxiosError !== true) return { kind: 'noAnswer', code: 'not_sent', sent: false, reason };
	const name = typeof code === 'string' ? code : 'no_code';
	const notSent = NOT_SENT.test(name) || (NOT_REACHED.test(name) && syscall === 'connect');
	return { kind: 'noAnswer', code: name, sent: !notSent, reason };
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
	const isAnswer =
		typeof value === 'object' &&
		value !== null &&
		!Array.isArray(value) &&
		typeof (value as { ok?: unknown }).ok === 'boolean';
	return isAnswer ? (value as { ok: boolean } & Record<string, unknown>) : undefined;
}
