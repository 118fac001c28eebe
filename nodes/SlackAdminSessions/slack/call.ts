import { tell } from '../telling';
import type { Success } from './answer';
import { CallError } from './callError';
import { mayHaveWorked } from './certainty';
import { executionEnd } from './executionEnd';
import { tryOnce, type Connection } from './httpTry';
import { methods, type Answers, type MethodName, type Takes } from './methods';
import type { KnownPeople } from './knownPeople';
import { CANCELLED, NOT_SENT } from './networkCodes';
import type { Patience } from './patience';
import { delayBefore, SECOND, timing } from './policy';
import { isRenewable, renew } from './renew';
import { ENDED_EARLY, UNANSWERED } from './rotation';
import type { Trouble } from './trouble';

/** What whoever owns the credential holds back with it, as it stands in the credential. */
export interface CredentialFields {
	protectedUsers: unknown;
	maxUsers: unknown;
}

/** What a run needs in order to call Slack. */
export interface Slack extends Connection {
	/** For lines in n8n's log. n8n copies the whole node each time that it is asked of. */
	nodeName: string;
	/** Ends when the execution is stopped. */
	signal: AbortSignal | undefined;
	patience: Patience;
	/** What Slack has said of the token: it is asked once a run. And why n8n could not renew it: a run that knows does not try again. */
	token: { answer?: Answers<'auth.test'>; notRenewed?: Trouble };
	credentialFields: CredentialFields;
	people: KnownPeople;
	/** For the calls of a guard: it must be told soon whether it can be checked. */
	guards?: true;
	/** For calls that somebody waits for: how long one may take with all of its tries, pauses not counted. In milliseconds. */
	mostOfCall?: number;
}

/** @throws {CallError} when no try brought Slack's `ok: true` */
export async function call<M extends MethodName>(
	slack: Slack,
	method: M,
	takes: Takes<M>,
): Promise<Answers<M>> {
	return (await callWithHeaders(slack, method, takes)).answer;
}

/**
 * Calls a method of Slack, and again where that is of use: the only place that does. The headers are wanted of `auth.test`, which tells the
 * token's scopes in one.
 *
 * @throws {CallError} as `call`
 */
export async function callWithHeaders<M extends MethodName>(
	slack: Slack,
	method: M,
	takes: Takes<M>,
): Promise<{ answer: Answers<M>; headers: Success['headers'] }> {
	const { patience } = slack;
	const most = slack.guards ? timing.timeout : slack.mostOfCall;
	const fields = form(takes);
	const requestedAt = new Date().toISOString();
	let trouble: Trouble | undefined;
	let lost = false;
	let tries = 0;
	let sent = 0;
	let spent = 0;
	// Whether what the last try brought ended the call, and not the end of the execution.
	let isLastWord = false;
	let isRenewed = false;
	while (await patience.untilFree(method)) {
		const began = performance.now();
		const reply = await tryOnce(slack, method, fields, most && most - spent);
		sent++;
		spent += performance.now() - began;
		const result = 'kind' in reply ? reply : methods[method].readAnswer(reply);
		if ('headers' in result) {
			log(slack, method, sent, 'ok');
			patience.sawAnswer();
			return { answer: result.answer as Answers<M>, headers: result.headers };
		}
		// Once an answer was lost, only a yes makes the outcome certain, or a refusal that the lost try would have met too.
		lost ||= trouble !== undefined && mayHaveWorked(trouble);
		trouble = result;
		if (isRenewable(slack, trouble)) {
			const asked = performance.now();
			const stood = await renewOnce(slack, isRenewed, most && most - spent);
			spent += performance.now() - asked;
			// It was refused before it did anything: with the new token it goes out once more.
			if (stood === undefined) {
				isRenewed = true;
				log(slack, method, sent, trouble, 0);
				continue;
			}
			trouble = stood;
		}
		// A pause that Slack asks for is not a failed try.
		if (trouble.kind !== 'rateLimited') tries++;
		const delay = delayBefore(
			trouble,
			{
				tries,
				slackIsDown: patience.slackIsDown,
				timeIsUp: most !== undefined && spent >= most,
			},
			Math.random(),
		);
		log(slack, method, sent, trouble, delay);
		if (trouble.kind === 'rateLimited') {
			patience.pause(method, delay ?? 0);
		} else if (delay === undefined) {
			isLastWord = !(trouble.kind === 'noAnswer' && trouble.code === CANCELLED);
			break;
		} else if (!(await patience.wait(delay))) {
			logGivenUp(slack, method);
			break;
		}
	}
	if (trouble?.kind === 'rateLimited') logGivenUp(slack, method);
	const ended = isLastWord ? undefined : executionEnd(slack.context);
	if (trouble === undefined)
		throw new CallError(method, patience.stopped ? notSent : { kind: 'rateLimited', status: 429 }, {
			ended,
		});
	if (isAnswer(trouble)) patience.sawAnswer();
	else patience.sawNone();
	throw new CallError(method, trouble, { lost, ended, requestedAt });
}

function isAnswer(trouble: Trouble): boolean {
	return (
		trouble.kind === 'rateLimited' || (trouble.kind === 'refused' && trouble.code !== UNANSWERED)
	);
}

/**
 * A run that knows that n8n cannot renew the token does not have it tried again.
 *
 * @param isRenewed whether the token that is expired has just been renewed, or n8n takes it for good
 * @returns why it is not renewed, or nothing
 */
async function renewOnce(
	slack: Slack,
	isRenewed: boolean,
	most: number | undefined,
): Promise<Trouble | undefined> {
	const { token } = slack;
	if (token.notRenewed) return token.notRenewed;
	const stood = isRenewed ? endedEarly : await renew(slack, most);
	if (stood?.kind === 'refused' && stood.code !== UNANSWERED) token.notRenewed = stood;
	return stood;
}

const endedEarly: Trouble = { kind: 'refused', status: 200, code: ENDED_EARLY };

/** Nothing was sent, since the execution had ended, or the part of it that wanted the call. */
const notSent: Trouble = {
	kind: 'noAnswer',
	code: NOT_SENT,
	sent: false,
	reason: 'the run had gone on without it',
};

/** Slack's form: plain digits for numbers, true and false for booleans, JSON for lists, as Slack's own SDK sends them. */
function form(takes: object): string {
	const fields = new URLSearchParams();
	for (const [name, value] of Object.entries(takes)) {
		if (value !== undefined)
			fields.append(name, Array.isArray(value) ? JSON.stringify(value) : String(value));
	}
	return fields.toString();
}

/** One line a try in n8n's log, at debug. Never an argument, a body or a token, and of Slack's answer only what has the form of a code. */
function log(
	{ context, nodeName }: Slack,
	method: MethodName,
	tryNumber: number,
	result: Trouble | 'ok',
	delay?: number,
): void {
	const next = delay === undefined ? 'no further try' : `again in ${(delay / SECOND).toFixed(1)} s`;
	const told =
		result === 'ok'
			? 'ok'
			: `${nameOf(result)}, ${mayHaveWorked(result) ? 'may have worked' : 'has not worked'}, ${next}`;
	tell(() => context.logger.debug(`${nodeName}: ${method}, try ${tryNumber}: ${told}`));
}

function logGivenUp({ context, nodeName, patience }: Slack, method: MethodName): void {
	const why = patience.stopped ? 'the execution has ended' : "'Maximum Wait' is used up";
	tell(() => context.logger.debug(`${nodeName}: ${method}: no further try, since ${why}`));
}

function nameOf(trouble: Trouble): string {
	switch (trouble.kind) {
		case 'rateLimited':
			return 'rate limited (HTTP 429)';
		case 'refused':
			return `HTTP ${trouble.status} ${/^\w{1,64}$/.test(trouble.code) ? trouble.code : 'with an unreadable code'}`;
		case 'status':
			return `HTTP ${trouble.status}, not Slack's answer`;
		case 'noAnswer':
			return trouble.code;
	}
}
