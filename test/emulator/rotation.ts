import { makeTokenValue, type Organisation, type Token } from './organisation';
import { SlackRefusal } from './refusal';

/** An access token, and the refresh token that came with it. */
export interface Pair {
	token: Token;
	refresh: string;
}

interface Given extends Pair {
	/** When the refresh token was used first, and what it gave last. */
	used?: { at: number; gave: Given };
}

/** How many access tokens of an app are good at a time. */
const GOOD_AT_ONCE = 2;

/**
 * The pairs of an app with token rotation. No public text says when exactly a superseded pair dies: here it does at once.
 * https://docs.slack.dev/authentication/using-token-rotation
 */
export class Rotation {
	/** How long a token lives, in seconds. n8n counts one of a minute or less as ended from the start. */
	lifetime = 43_200;

	/** How long a used refresh token stays good, in milliseconds. */
	grace = 60_000;

	/** How many pairs were given for a refresh token. */
	refreshes = 0;

	private pairs: Given[] = [];

	/** Every token that was given, the refresh tokens too. */
	readonly given: string[] = [];

	/** A new sign-in: the pairs of the one before die. */
	begin(organisation: Organisation, token: Pick<Token, 'user_id' | 'isEnterpriseInstall'>): Pair {
		this.revoke();
		return this.give(organisation, token);
	}

	/** A refresh token is for one use. Within the grace it gives another pair, and the one that it gave before dies. */
	refresh(organisation: Organisation, refresh: string): Pair {
		const pair = this.pairs.find((given) => given.refresh === refresh);
		const now = Date.now();
		if (!pair || (pair.used && now - pair.used.at >= this.grace))
			throw new SlackRefusal('invalid_refresh_token');
		if (pair.used) {
			const { gave } = pair.used;
			kill(gave);
			this.pairs = this.pairs.filter((given) => given !== gave);
		}
		const gave = this.give(organisation, pair.token);
		pair.used = { at: pair.used?.at ?? now, gave };
		this.refreshes++;
		return gave;
	}

	/** The time of every token is up. */
	end(): void {
		for (const { token } of this.pairs) if (token.state === 'good') token.state = 'expired';
	}

	/** An administrator revokes the app's tokens, and the refresh tokens with them. */
	revoke(): void {
		for (const pair of this.pairs) kill(pair);
		this.pairs = [];
	}

	private give(
		organisation: Organisation,
		{ user_id, isEnterpriseInstall }: Pick<Token, 'user_id' | 'isEnterpriseInstall'>,
	): Given {
		const token = organisation.addToken({ user_id, isEnterpriseInstall, kind: 'rotated' });
		const pair = { token, refresh: makeTokenValue('refresh') };
		this.pairs.push(pair);
		this.given.push(token.value, pair.refresh);
		for (const superseded of this.pairs.slice(0, -GOOD_AT_ONCE)) kill(superseded);
		this.pairs = this.pairs.slice(-GOOD_AT_ONCE);
		return pair;
	}
}

function kill({ token }: Pair): void {
	if (token.state === 'good') token.state = 'revoked';
}
