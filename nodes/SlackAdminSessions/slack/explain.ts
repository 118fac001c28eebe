import { Refusal, type Failure } from '../failure';
import { redact } from '../redact';
import { mayHaveWorked, SlackFailure, type Trouble } from './trouble';
import { codes } from './codes';
import type { MethodName } from './methods';

/** Whom or what a call was about, in the words of the output. */
export interface Subject {
	user_id?: string;
	session_id?: string | number;
	team_id?: string;
	email?: string;
}

/** What did not happen, in one clause, and the same where it is not known: `[was not done, is not known]`. */
export const clauses: Record<MethodName, (about: Subject) => [string, string]> = {
	'auth.test': () => [
		'The user of the token could not be looked up',
		'The user of the token could not be looked up',
	],
	'users.lookupByEmail': ({ email }) => [
		`The user with the address ${email} could not be looked up`,
		`The user with the address ${email} could not be looked up`,
	],
	'admin.users.list': () => [
		'The users of the organisation could not be listed',
		'The users of the organisation could not be listed',
	],
	'admin.users.session.list': ({ user_id }) => {
		const clause = `The sessions of ${user_id === undefined ? 'the organisation' : `user ${user_id}`} could not be listed`;
		return [clause, clause];
	},
	'admin.users.session.invalidate': ({ session_id, user_id, team_id }) => {
		const session = `session ${session_id} of ${user_id === undefined ? `workspace ${team_id}` : `user ${user_id}`}`;
		return [`The ${session} was not ended`, `It is not known whether the ${session} was ended`];
	},
	'admin.users.session.reset': ({ user_id }) => [
		`The sessions of user ${user_id} were not reset`,
		`It is not known whether the sessions of user ${user_id} were reset`,
	],
	'admin.users.session.resetBulk': ({ user_id }) => [
		`The sessions of user ${user_id} were not put in line for a reset`,
		`It is not known whether the sessions of user ${user_id} were put in line for a reset`,
	],
	'admin.users.session.getSettings': ({ user_id }) => [
		`The session settings of user ${user_id} could not be read`,
		`The session settings of user ${user_id} could not be read`,
	],
	'admin.users.session.setSettings': ({ user_id }) => [
		`The session settings of user ${user_id} were not set`,
		`It is not known whether the session settings of user ${user_id} were set`,
	],
	'admin.users.session.clearSettings': ({ user_id }) => [
		`The session settings of user ${user_id} were not cleared`,
		`It is not known whether the session settings of user ${user_id} were cleared`,
	],
};

const readOnly: ReadonlySet<MethodName> = new Set([
	'auth.test',
	'users.lookupByEmail',
	'admin.users.list',
	'admin.users.session.list',
	'admin.users.session.getSettings',
]);

/** What went wrong, for the one whom it was about: a sentence on what happened and one on what to do. */
export function explain(error: unknown, about: Subject): Failure {
	if (error instanceof SlackFailure) return explainCall(error, about);
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

function explainCall({ method, trouble, lost, together }: SlackFailure, about: Subject): Failure {
	const { code, reason: whole, next } = meaning(method, trouble);
	const ofSome = together > 1;
	const reason = ofSome
		? `Slack refused a call for ${together} users together (${code}) and did not say for whom`
		: whole;
	const unknown =
		!readOnly.has(method) &&
		(mayHaveWorked(trouble) || ofSome || (lost && !wouldHaveRefused(trouble)));
	const [notDone, notKnown] = clauses[method](about);
	return {
		source: 'slack',
		code,
		outcome: unknown ? 'unknown' : 'failed',
		message: `${unknown ? notKnown : notDone}: ${reason}`,
		description: next,
		...('status' in trouble && trouble.status !== 200 && { httpCode: String(trouble.status) }),
	};
}

/** Whether Slack would have refused the try before for the same reason: what is wrong with a user was wrong a moment ago. */
function wouldHaveRefused(trouble: Trouble): boolean {
	const { someUser, again } = (trouble.kind === 'refused' && codes[trouble.code]) || {};
	return someUser === true && again !== true;
}

interface Meaning {
	code: string;
	reason: string;
	next: string;
}

function meaning(method: MethodName, trouble: Trouble): Meaning {
	switch (trouble.kind) {
		case 'rateLimited':
			return named('ratelimited', {});
		case 'refused':
			return Object.hasOwn(codes, trouble.code)
				? named(trouble.code, trouble)
				: notInTable(method, trouble.code);
		case 'status':
			return byStatus(method, trouble.status);
		case 'noAnswer':
			return trouble.sent ? noAnswer(method, trouble.code) : notSent(trouble);
	}
}

function named(
	code: string,
	{ needed, provided }: { needed?: string; provided?: string },
): Meaning {
	const { reason, next } = codes[code] ?? notInTable('auth.test', code);
	const fill = (text: string) =>
		text
			.replace('{needed}', needed ?? 'that this needs')
			.replace('{provided}', provided ?? 'not said by Slack');
	return { code, reason: fill(reason), next: fill(next) };
}

function notInTable(method: MethodName, code: string): Meaning {
	return {
		code,
		reason: `Slack answered "${code}"`,
		next: `See what this code means on https://docs.slack.dev/reference/methods/${method}, then try again.`,
	};
}

function byStatus(method: MethodName, status: number): Meaning {
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
		next: nextAfterSilence(method),
	};
}

/** Nobody knows whether Slack did it: how to find out, and that doing it again does no harm. */
function nextAfterSilence(method: MethodName): string {
	if (readOnly.has(method)) return 'Run the workflow again: this call only reads.';
	if (method.endsWith('Settings'))
		return 'Read the settings with Get to see where things stand, or run the workflow again: to set or clear them twice does no harm.';
	return 'List the sessions to see where things stand, or run the workflow again: a session that has ended stays ended.';
}

function noAnswer(method: MethodName, code: string): Meaning {
	const late = code === 'ECONNABORTED' || code === 'ETIMEDOUT' || code === 'ERR_CANCELED';
	return {
		code: late ? 'timeout' : 'no_answer',
		reason: late ? 'no answer came in time' : 'the connection ended before an answer came',
		next: nextAfterSilence(method),
	};
}

function notSent({ code, reason }: { code: string; reason: string }): Meaning {
	return {
		code: 'not_sent',
		reason: code === 'not_sent' ? reason : `Slack could not be reached (${code})`,
		next:
			code === 'not_sent'
				? 'Nothing was sent. Check the credential of this node.'
				: 'Nothing was sent. Check that n8n can reach slack.com: its name service, its proxy, and the certificates that it trusts.',
	};
}
