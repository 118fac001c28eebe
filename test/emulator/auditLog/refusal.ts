/** With which status of HTTP each refusal comes: Slack says that they have one, and not which. */
const statuses: Record<string, number> = {
	accesslimited: 403,
	bad_endpoint: 404,
	feature_not_enabled: 403,
	invalid_action: 400,
	invalid_arguments: 400,
	invalid_authentication: 401,
	invalid_cursor: 400,
	invalid_range: 400,
	method_not_allowed: 405,
	missing_authentication: 401,
	missing_scope: 403,
	rate_limited: 429,
	team_not_authorized: 403,
	token_expired: 401,
	token_revoked: 401,
	user_not_authorized: 403,
};

/** A refusal of the audit log. */
export class AuditRefusal extends Error {
	readonly status: number;

	constructor(
		readonly code: string,
		readonly more: Record<string, unknown> = {},
	) {
		super(code);
		this.status = statuses[code] ?? 400;
	}
}
