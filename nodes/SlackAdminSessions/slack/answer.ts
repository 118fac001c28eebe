import { nameInvisible } from '../invisible';
import { redact, shorten } from '../redact';
import { codes } from './codes';
import type { Trouble } from './trouble';

/** What came back over HTTP. The body is text. */
export interface Reply {
	statusCode: number;
	headers: Record<string, string | undefined>;
	body: unknown;
}

/** Slack's yes. */
export interface Success {
	answer: object;
	headers: Reply['headers'];
}

/** Reads a reply of Slack's Web API, whose yes is an HTTP 200 with `ok: true`. https://docs.slack.dev/apis/web-api/#responses */
export function readWebApi({ statusCode: status, body, headers }: Reply): Success | Trouble {
	const answer = parse(body);
	const no = readNo(status, headers, answer);
	if (no) return no;
	if (answer?.ok === true && status === 200) return { answer, headers };
	return { kind: 'status', status };
}

/** Reads a reply of the audit log, whose yes is an HTTP 200 without `ok`. https://docs.slack.dev/reference/audit-logs-api */
export function readAuditLog({ statusCode: status, body, headers }: Reply): Success | Trouble {
	const answer = parse(body);
	const no = readNo(status, headers, answer);
	if (no) return no;
	if (answer && answer.ok !== false && status === 200) return { answer, headers };
	return { kind: 'status', status };
}

/** What Slack calls its rate limit: the Web API and the audit log. */
const RATE_LIMITED = ['ratelimited', 'rate_limited'];

function readNo(
	status: number,
	headers: Reply['headers'],
	answer: Record<string, unknown> | undefined,
): Trouble | undefined {
	const error = answer?.ok === false ? answer.error : undefined;
	if (status === 429 || RATE_LIMITED.some((code) => code === error)) {
		const { date, 'retry-after': retryAfter } = headers;
		return {
			kind: 'rateLimited',
			status: 429,
			...(retryAfter !== undefined && { retryAfter }),
			...(date !== undefined && { date }),
		};
	}
	if (answer?.ok === false && isSlacksNo(status, error)) return refused(status, answer);
	return undefined;
}

/** A gateway that gave up waiting may answer in Slack's form: with 5xx and 408 only a code of Slack's own is Slack's no. */
function isSlacksNo(status: number, error: unknown): boolean {
	if (status >= 500 || status === 408)
		return typeof error === 'string' && Object.hasOwn(codes, error);
	return status === 200 || status >= 400;
}

function refused(status: number, answer: Record<string, unknown>): Trouble {
	const { error, needed, provided } = answer;
	return {
		kind: 'refused',
		status,
		code:
			typeof error === 'string' && error !== '' ? nameInvisible(redact(error)) : 'unknown_error',
		...(typeof needed === 'string' && { needed: redact(needed) }),
		...(typeof provided === 'string' && { provided: redact(provided) }),
		...saysOfArguments(answer),
		answer,
	};
}

/** How many of Slack's messages are shown, and how much of each. */
const MOST_MESSAGES = 3;
const LONGEST_MESSAGE = 200;

/** With `invalid_arguments` and the like Slack says in words which argument it does not take. */
function saysOfArguments({ response_metadata }: Record<string, unknown>): { says?: string } {
	const { messages } = (response_metadata ?? {}) as { messages?: unknown };
	const texts = Array.isArray(messages) ? messages.filter((text) => typeof text === 'string') : [];
	if (texts.length === 0) return {};
	const shown = texts.slice(0, MOST_MESSAGES).map((text) => shorten(text, LONGEST_MESSAGE));
	const more = texts.length - shown.length;
	return { says: `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}` };
}

/** Slack's answers are JSON objects. Anything else was cut short, or came from something between n8n and Slack. */
function parse(body: unknown): Record<string, unknown> | undefined {
	if (typeof body !== 'string') return undefined;
	let value: unknown;
	try {
		value = JSON.parse(body);
	} catch {
		return undefined;
	}
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as Record<string, unknown>)
		: undefined;
}
