import { readArguments } from './arguments';
import type { Call, Method } from './method';
import { adminUsersList } from './methods/admin.users.list';
import { adminUsersSessionInvalidate } from './methods/admin.users.session.invalidate';
import { adminUsersSessionList } from './methods/admin.users.session.list';
import { adminUsersSessionReset } from './methods/admin.users.session.reset';
import { adminUsersSessionResetBulk } from './methods/admin.users.session.resetBulk';
import { authRevoke } from './methods/auth.revoke';
import { authTest } from './methods/auth.test';
import {
	adminUsersSessionClearSettings,
	adminUsersSessionGetSettings,
	adminUsersSessionSetSettings,
} from './methods/settings';
import { usersInfo } from './methods/users.info';
import { usersLookupByEmail } from './methods/users.lookupByEmail';
import type { Organisation, Token } from './organisation';
import type { RateLimits } from './rateLimits';
import { SlackRefusal } from './refusal';

const methods = new Map<string, Method>(
	[
		authTest,
		authRevoke,
		usersInfo,
		usersLookupByEmail,
		adminUsersList,
		adminUsersSessionList,
		adminUsersSessionInvalidate,
		adminUsersSessionReset,
		adminUsersSessionResetBulk,
		adminUsersSessionGetSettings,
		adminUsersSessionSetSettings,
		adminUsersSessionClearSettings,
	].map((method) => [method.name, method]),
);

/** A request as it arrived, to the letter. */
export interface Recorded {
	/** By the Host header, without a port. */
	host: string;
	method: string;
	path: string;
	headers: Record<string, string | string[] | undefined>;
	body: string;
	at: number;
}

export interface Reply {
	status: number;
	headers: Record<string, string>;
	body: string;
}

export function methodOf({ path }: Recorded): string {
	return path.replace(/^\/(api\/)?/, '').replace(/\?.*$/s, '');
}

export function json(
	body: Record<string, unknown>,
	headers: Record<string, string> = {},
	status = 200,
): Reply {
	return {
		status,
		headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
		body: JSON.stringify(body),
	};
}

/** What Slack is like at the moment. */
export interface World extends Pick<Call, 'organisation' | 'unsettled' | 'later'> {
	/** None: calls are not counted. */
	limits?: RateLimits;
}

/** What Slack answers to a request; the state changes with it. */
export function answer({ limits, ...world }: World, request: Recorded): Reply {
	const { organisation } = world;
	const scopes = organisation.tokens.get(bearer(request) ?? '')?.scopes;
	const headers: Record<string, string> = scopes ? { 'x-oauth-scopes': scopes.join(',') } : {};
	try {
		const method = request.path.startsWith('/api/') ? methods.get(methodOf(request)) : undefined;
		if (!method) throw new SlackRefusal('unknown_method');
		checkForm(request);
		const token = checkToken(organisation, method, request);
		const wait = limits?.refuses(`${method.name} ${token.value}`, method.tier);
		if (wait !== undefined)
			return json(
				{ ok: false, error: 'ratelimited' },
				{ ...headers, 'retry-after': String(wait) },
				429,
			);
		const takes = readArguments(method.takes, request.body);
		return json({ ok: true, ...method.work({ ...world, token, takes }) }, headers);
	} catch (error) {
		if (error instanceof SlackRefusal)
			return json({ ok: false, error: error.code, ...error.more }, headers);
		throw error;
	}
}

/** Slack takes JSON and GET too. The product sends neither, so that neither is let through. */
function checkForm({ method, path, headers, body }: Recorded): void {
	if (method !== 'POST' || path.includes('?')) throw new SlackRefusal('invalid_form_data');
	const type = headers['content-type'];
	if (body === '' && type === undefined) return;
	if (type === undefined) throw new SlackRefusal('missing_post_type');
	const [media, ...parameters] = String(type)
		.split(';')
		.map((part) => part.trim().toLowerCase());
	if (media !== 'application/x-www-form-urlencoded') throw new SlackRefusal('invalid_post_type');
	if (parameters.some((parameter) => parameter !== 'charset=utf-8'))
		throw new SlackRefusal('invalid_charset');
}

export function bearer({ headers }: Pick<Recorded, 'headers'>): string | undefined {
	return /^Bearer (\S+)$/.exec(String(headers.authorization ?? ''))?.[1];
}

function checkToken(
	organisation: Organisation,
	{ scope, admin }: Method,
	request: Recorded,
): Token {
	const value = bearer(request);
	if (value === undefined) throw new SlackRefusal('not_authed');
	const token = organisation.tokens.get(value);
	const environment = request.host === 'slack-gov.com' ? 'govSlack' : 'slack';
	if (!token || token.environment !== environment) throw new SlackRefusal('invalid_auth');
	if (token.state !== 'good') throw new SlackRefusal(`token_${token.state}`);
	if (token.kind === 'appLevel' || token.kind === 'refresh')
		throw new SlackRefusal('not_allowed_token_type');
	if (scope === undefined) return token;
	if (token.kind === 'bot' && scope.startsWith('admin.'))
		throw new SlackRefusal('not_allowed_token_type');
	if (!token.scopes.includes(scope))
		throw new SlackRefusal('missing_scope', { needed: scope, provided: token.scopes.join(',') });
	if (admin) {
		if (!token.isEnterpriseInstall) throw new SlackRefusal('feature_not_enabled');
		if (!organisation.people.get(token.user_id)?.is_admin) throw new SlackRefusal('not_an_admin');
	}
	return token;
}
