const WANTED = 'This needs the User OAuth Token of an Org Owner or Org Admin: it begins with xoxp-';

/** The `errorCode` of a call that the credential turned down. Every version of n8n hands it on as `httpCode`, so that it is told from what happened on the way. */
export const TURNED_DOWN = 'refused_by_credential';

/** For `authenticate`: ends a call before anything of it leaves. */
export function turnDown(message: string): Error {
	return Object.assign(new Error(message), { errorCode: TURNED_DOWN });
}

/** The kinds of token that can never work, by how they begin: why not, and what to paste in their place. */
const kinds: Array<[prefix: RegExp, why: string]> = [
	[
		/^xoxb-|^xoxe\.xoxb-/,
		`This is a bot token. A bot cannot end sessions. ${WANTED} and is shown above the bot token under OAuth & Permissions in the Slack app.`,
	],
	[
		/^xapp-/,
		`This is an app-level token. ${WANTED} and is shown under OAuth & Permissions in the Slack app.`,
	],
	[
		/^xoxe-/,
		`This is a refresh token, which cannot be used for calls. ${WANTED}. Token rotation is on in this app, and cannot be switched off: connect it by the OAuth2 credential, or make a new app from the manifest.`,
	],
	[
		/^xox[cds]-/,
		`This is a token of a browser session. ${WANTED} and is shown under OAuth & Permissions in the Slack app.`,
	],
];

/**
 * @param token without white space around it
 * @returns why the token cannot be used, or nothing. Whether it is a good one only Slack can say. Never repeats the token.
 */
export function refuseToken(token: string): string | undefined {
	if (token === '') return `The token is empty. ${WANTED}.`;
	if (!/^[\x21-\x7e]+$/.test(token))
		return `The token has a space, a line end or a character in it that no token has. Copy it again. ${WANTED}.`;
	return kinds.find(([prefix]) => prefix.test(token))?.[1];
}
