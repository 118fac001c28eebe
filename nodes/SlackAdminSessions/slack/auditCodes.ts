import type { Code } from './codes';

const INSTALL =
	'Install the Slack app of the audit log on the organisation again, as an Org Owner, and paste the new token into the credential.';
const OURS =
	'This call should be valid. Update the node; if it is the newest, report this with the code.';
const WORKSPACE = {
	reason: 'the Slack app was installed on a single workspace',
	next: INSTALL,
};
const NOT_ACCEPTED = {
	reason: 'Slack does not accept the token for its audit log',
	next: `It may have been revoked, or be of another app. ${INSTALL}`,
};
const NO_TOKEN = {
	reason: 'no token arrived at Slack',
	next: 'Open the credential and paste the token again. Check that no proxy takes it out of the request.',
};
const NOT_AN_OWNER = {
	reason: "the token's user is not an Org Owner",
	next: 'Slack gives its audit log to the token of an Org Owner alone, and not to that of an Org Admin. Install the Slack app as an Org Owner and paste that token.',
};

/** What codes mean of the audit log, where it has codes of its own or they mean something else there. https://docs.slack.dev/reference/audit-logs-api */
export const auditCodes: Record<string, Code> = {
	account_inactive: {
		reason: 'the token belongs to a user or organisation that is deactivated',
		next: INSTALL,
	},
	bad_endpoint: { reason: 'Slack has no audit log at this address', next: OURS },
	feature_not_enabled: {
		reason: 'the audit log is not part of this Slack plan',
		next: 'It needs an Enterprise plan. Check the plan of the organisation that the token belongs to.',
	},
	invalid_action: {
		reason: 'Slack knows no action of this name',
		next: 'Correct the names of the actions: they are on https://docs.slack.dev/reference/audit-logs-api/methods-actions-reference.',
	},
	invalid_auth: NOT_ACCEPTED,
	invalid_authentication: NOT_ACCEPTED,
	invalid_range: {
		reason: 'Slack does not take this span of time',
		next: 'It must begin before it ends, and not lie in the future. Check the clock of the machine that n8n runs on.',
	},
	invalid_workspace: WORKSPACE,
	method_not_allowed: { reason: 'Slack did not take the form of the request', next: OURS },
	missing_authentication: NO_TOKEN,
	missing_scope: {
		reason: 'the token lacks the scope {needed}',
		next: `Use the token of a Slack app of its own with the user scope auditlogs:read, not that of the app that ends sessions. ${INSTALL}`,
	},
	not_authed: NO_TOKEN,
	ratelimited: {
		reason: 'the rate limit of the audit log is reached',
		next: 'Slack counts 50 calls a minute for the whole organisation, those of other tools among them. Try again in a few minutes.',
	},
	team_not_authorized: WORKSPACE,
	token_expired: {
		reason: 'the token has expired',
		next: `${INSTALL} A token that begins with xoxe.xoxp- ends after 12 hours: for one that stays, make a new app with token rotation off.`,
	},
	token_revoked: { reason: 'the token has been revoked', next: INSTALL },
	user_not_authorized: NOT_AN_OWNER,
};
