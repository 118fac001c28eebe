import { EnvHttpProxyAgent, fetch } from 'undici';

import { redact } from '../../nodes/SlackAdminSessions/redact';
import { origins } from '../../nodes/SlackAdminSessions/slack/origin';
import { AUDIT_LOG, type Answer, type Send } from './slack';
import { Interrupted, Stop } from './stop';

const TIMEOUT = 30_000;

/** Calls over HTTPS with a token, by the proxy of the environment where there is one. No call is tried again: what Slack did would not be certain. */
export function connect(token: string, interrupted: AbortSignal): Send {
	const dispatcher = new EnvHttpProxyAgent();
	return async (method, sent, evenThen) => {
		let status: number | undefined;
		try {
			const form = new URLSearchParams(sent).toString();
			const authorization = `Bearer ${token}`;
			const response = await fetch(addressOf(method, form), {
				...(method === AUDIT_LOG
					? { method: 'GET', headers: { authorization } }
					: {
							method: 'POST',
							headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
							body: form,
						}),
				redirect: 'manual',
				dispatcher,
				signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT), ...(evenThen ? [] : [interrupted])]),
			});
			status = response.status;
			const retryAfter = response.headers.get('retry-after');
			const scopes = response.headers.get('x-oauth-scopes');
			const body = readBody(await response.text());
			if (!body && status !== 429)
				throw new Stop(
					`What answered ${method} is not Slack (HTTP ${status}): a proxy or a sign-in page of the network, perhaps. Let this machine reach slack.com directly, then run the command again.`,
				);
			const answer: Answer = { status, body: body ?? { ok: false, error: 'ratelimited' } };
			if (retryAfter !== null) answer.retryAfter = retryAfter;
			if (scopes !== null) answer.scopes = scopes;
			return answer;
		} catch (error) {
			if (error instanceof Stop) throw error;
			if (interrupted.aborted && !evenThen) throw new Interrupted();
			throw new Stop(
				`No answer from ${method === AUDIT_LOG ? 'api.slack.com' : 'slack.com'} to ${method} (${redact(causeOf(error))}). Check the network, and HTTPS_PROXY where there is a proxy, then run the command again.`,
			);
		}
	};
}

function addressOf(method: string, form: string): string {
	return method === AUDIT_LOG
		? `${origins.slack.audit}/${method}?${form}`
		: `${origins.slack.web}/api/${method}`;
}

/** Slack's own answers say whether they are `ok`; a page of the audit log does not. */
function readBody(text: string): Record<string, unknown> | undefined {
	try {
		const body = JSON.parse(text) as unknown;
		if (typeof body !== 'object' || body === null) return undefined;
		if ('entries' in body) return { ok: true, ...body };
		return 'ok' in body ? (body as Record<string, unknown>) : undefined;
	} catch {
		return undefined;
	}
}

/** Node's code for what happened, such as ENOTFOUND. */
function causeOf(error: unknown): string {
	const { cause = error } = error as { cause?: unknown };
	const { code, message } = cause as { code?: unknown; message?: unknown };
	return String(typeof code === 'string' ? code : message);
}
