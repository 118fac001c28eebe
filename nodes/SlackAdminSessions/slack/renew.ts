import type { IOAuth2Options } from 'n8n-workflow';

import { renewsTokens } from '../minimumN8n';
import { redact, shorten } from '../redact';
import { codes } from './codes';
import { oAuth2Options, requestOf, withSignal, type Connection } from './httpTry';
import { NOT_RENEWED, UNANSWERED } from './rotation';
import type { Trouble } from './trouble';

/** n8n renews a token where a call was answered by a status that it is told to take for "expired". Slack's status for that is 200, as for all else. */
const renewing: IOAuth2Options = {
	...oAuth2Options,
	tokenExpiredStatusCode: 200,
	// Otherwise each of many calls at once would have it renewed again.
	skipRefreshWhileTokenIsFresh: true,
};

/** Whether n8n can renew the token that a call was refused for. */
export function isRenewable({ credentialType }: Connection, trouble: Trouble): boolean {
	return (
		renewsTokens &&
		credentialType === 'slackAdminSessionsOAuth2Api' &&
		trouble.kind === 'refused' &&
		trouble.code === 'token_expired'
	);
}

/**
 * Has n8n renew a token that has expired, by one `auth.test`: it changes nothing, so that n8n may send it twice. n8n's own lock sees to it that of many
 * executions one renews the token, on many workers too. Where it has been renewed meanwhile, nothing is done.
 *
 * @param most how long to wait for it, in milliseconds. n8n goes on after that, and keeps what comes.
 * @returns why it was not renewed, or nothing
 */
export async function renew(connection: Connection, most?: number): Promise<Trouble | undefined> {
	const { context, credentialType, deadlines } = connection;
	const call = deadlines.begin(most);
	const late = new Promise<Trouble>((resolve) =>
		call.signal.addEventListener('abort', () => resolve(unanswered('timeout'))),
	);
	const asked = context.helpers.httpRequestWithAuthentication.call(
		withSignal(context, call.signal),
		credentialType,
		{
			...requestOf(connection, 'auth.test', ''),
			ignoreHttpStatusErrors: { ignore: true, except: [200] },
		},
		{ oauth2: renewing },
	);
	try {
		return await Promise.race([late, asked.then(readOther, readError)]);
	} finally {
		deadlines.end(call);
	}
}

/** Slack's methods answer with HTTP 200 whatever they have to say. */
function readOther({ statusCode }: { statusCode: number }): Trouble {
	return unanswered(`HTTP ${statusCode}`);
}

/** What an error tells: of the HTTP client, of n8n's OAuth2, or of the credential. */
interface Cause {
	message?: unknown;
	code?: unknown;
	isAxiosError?: unknown;
	response?: { status?: unknown };
	/** Of an answer that n8n could not use. */
	status?: unknown;
	body?: { error?: unknown };
	/** Slack's own, as the credential read it. */
	slackCode?: unknown;
}

function readError(error: Error): Trouble | undefined {
	const cause: Cause = error.cause instanceof Error ? error.cause : error;
	const { slackCode, body, isAxiosError, status, response, code, message } = cause;
	// The call that had the token renewed was answered. What Slack says to the new token, the next call will tell.
	if (isAxiosError === true && response?.status === 200) return undefined;
	const said = slackCode ?? body?.error;
	if (typeof said === 'string') {
		const words = `Slack answered "${shorten(said, 80)}"`;
		return said === 'ratelimited' || codes[said]?.again ? unanswered(words) : notRenewed(words);
	}
	const other = response?.status ?? status;
	if (typeof other === 'number') return unanswered(`HTTP ${other}`);
	if (isAxiosError === true) return unanswered(typeof code === 'string' ? code : 'no code');
	return notRenewed(redact(String(message)).replace(/\.$/, ''));
}

function unanswered(needed: string): Trouble {
	return { kind: 'refused', status: 200, code: UNANSWERED, needed };
}

function notRenewed(needed: string): Trouble {
	return { kind: 'refused', status: 200, code: NOT_RENEWED, needed };
}
