import { readWebApi, type Reply, type Success } from './answer';
import type { Code } from './codes';
import type { Kind } from './kinds';
import type { Host } from './origin';
import type { Trouble } from './trouble';

/** Whom or what a call was about, in the words of the output. */
export interface Subject {
	user_id?: string;
	session_id?: string | number;
	team_id?: string;
	email?: string;
}

/** A method of Slack as data: how it is called, how its answer is read, and what is said where it brought no success. */
export interface Method<Takes extends object, Answers> {
	verb: 'POST' | 'GET';
	host: Host;
	path: (name: string) => string;
	/** Where Slack says what its codes mean. */
	page: (name: string) => string;
	readAnswer: (reply: Reply) => Success | Trouble;
	/** What codes mean of this method, where that is not what they mean of all. */
	codes?: Record<string, Code>;
	/** Whether it changes nothing: then a call without an answer has failed, and is never `unknown`. */
	readOnly: boolean;
	/** Whether it takes many users, who stand in the parameter Users. */
	ofMany: boolean;
	/** Set on what ends all sessions that there are by then: sent again later, it signs out whoever has signed in again. */
	endsNewOnesToo?: true;
	/** What did not happen, in one clause. */
	notDone: (about: Subject) => string;
	/** The same where nobody knows whether it happened. */
	notKnown: (about: Subject) => string;
	/** The same where nothing was tried. */
	wouldNot: (about: Subject) => string;
	/** What to do where no answer came. */
	nextAfterSilence: string;
	/** What TypeScript knows the arguments and the answer by. No method sets it. */
	types?: { takes: Takes; answers: Answers };
}

/** What every answer of Slack has. */
interface Answer {
	ok: boolean;
}

/** What all methods of Slack's Web API have in common. https://docs.slack.dev/apis/web-api */
const webApi = {
	verb: 'POST',
	host: 'web',
	path: (name) => `/api/${name}`,
	page: (name) => `https://docs.slack.dev/reference/methods/${name}`,
	readAnswer: readWebApi,
} as const satisfies Partial<Method<object, unknown>>;

/**
 * @param notDone what could not be read
 * @param kind of the answer: one of another kind was not Slack's
 */
export function reads<Takes extends object, Answers>(
	notDone: (about: Subject) => string,
	kind: Kind,
	ofMany = false,
): Method<Takes, Answers> {
	return {
		...webApi,
		readAnswer: ofKind(readWebApi, kind),
		readOnly: true,
		ofMany,
		notDone,
		notKnown: notDone,
		wouldNot: notDone,
		nextAfterSilence: 'Run the workflow again: this call only reads.',
	};
}

export function ofKind(
	read: (reply: Reply) => Success | Trouble,
	kind: Kind,
): Method<object, unknown>['readAnswer'] {
	return (reply) => {
		const result = read(reply);
		return 'kind' in result || kind(result.answer) ? result : { kind: 'status', status: 200 };
	};
}

/**
 * @param what is changed, as in "the settings of user U1"
 * @param done what is done to it
 */
export function changes<Takes extends object>(
	what: (about: Subject) => string,
	[verb, done]: ['was' | 'were', string],
	nextAfterSilence: string,
	ofMany = false,
): Method<Takes, Answer> {
	return {
		...webApi,
		readOnly: false,
		ofMany,
		notDone: (about) => `The ${what(about)} ${verb} not ${done}`,
		notKnown: (about) => `It is not known whether the ${what(about)} ${verb} ${done}`,
		wouldNot: (about) => `The ${what(about)} would not be ${done}`,
		nextAfterSilence,
	};
}
