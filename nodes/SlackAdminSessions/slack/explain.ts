import { Refusal, type Failure } from '../failure';
import { redact } from '../redact';
import { CallError } from './callError';
import { outcomeOf } from './certainty';
import { ALSO_ENDS, codes } from './codes';
import { nextAfterEnd, type ExecutionEnd } from './executionEnd';
import type { Subject } from './methodKinds';
import { methods, type MethodName } from './methods';
import { BAD_PROXY, CANCELLED, networkCode, NOT_SENT } from './networkCodes';
import type { Trouble } from './trouble';

/**
 * What went wrong, for the one whom it was about: a sentence on what happened and one on what to do.
 *
 * @param when `foreseen` in a dry run: nothing has been tried
 */
export function explain(
	error: unknown,
	about: Subject,
	when: 'happened' | 'foreseen' = 'happened',
): Failure {
	if (error instanceof CallError) return explainCall(error, about, when);
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

function explainCall(error: CallError, about: Subject, when: 'happened' | 'foreseen'): Failure {
	const { method, trouble, lost, together, ended, requestedAt, why } = error;
	const { readOnly, notDone, notKnown, wouldNot } = methods[method];
	const ofAnswer = meaning(method, trouble);
	const ownMeaning = why ? { ...ofCode(method, why.code, why), code: ofAnswer.code } : ofAnswer;
	const { code, reason, next } = ended ? ofEnd(trouble, ended, ownMeaning) : ownMeaning;
	const outcome = outcomeOf({ trouble, lost, together, readOnly });
	const what = when === 'foreseen' ? wouldNot : outcome === 'unknown' ? notKnown : notDone;
	const ofAll = `Slack refused a call for ${together} users together (${ownMeaning.code}) and did not say for whom${inWords('says' in trouble ? trouble.says : undefined)}${ended ? ', and the execution was ended before each was asked for alone' : ''}`;
	return {
		source: 'slack',
		code,
		outcome,
		message: `${what(about)}: ${together > 1 ? ofAll : reason}`,
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

/** What it means that the execution ended before the call could be tried again. @param own what the last try means by itself */
function ofEnd(trouble: Trouble, ended: ExecutionEnd, own: Meaning): Meaning {
	const was = (rest: string) => ({
		code: 'execution_ended',
		reason: `the execution was ended ${rest}`,
		next: nextAfterEnd(ended),
	});
	if (trouble.kind === 'rateLimited') return was("during a pause that Slack's rate limit asks for");
	if (trouble.kind !== 'noAnswer') return was(`before another try, and ${own.reason}`);
	if (trouble.code === NOT_SENT) return was('before this was sent');
	if (trouble.code === CANCELLED) return was('before an answer came');
	return was(`before another try, and ${own.reason}`);
}

function inWords(says: string | undefined): string {
	return says === undefined ? '' : ` (Slack says: ${says})`;
}

function ofCode(
	method: MethodName,
	code: string,
	{ needed, provided, says }: { needed?: string; provided?: string; says?: string },
): Meaning {
	const own = methods[method].codes ?? {};
	const known = [own, codes].find((table) => Object.hasOwn(table, code))?.[code];
	if (!known) {
		return {
			code,
			reason: `Slack answered "${code}"${inWords(says)}`,
			next: `See what this code means on ${methods[method].page(method)}, then try again.`,
		};
	}
	const fill = (text: string) =>
		text
			.replace('{parameter}', () => (methods[method].ofMany ? "'Users'" : "'User'"))
			.replace('{needed}', () => needed ?? 'that this needs')
			.replace('{provided}', () => provided ?? 'not said by Slack');
	const next = methods[method].endsNewOnesToo ? known.next : known.next.replace(ALSO_ENDS, '');
	return { code, reason: `${fill(known.reason)}${inWords(says)}`, next: fill(next) };
}

/** Nobody can tell a proxy's own 502 from Slack's, nor which of the two broke a hand-shake. */
const PROXY = 'If it happens again, a proxy between n8n and Slack may be the cause.';

function ofStatus(method: MethodName, status: number): Meaning {
	// As in http_502.
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
		next: `${methods[method].nextAfterSilence} ${PROXY}`,
	};
}

function ofSilence(method: MethodName, code: string): Meaning {
	const { late } = networkCode(code);
	return {
		code: late ? 'timeout' : 'no_answer',
		reason: late ? 'no answer came in time' : 'the connection ended before an answer came',
		next: `${methods[method].nextAfterSilence} ${PROXY}`,
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
	if (code === BAD_PROXY) {
		return {
			code: NOT_SENT,
			reason: 'the address of the proxy cannot be read',
			next: 'Nothing was sent. Whoever runs n8n can correct it: in the user name and password of a proxy, special characters are written as codes (% as %25, # as %23).',
		};
	}
	return {
		code: NOT_SENT,
		reason: `Slack could not be reached (${code})`,
		next: 'Nothing was sent. Check that n8n can reach slack.com: its name service, its proxy, and the certificates that it trusts.',
	};
}
