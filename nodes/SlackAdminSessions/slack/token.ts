/** What a token is for: who has to have installed the app, and what a bot cannot do. */
export interface TokenUse {
	whose: string;
	notForBots: string;
}

export const adminToken: TokenUse = {
	whose: 'an Org Owner or Org Admin',
	notForBots: 'end sessions',
};

export const auditToken: TokenUse = { whose: 'an Org Owner', notForBots: 'read the audit log' };

/** The `errorCode` of a call that the credential turned down. Every version of n8n hands it on as `httpCode`, so that it is told from what happened on the way. */
export const TURNED_DOWN = 'refused_by_credential';

/** For `authenticate`: ends a call before anything of it leaves. */
export function turnDown(message: string): Error {
	return Object.assign(new Error(message), { errorCode: TURNED_DOWN });
}

/** The kinds of token that can never work, by how they begin: why not, and what to paste in their place. */
const kinds: Array<[prefix: RegExp, why: (wanted: string, use: TokenUse) => string]> = [
	[
		/^xoxb-|^xoxe\.xoxb-/,
		(wanted, { notForBots }) =>
			`This is a bot token. A bot cannot ${notForBots}. ${wanted} and is shown above the bot token under OAuth & Permissions in the Slack app.`,
	],
	[
		/^xapp-/,
		(wanted) =>
			`This is an app-level token. ${wanted} and is shown under OAuth & Permissions in the Slack app.`,
	],
	[
		/^xoxe-/,
		(wanted) =>
			`This is a refresh token, which cannot be used for calls. ${wanted}. Token rotation is on in this app, and cannot be switched off: make a new one from the manifest.`,
	],
	[
		/^xox[cds]-/,
		(wanted) =>
			`This is a token of a browser session. ${wanted} and is shown under OAuth & Permissions in the Slack app.`,
	],
];

/**
 * @param token without white space around it
 * @returns why the token cannot be used, or nothing. Whether it is a good one only Slack can say. Never repeats the token.
 */
export function refuseToken(token: string, use = adminToken): string | undefined {
	const wanted = `This needs the User OAuth Token of ${use.whose}: it begins with xoxp-`;
	if (token === '') return `The token is empty. ${wanted}.`;
	if (!/^[\x21-\x7e]+$/.test(token))
		return `The token has a space, a line end or a character in it that no token has. Copy it again. ${wanted}.`;
	return kinds.find(([prefix]) => prefix.test(token))?.[1](wanted, use);
}
