import type { Organisation, Token } from './organisation';
import { SlackRefusal } from './refusal';
import { Rotation, type Pair } from './rotation';
import { json, type Recorded, type Reply } from './slack';

/** How the sign-in goes: a person chooses, and an app is set up, well or badly. */
export type SignIn = 'organisation' | 'workspace' | 'rotated' | 'denied' | 'badSecret';

export const app = { client_id: '1111.2222', client_secret: 'app-secret' };

/** Slack refuses `users:read.email` without `users:read`. */
const SCOPES = 'admin.users:read,admin.users:write,users:read,users:read.email';

/** Slack's authorisation pages. https://docs.slack.dev/authentication/installing-with-oauth */
export class OAuth {
	signIn: SignIn = 'organisation';

	readonly rotation = new Rotation();

	private readonly codes = new Set<string>();

	private count = 0;

	/** Answers what is addressed to these pages; nothing where the request is for something else. */
	answer(organisation: Organisation, request: Recorded): Reply | undefined {
		if (request.path.startsWith('/oauth/v2/authorize?'))
			return this.authorize(new URL(request.path, 'https://slack.com').searchParams);
		if (request.path === '/api/oauth.v2.access')
			return this.access(organisation, new URLSearchParams(request.body));
		return undefined;
	}

	private authorize(query: URLSearchParams): Reply {
		const wrong =
			query.get('client_id') !== app.client_id ||
			query.get('user_scope') !== SCOPES ||
			(query.get('scope') ?? '') !== '' ||
			!query.get('state');
		if (wrong)
			return {
				status: 400,
				headers: { 'content-type': 'text/plain' },
				body: `not as it should be: ${query.toString()}`,
			};
		const back = new URL(query.get('redirect_uri') ?? '');
		back.searchParams.set('state', query.get('state') ?? '');
		if (this.signIn === 'denied') back.searchParams.set('error', 'access_denied');
		else back.searchParams.set('code', this.newCode());
		return { status: 302, headers: { location: back.href }, body: '' };
	}

	private newCode(): string {
		const code = `code-${++this.count}`;
		this.codes.add(code);
		return code;
	}

	private access(organisation: Organisation, form: URLSearchParams): Reply {
		try {
			if (
				form.get('client_id') !== app.client_id ||
				form.get('client_secret') !== app.client_secret ||
				this.signIn === 'badSecret'
			)
				throw new SlackRefusal('bad_client_secret');
			if (form.get('grant_type') === 'refresh_token') {
				const pair = this.rotation.refresh(organisation, form.get('refresh_token') ?? '');
				return json(this.refreshed(organisation, pair));
			}
			if (!this.codes.delete(form.get('code') ?? '')) throw new SlackRefusal('invalid_code');
			return json(this.signedIn(organisation));
		} catch (error) {
			if (error instanceof SlackRefusal) return json({ ok: false, error: error.code });
			throw error;
		}
	}

	/** What Slack gives at the end of a sign-in: the user's tokens below `authed_user`. https://docs.slack.dev/reference/methods/oauth.v2.access */
	signedIn(organisation: Organisation): Record<string, unknown> {
		const of = { user_id: 'U0ADMIN0001', isEnterpriseInstall: this.signIn !== 'workspace' };
		const rotates = this.signIn === 'rotated';
		const pair = rotates ? this.rotation.begin(organisation, of) : undefined;
		const token = pair?.token ?? organisation.addToken({ ...of, kind: 'user' });
		return {
			...this.common(organisation, token),
			authed_user: {
				id: token.user_id,
				scope: SCOPES,
				token_type: 'user',
				...(pair ? this.tokens(pair) : { access_token: token.value }),
			},
		};
	}

	/** What it gives for a refresh token: the same, at the top. */
	private refreshed(organisation: Organisation, pair: Pair): Record<string, unknown> {
		return {
			...this.common(organisation, pair.token),
			scope: SCOPES,
			token_type: 'user',
			...this.tokens(pair),
		};
	}

	private tokens({ token, refresh }: Pair): Record<string, unknown> {
		const { lifetime } = this.rotation;
		return { access_token: token.value, refresh_token: refresh, expires_in: lifetime };
	}

	private common(
		organisation: Organisation,
		{ isEnterpriseInstall }: Token,
	): Record<string, unknown> {
		return {
			ok: true,
			app_id: 'A0000000001',
			team: isEnterpriseInstall ? null : { id: 'T0000000001', name: 'A Workspace' },
			enterprise: { id: organisation.id, name: organisation.name },
			is_enterprise_install: isEnterpriseInstall,
		};
	}
}
