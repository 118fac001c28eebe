import type { IDataObject } from 'n8n-workflow';

import { refusedWith } from '../slack/callError';
import type { User } from '../parameters/user';

/**
 * Deactivation ends a user's sessions. If Slack refuses a user whom it has just listed as deactivated, nothing is left to do. Every other refusal
 * stays a failure.
 */
export function unlessDeactivated(
	user: User,
	error: Error,
	requested_at: string,
): IDataObject | Error {
	const refused =
		refusedWith(error, 'user_not_found') || refusedWith(error, 'failed_for_some_users');
	if (!user.deactivated || !refused) return error;
	return {
		outcome: 'already_deactivated',
		requested_at,
		note: 'Slack ends the sessions of a user at deactivation, and does not reset a user who is deactivated.',
	};
}
