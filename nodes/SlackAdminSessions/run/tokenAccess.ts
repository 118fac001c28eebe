import type { IDataObject } from 'n8n-workflow';

import { isFailure, type Failure } from '../failure';
import type { Operation } from '../operation';
import { call, callWithHeaders, type Slack } from '../slack/call';
import { refusedWith } from '../slack/callError';
import { codes } from '../slack/codes';
import { explain } from '../slack/explain';
import type { Answers } from '../slack/methods';
import { roleOf } from '../slack/people';
import type { Judged, Verdict } from './readiness';

/** What was found out about the token. */
interface Found {
	organisation: IDataObject | null;
	user: IDataObject | null;
	token: IDataObject;
	scopes: string[] | null;
	operations: Judged[];
	/** Why the token was refused, or why something that was tried says nothing of it. */
	trouble?: Failure;
}

/** Finds out what the token is and which operations work with it, by calls that change nothing. Where even the first is refused, nothing else is known. */
export async function lookAtToken(slack: Slack, operations: readonly Operation[]): Promise<Found> {
	try {
		const { answer, headers } = await callWithHeaders(slack, 'auth.test', {});
		return await lookCloser(
			slack,
			operations,
			answer,
			headers['x-oauth-scopes']?.split(',').map((scope) => scope.trim()),
		);
	} catch (error) {
		const failure = explain(error, {});
		const { code, message } = failure;
		const verdict = fromFailure(failure);
		return {
			organisation: null,
			user: null,
			token: { code, message },
			scopes: null,
			operations: operations.map((operation) => ({ operation, ...verdict })),
			trouble: failure,
		};
	}
}

async function lookCloser(
	slack: Slack,
	operations: readonly Operation[],
	auth: Answers<'auth.test'>,
	scopes: string[] | undefined,
): Promise<Found> {
	const {
		user_id = '',
		user,
		enterprise_id,
		team_id,
		team,
		is_enterprise_install,
		expires_in,
	} = auth;
	const isByOAuth2 = slack.credentialType === 'slackAdminSessionsOAuth2Api';
	const [role, sessions, settings, users] = [
		await roleOf(slack, user_id),
		await orFailure(call(slack, 'admin.users.session.list', { limit: 1 }).catch(unlessNone)),
		await orFailure(call(slack, 'admin.users.session.getSettings', { user_ids: [user_id] })),
		await orFailure(call(slack, 'admin.users.list', { limit: 1 })),
	];
	const tried: Record<string, unknown> = {
		'session.getMany': sessions,
		'sessionSetting.get': settings,
		'user.getMany': users,
	};

	const judge = (operation: Operation): Verdict => {
		if (operation.scope === undefined) return { works: 'yes', todo: '' };
		if (is_enterprise_install === false)
			return {
				works: 'no',
				todo: 'Install the Slack app on the organisation, not on a single workspace, and use that token.',
			};
		if (scopes && !scopes.includes(operation.scope)) {
			return {
				works: 'no',
				todo: `Add the scope ${operation.scope} under User Token Scopes in the Slack app, install it on the organisation again, and ${isByOAuth2 ? 'connect the credential again' : 'paste the new token'}.`,
			};
		}
		const own = tried[`${operation.resource}.${operation.option.value}`];
		if (own !== undefined) return isFailure(own) ? fromFailure(own) : { works: 'yes', todo: '' };
		// A plan without session management, or a user who is no administrator, stands in the way of writing as of reading.
		if (
			isFailure(sessions) &&
			/^(feature_not_enabled|not_an_admin|not_allowed_token_type|unknown_method)$/.test(
				sessions.code,
			)
		)
			return fromFailure(sessions);
		if (role === 'member')
			return { works: 'no', todo: 'Use the token of an Org Owner or Org Admin.' };
		return {
			works: 'unknown',
			todo: `${scopes ? `Known: the token has the scope ${operation.scope}. Not known:` : 'Not known: which scopes the token has, and'} whether Slack lets it do this. Check changes nothing, so it did not try. To find out, try it on a test account.`,
		};
	};
	const trouble = [sessions, settings]
		.filter(isFailure)
		.find((failure) => fromFailure(failure).works === 'unknown');
	return {
		organisation: { id: enterprise_id ?? team_id ?? null, name: team ?? null },
		user: { id: user_id, name: user ?? null, role },
		token: {
			installed_on: is_enterprise_install === false ? 'workspace' : 'organisation',
			...(expires_in !== undefined && { expires_in, renewed_by_n8n: isByOAuth2 }),
		},
		scopes: scopes ?? null,
		operations: operations.map((operation) => ({ operation, ...judge(operation) })),
		...(trouble && { trouble }),
	};
}

async function orFailure<T>(calling: Promise<T>): Promise<T | Failure> {
	return await calling.catch((error: unknown) => explain(error, {}));
}

/** "There are no sessions" is an answer, and not a failure. */
function unlessNone(error: unknown): object {
	if (refusedWith(error, 'no_active_sessions')) return {};
	throw error;
}

/** Where Slack did not answer, or said no for a moment only, nobody knows whether the operation works. Any other refusal says that it does not. */
function fromFailure({ code, description }: Failure): Verdict {
	const passing =
		/^(http_|no_answer|timeout|ratelimited|execution_ended|org_login_required)/.test(code) ||
		codes[code]?.again === true ||
		codes[code]?.mayHaveWorked === true;
	return { works: passing ? 'unknown' : 'no', todo: description };
}
