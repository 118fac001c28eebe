import { Refusal, type Failure } from '../failure';
import { redact } from '../redact';
import { CallError } from './callError';
import { outcomeOf } from './certainty';
import { codes } from './codes';
import { methods, type MethodName, type Subject } from './methods';
import { networkCode, NOT_SENT } from './networkCodes';
import type { Trouble } from './trouble';

/** What went wrong, for the one whom it was about: a sentence on what happened and one on what to do. */
export function explain(error: unknown, about: Subject): Failure {
	if (error instanceof CallError) return explainCall(error, about);
	if (error instanceof Refusal) return error.failure;
	// n8n's own: an expression that cannot be worked out, a credential that is missing.
	const { message, description } = error as { message?: unknown; description?: unknown };
	return {
		source: 'input',
		code: 'invalid_parameter',
		outcome: 'failed',
		message: redact(typeof message === 'string' ? message : String(error)),
		description:
			typeof description === 'string'
				? redact(description)
				: "Check the node's parameters and their expressions, then try again.",
	};
}

function explainCall(error: CallError, about: Subject): Failure {
	const { method, trouble, lost, together, requestedAt } = error;
	const { readOnly, notDone, notKnown } = methods[method];
	const { code, reason, next } = meaning(method, trouble);
	const outcome = outcomeOf({ trouble, lost, together, readOnly });
	const ofAll = `Slack refused a call for ${together} users together (${code}) and did not say for whom`;
	return {
		source: 'slack',
		code,
		outcome,
		message: `${outcome === 'unknown' ? notKnown(about) : notDone(about)}: ${together > 1 ? ofAll : reason}`,
		description: next,
		...(requestedAt !== undefined && { requestedAt }),
		...('status' in trouble && trouble.status !== 200 && { httpCode: String(trouble.status) }),
	};
}

/** What a trouble means: the code for the output, the end of the sentence, and the next step. */
interface Meaning {
	code: string;
	reason: string;
	next: string;
}

function meaning(method: MethodName, trouble: Trouble): Meaning {
	switch (trouble.kind) {
		case 'rateLimited':
			return ofCode(method, 'ratelimited', {});
		case 'refused':
			return ofCode(method, trouble.code, trouble);
		case 'status':
			return ofStatus(method, trouble.status);
		case 'noAnswer':
			return trouble.sent ? ofSilence(method, trouble.code) : ofNotSent(trouble);
	}
}

function ofCode(
	method: MethodName,
	code: string,
	{ needed, provided }: { needed?: string; provided?: string },
): Meaning {
	const known = Object.hasOwn(codes, code) ? codes[code] : undefined;
	if (!known) {
		return {
			code,
			reason: `Slack answered "${code}"`,
			next: `See what this code means on https://docs.slack.dev/reference/methods/${method}, then try again.`,
		};
	}
	const fill = (text: string) =>
		text
			.replace('{needed}', needed ?? 'that this needs')
			.replace('{provided}', provided ?? 'not said by Slack');
	return { code, reason: fill(known.reason), next: fill(known.next) };
}

function ofStatus(method: MethodName, status: number): Meaning {
	const code = `http_${status}`;
	if (status >= 300 && status < 400) {
		return {
			code,
			reason: `the way to Slack answered with a redirect (HTTP ${status}), which was not followed`,
			next: 'Something between n8n and Slack (a proxy, a sign-in page of the network) answers instead of Slack. Let n8n reach slack.com directly.',
		};
	}
	if (status >= 400 && status < 500 && status !== 408) {
		return {
			code,
			reason: `the call was turned away with HTTP ${status}`,
			next: "Something between n8n and Slack (a proxy, a firewall) turned the call away. Let n8n reach slack.com, and check the proxy's sign-in.",
		};
	}
	return {
		code,
		reason: status === 200 ? "the answer was not Slack's" : `the answer was HTTP ${status}`,
		next: methods[method].nextAfterSilence,
	};
}

function ofSilence(method: MethodName, code: string): Meaning {
	const { late } = networkCode(code);
	return {
		code: late ? 'timeout' : 'no_answer',
		reason: late ? 'no answer came in time' : 'the connection ended before an answer came',
		next: methods[method].nextAfterSilence,
	};
}

function ofNotSent({ code, reason }: { code: string; reason: string }): Meaning {
	if (code === NOT_SENT) {
		return {
			code: NOT_SENT,
			reason,
			next: 'Nothing was sent. Check the credential of this node.',
		};
	}
	return {
		code: NOT_SENT,
		reason: `Slack could not be reached (${code})`,
		next: 'Nothing was sent. Check that n8n can reach slack.com: its name service, its proxy, and the certificates that it trusts.',
	};
}
