import type { Organisation, Token } from './organisation';
import { json, type Recorded, type Reply } from './slack';

/** How the sign-in goes: a person chooses, and an app is set up, well or badly. */
export type SignIn = 'organisation' | 'workspace' | 'rotated' | 'denied' | 'badSecret';

export const app = { client_id: '1111.2222', client_secret: 'app-secret' };

/** Slack refuses `users:read.email` without `users:read`. */
const SCOPES = 'admin.users:read,admin.users:write,users:read,users:read.email';

/** Slack's authorisation pages. https://docs.slack.dev/authentication/installing-with-oauth */
export class OAuth {
	signIn: SignIn = 'organisation';

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
		if (
			form.get('client_id') !== app.client_id ||
			form.get('client_secret') !== app.client_secret ||
			this.signIn === 'badSecret'
		)
			return json({ ok: false, error: 'bad_client_secret' });
		if (!this.codes.delete(form.get('code') ?? ''))
			return json({ ok: false, error: 'invalid_code' });
		const token = organisation.addToken({
			user_id: 'U0ADMIN0001',
			kind: this.signIn === 'rotated' ? 'rotated' : 'user',
			isEnterpriseInstall: this.signIn !== 'workspace',
		});
		return json({
			ok: true,
			app_id: 'A0000000001',
			team: this.signIn === 'workspace' ? { id: 'T0000000001', name: 'A Workspace' } : null,
			enterprise: { id: organisation.id, name: organisation.name },
			is_enterprise_install: token.isEnterpriseInstall,
			authed_user: this.user(token),
		});
	}

	private user({ user_id, value, kind }: Token): Record<string, unknown> {
		return {
			id: user_id,
			scope: SCOPES,
			access_token: value,
			token_type: 'user',
			...(kind === 'rotated' && { refresh_token: 'refresh', expires_in: 43_200 }),
		};
	}
}
