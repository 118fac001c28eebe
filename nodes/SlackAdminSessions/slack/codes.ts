/**
 * What Slack's codes mean, for the person who reads them: the one table. docs/errors.md is made from it.
 *
 * `reason` completes a sentence such as "The sessions of user U1 were not reset: …"; `next` says what to do. `{needed}` and `{provided}`
 * are Slack's own, `{parameter}` is the one that names the user. `mayHaveWorked`: Slack says that part of the work may have been done.
 *
 * Source: the lists of errors on the pages of the methods, https://docs.slack.dev/reference/methods
 */
export interface Code {
	reason: string;
	next: string;
	mayHaveWorked?: true;
	/** It may pass: the call is tried again. */
	again?: true;
	/** Of many users in one call, one or some are the cause: the others may go through without them. */
	someUser?: true;
}

const ADMIN =
	'Use the token of an Org Owner or Org Admin, made by an app that is installed on the organisation.';
const AGAIN = 'Run the workflow again in a few minutes.';

/** What is said of a reset alone. */
export const ALSO_ENDS = ' A reset that runs again also ends sessions that were opened since.';

const LATER = `${AGAIN}${ALSO_ENDS}`;
const OURS =
	'This call should be valid. Update the node; if it is the newest, report this with the code.';
const TOKEN =
	'Install the Slack app on the organisation again and paste the new token into the credential. By OAuth2, connect the credential again.';

export const codes: Record<string, Code> = {
	// About the user or the session
	cannot_invalidate_primary_owner: {
		reason: 'it belongs to the Primary Org Owner',
		next: 'Only the Primary Org Owner can end these sessions: ask them to sign out of all sessions in their own Slack settings.',
	},
	cannot_reset_bot: {
		reason: 'this is a bot',
		next: 'Bots have no sessions. To stop one, revoke its token or remove its app.',
		someUser: true,
	},
	cannot_reset_primary_owner: {
		reason: 'this is the Primary Org Owner',
		next: 'Only the Primary Org Owner can end these sessions: ask them to sign out of all sessions in their own Slack settings.',
		someUser: true,
	},
	bots_not_allowed: {
		reason: 'this is a bot',
		next: 'Bots have no sessions. Take the bot out of the list.',
		someUser: true,
	},
	failed_for_some_users: {
		reason: 'Slack says that it did not work for this user',
		next: LATER,
		someUser: true,
	},
	id_of_workspace: {
		reason: "this is the user's ID in a workspace, and the organisation knows the user as {needed}",
		next: 'Name the user by {needed}, or by the e-mail address.',
	},
	missing_team: {
		reason: 'Slack wants the workspace too',
		next: "Give the workspace in the filter 'Workspace ID'.",
	},
	missing_user: { reason: 'Slack wants the user too', next: "Give the user in the filter 'User'." },
	session_reset_not_allowed: {
		reason: 'the organisation does not allow it for this user',
		next: 'Ask an Org Owner which policy limits session management.',
		someUser: true,
	},
	session_invalidation_failed: {
		reason: 'Slack could not end it',
		next: `${AGAIN} To be quick, reset all sessions of the user.`,
		again: true,
	},
	session_not_found: {
		reason: 'Slack knows no such session',
		next: "It may have ended already. List the sessions again and check the number in the parameter 'Session ID'.",
	},
	team_not_found: {
		reason: 'Slack knows no such workspace',
		next: "Check the ID in the parameter 'Workspace ID', and that the app is installed on the organisation that the workspace is part of.",
	},
	user_deactivated: {
		reason: 'this user is deactivated',
		next: 'Slack ended the sessions of this user at deactivation: there is nothing left to do. Take the user out of the list.',
	},
	user_not_found: {
		reason: 'Slack knows no such user in this organisation',
		next: 'Check the value in the parameter {parameter}: an ID looks like U0123ABCDEF or W0123ABCDEF. A user of another organisation cannot be reached with this token.',
		someUser: true,
	},
	users_not_found: {
		reason: 'no active or deactivated user has this address',
		next: "Check the address: the Slack address may differ from the name that the person signs in with. Or give the user's ID.",
	},
	unable_to_update_existing_sessions: {
		reason: 'Slack could not change the sessions that are open',
		next: `${AGAIN} The settings may apply to new sessions only.`,
		mayHaveWorked: true,
		someUser: true,
	},
	user_session_reset_failed: {
		reason: 'Slack could not reset them',
		next: LATER,
		someUser: true,
		again: true,
	},

	// About the token and its rights
	access_denied: { reason: 'the token may not do this', next: ADMIN },
	accesslimited: {
		reason: 'the organisation limits where this token may be used from',
		next: 'Add the address that n8n calls from to the IP allow list of the Slack organisation.',
	},
	account_inactive: {
		reason: 'the token belongs to a user or organisation that is deactivated',
		next: `${ADMIN} Then replace the token in the credential.`,
	},
	admin_unauthorized: {
		reason: "the token's user may not administer this user",
		next: `${ADMIN} An Org Admin cannot act on an Org Owner.`,
		someUser: true,
	},
	ekm_access_denied: {
		reason: "Slack's key management has suspended access",
		next: 'Ask the administrators of Enterprise Key Management in your organisation.',
	},
	enterprise_is_restricted: {
		reason: 'the method cannot be called by an organisation of this kind',
		next: "Ask Slack's support whether your plan includes this method.",
	},
	feature_not_enabled: {
		reason: 'session management is not part of this Slack plan',
		next: 'These methods need an Enterprise plan. Check the plan of the organisation that the token belongs to.',
	},
	invalid_auth: {
		reason: 'Slack does not accept the token',
		next: "Paste the User OAuth Token (it begins with xoxp-) into the credential again, and check that 'Environment' is Slack, or GovSlack for slack-gov.com.",
	},
	missing_scope: {
		reason: 'the token lacks the scope {needed}',
		next: 'Add the scope under User Token Scopes in the Slack app, install the app on the organisation again, and paste the new token. By OAuth2, connect the credential again. The token now has: {provided}.',
	},
	no_permission: { reason: 'the token may not do this', next: ADMIN },
	not_allowed_token_type: {
		reason: 'this is not the kind of token that the method takes',
		next: 'Paste the User OAuth Token (it begins with xoxp-), not the bot token or the app-level token.',
	},
	not_an_admin: {
		reason: "the token's user is not an administrator of the organisation",
		next: ADMIN,
	},
	not_authed: {
		reason: 'no token arrived at Slack',
		next: 'Open the credential and paste the User OAuth Token again. Check that no proxy removes the Authorization header.',
	},
	org_login_required: { reason: 'the workspace is being moved into an organisation', next: LATER },
	restricted_action: {
		reason: 'a setting of the organisation forbids it',
		next: 'Ask an Org Owner which policy limits session management.',
	},
	team_access_not_granted: {
		reason: 'the app is not approved for the workspace',
		next: 'Install the app on the organisation, not on a single workspace.',
	},
	team_added_to_org: {
		reason: 'the workspace is being moved into an organisation',
		next: LATER,
		again: true,
	},
	token_expired: {
		reason: 'the token has expired',
		next: `${TOKEN} A pasted token that begins with xoxe.xoxp- ends after 12 hours: connect by OAuth2, so that n8n renews it, or make a new app without token rotation.`,
	},
	token_ended_early: {
		reason: 'Slack ended the token before its time, and n8n renews it only after that',
		next: 'Open the credential in n8n and connect it again.',
	},
	token_not_renewed: {
		reason: 'the token has expired, and n8n could not renew it ({needed})',
		next: 'Open the credential in n8n and connect it again. A refresh token works once: a restored backup of n8n, or a copy of the credential, may have used it.',
	},
	token_revoked: { reason: 'the token has been revoked', next: TOKEN },
	renewal_unanswered: {
		reason:
			'the token has expired, and Slack did not answer when n8n wanted to renew it ({needed})',
		next: 'Run the workflow again in a few minutes. If it stays so, open the credential and connect it again.',
		again: true,
	},
	two_factor_setup_required: {
		reason: "the token's user must set up two-factor authentication first",
		next: 'Sign in to Slack as that user, set it up, and run the workflow again.',
	},

	// About the call itself
	at_least_one_session_setting_required: {
		reason: 'no setting was given',
		next: "Add one in the parameter 'Settings'.",
	},
	invalid_cursor: {
		reason: 'Slack lost the place in its list',
		next: 'Run the workflow again: the list is then read from the start.',
	},
	repeated_cursor: {
		reason: 'Slack gave the same place in its list twice, so that the list would never end',
		next: 'Run the workflow again. What was read is not given out, since it may not be all.',
	},
	endless_list: {
		reason: 'Slack gave ever more pages of its list, so that the list may never end',
		next: 'Run the workflow again. What was read is not given out, since it may not be all. For a shorter list, name a user or a workspace in the filters.',
	},
	deprecated_endpoint: { reason: 'Slack has retired this method', next: OURS },
	invalid_arg_name: { reason: 'Slack did not take an argument by its name', next: OURS },
	invalid_arguments: {
		reason: 'Slack did not take the values as they were sent',
		next: "Check the values in the node's parameters: an ID of the wrong kind is the usual cause.",
		someUser: true,
	},
	invalid_array_arg: { reason: 'Slack did not take a list as it was sent', next: OURS },
	invalid_charset: { reason: 'Slack did not take the form of the request', next: OURS },
	invalid_form_data: { reason: 'Slack did not take the form of the request', next: OURS },
	invalid_post_type: { reason: 'Slack did not take the form of the request', next: OURS },
	method_deprecated: { reason: 'Slack has retired this method', next: OURS },
	missing_post_type: { reason: 'Slack did not take the form of the request', next: OURS },
	request_timeout: { reason: 'the request reached Slack cut short', next: LATER, again: true },
	unknown_method: {
		reason: 'Slack does not offer this method here',
		next: "Check that the organisation is on an Enterprise plan, and that 'Environment' in the credential is Slack, or GovSlack for slack-gov.com.",
	},

	// About Slack's own state
	fatal_error: {
		reason: 'Slack broke off while working on it',
		next: LATER,
		mayHaveWorked: true,
		again: true,
	},
	internal_error: {
		reason: 'Slack broke off while working on it',
		next: LATER,
		mayHaveWorked: true,
		again: true,
	},
	ratelimited: {
		reason: "Slack's rate limit is reached",
		next: 'Wait a minute and run the workflow again with the items that are left.',
	},
	service_unavailable: { reason: 'Slack is not available at the moment', next: LATER, again: true },
};
