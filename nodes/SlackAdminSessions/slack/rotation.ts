/** An access token, and the refresh token that came with it. */
interface Pair {
	access_token?: string;
	refresh_token?: string;
}

/** What n8n keeps of a connection by OAuth2: what Slack answered last, written over what was there before. https://docs.slack.dev/reference/methods/oauth.v2.access */
export interface Connected extends Pair {
	ok?: boolean;
	error?: string;
	expires_in?: number;
	is_enterprise_install?: boolean;
	authed_user?: Pair & Record<string, unknown>;
	/** When the access token ends, by n8n's reckoning: it renews none before. */
	n8n_expires_at?: string;
	/** Ours: the pair that both places had when they were last brought into line. */
	in_line?: Pair;
}

/** Codes of ours, in the table with Slack's: n8n could not renew a token, Slack did not answer while it tried, and Slack ended a token before its time. */
export const NOT_RENEWED = 'token_not_renewed';
export const UNANSWERED = 'renewal_unanswered';
export const ENDED_EARLY = 'token_ended_early';

/** Of an app with token rotation, a token lives for 12 hours. */
export function isRotated(token: string): boolean {
	return token.startsWith('xoxe.');
}

/**
 * A sign-in gives the user's tokens below `authed_user`, and leaves what is at the top as it was. A refresh gives them at the top, and leaves what is
 * below `authed_user`. So the place that has changed since both had the same pair has the newer one. n8n takes the access token from below `authed_user`,
 * and the refresh token from the top.
 *
 * `ok`, `error` and `expires_in` are left out. n8n writes Slack's next answer over the rest, so that they would be taken for a part of it: an answer
 * without a token would make the old one count as fresh for 12 hours.
 */
export function bringIntoLine(connected: Connected): Connected {
	const { authed_user: user, in_line: before, expires_in } = connected;
	const newer = newerOf(connected);
	if (newer === undefined) return connected;
	// The answer to a sign-in says nothing at the top of when its token ends, so that n8n has the end of the token before.
	const isUnknownEnd = user?.access_token === newer.access_token && !isSame(newer, before);
	const dropped = ['ok', 'error', 'expires_in'];
	if (isUnknownEnd && expires_in === undefined) dropped.push('n8n_expires_at');
	return {
		...without(connected, [...OF_A_PAIR, ...dropped]),
		...newer,
		authed_user: { ...without(user ?? {}, OF_A_PAIR), ...newer },
		in_line: newer,
	};
}

/** Why Slack's last answer must not be stored as if it were a token, which n8n does with whatever came at HTTP 200. @returns Slack's code, or ours */
export function refusalIn(connected: Connected): string | undefined {
	const { ok, error, expires_in, in_line: before } = connected;
	if (ok === false) return error ?? 'unknown_error';
	// `expires_in` came with this answer, and no token of the user's: n8n would count the old one as fresh.
	const isOld = before !== undefined && isSame(newerOf(connected), before);
	return expires_in !== undefined && isOld ? 'no_token' : undefined;
}

function newerOf(connected: Connected): Pair | undefined {
	const { authed_user: user, in_line: before } = connected;
	const top = pairOf(connected, /^(xoxe\.)?xoxp-/);
	const below = pairOf(user, /./);
	const isRefreshed = !isSame(top, before) && (below === undefined || isSame(below, before));
	return (isRefreshed ? top : undefined) ?? below;
}

const OF_A_PAIR = ['access_token', 'refresh_token'];

function without<T extends object>(from: T, names: string[]): T {
	return Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name))) as T;
}

/** @param kind what the access token must be: at the top there can be a bot's */
function pairOf({ access_token, refresh_token }: Pair = {}, kind: RegExp): Pair | undefined {
	if (typeof access_token !== 'string' || !kind.test(access_token)) return undefined;
	return { access_token, ...(refresh_token !== undefined && { refresh_token }) };
}

function isSame(one: Pair | undefined, other: Pair | undefined): boolean {
	return one?.access_token === other?.access_token && one?.refresh_token === other?.refresh_token;
}
