import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { CallError } from '../../../nodes/SlackAdminSessions/slack/callError';
import { codes } from '../../../nodes/SlackAdminSessions/slack/codes';
import { explain } from '../../../nodes/SlackAdminSessions/slack/explain';
import type { MethodName } from '../../../nodes/SlackAdminSessions/slack/methods';
import { errorsPage } from '../../../scripts/errorsPage';

/** The codes that Slack documents for Invalidate and Reset, and those that every method shares. */
const documented = `
admin_unauthorized cannot_invalidate_primary_owner feature_not_enabled not_an_admin session_invalidation_failed session_not_found unknown_method user_not_found
cannot_reset_bot cannot_reset_primary_owner user_session_reset_failed
invalid_auth not_authed account_inactive token_expired token_revoked missing_scope not_allowed_token_type no_permission org_login_required ekm_access_denied
enterprise_is_restricted access_denied accesslimited team_access_not_granted invalid_arguments invalid_arg_name invalid_array_arg invalid_charset invalid_form_data
invalid_post_type missing_post_type request_timeout ratelimited team_added_to_org service_unavailable fatal_error internal_error two_factor_setup_required
method_deprecated deprecated_endpoint`
	.trim()
	.split(/\s+/);

test.each(documented)(
	'%s has a sentence on what happened to this user and one on what to do',
	(code) => {
		const failure = explain(
			new CallError('admin.users.session.reset', { kind: 'refused', status: 200, code }),
			{ user_id: 'U0123ABCDEF' },
		);
		expect(codes).toHaveProperty(code);
		expect(failure).toMatchObject({ code, message: expect.stringContaining('U0123ABCDEF') });
		expect(failure.message).not.toMatch(/[{}]|undefined/);
		expect(failure.description).not.toMatch(/[{}]|undefined/);
		expect(failure.description).toMatch(/\.$/);
	},
);

test.each<[MethodName, string]>([
	['admin.users.session.reset', "'User'"],
	['admin.users.session.invalidate', "'User'"],
	['admin.users.session.list', "'User'"],
	['admin.users.session.resetBulk', "'Users'"],
	['admin.users.session.getSettings', "'Users'"],
	['admin.users.session.setSettings', "'Users'"],
	['admin.users.session.clearSettings', "'Users'"],
])('%s of a user whom nobody knows: the parameter is %s', (method, parameter) => {
	const error = new CallError(method, { kind: 'refused', status: 200, code: 'user_not_found' });
	expect(explain(error, {}).description).toMatch(
		new RegExp(`^Check the value in the parameter ${parameter}:`),
	);
});

test("no wording is of the kind that n8n's guidelines advise against", () => {
	for (const { reason, next } of Object.values(codes))
		expect(`${reason} ${next}`).not.toMatch(/\b(error|problem|failure|mistake)\b/i);
});

test.each<[MethodName, boolean]>([
	['admin.users.session.reset', true],
	['admin.users.session.resetBulk', true],
	['admin.users.session.invalidate', false],
	['admin.users.session.setSettings', false],
	['admin.users.session.clearSettings', false],
	['admin.users.session.list', false],
])('%s: whether another run ends sessions opened since is said: %s', (method, said) => {
	const error = new CallError(method, { kind: 'refused', status: 200, code: 'internal_error' });
	expect(explain(error, {}).description.includes('also ends sessions')).toBe(said);
});

test('what Slack says it may have done is unknown for a write and failed for a read', () => {
	const at = (method: 'auth.test' | 'admin.users.session.reset') =>
		explain(new CallError(method, { kind: 'refused', status: 200, code: 'fatal_error' }), {})
			.outcome;
	expect([at('admin.users.session.reset'), at('auth.test')]).toEqual(['unknown', 'failed']);
});

test.each<[MethodName, string]>([
	['admin.users.session.reset', 'List the sessions'],
	['admin.users.session.invalidate', 'List the sessions'],
	['admin.users.session.setSettings', 'Read the settings with Get'],
	['admin.users.session.clearSettings', 'Read the settings with Get'],
	['admin.users.session.list', 'this call only reads'],
	['admin.users.session.getSettings', 'this call only reads'],
])("%s without an answer: the next step is that method's own", (method, next) => {
	for (const trouble of [
		{ kind: 'noAnswer', code: 'ECONNRESET', sent: true, reason: '' },
		{ kind: 'noAnswer', code: 'EPROTO', sent: true, reason: '' },
		{ kind: 'noAnswer', code: 'ETIMEDOUT', sent: true, reason: '' },
		{ kind: 'status', status: 502 },
		{ kind: 'status', status: 200 },
	] as const) {
		const { description } = explain(new CallError(method, trouble), {});
		expect(description).toContain(next);
		expect(description).toContain('a proxy between n8n and Slack may be the cause');
	}
});

test('docs/errors.md is made from the table', () => {
	expect(readFileSync(join(__dirname, '../../../docs/errors.md'), 'utf8')).toBe(errorsPage());
});
