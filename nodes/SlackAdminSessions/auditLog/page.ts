import type { AuditEntry } from '../slack/auditEntry';
import { call, type Slack } from '../slack/call';

/** Which entries are wanted: those that fit all of it. */
export interface AuditQuery {
	/** In Unix seconds, both included. */
	oldest: number;
	latest: number;
	/** At most 30; none: all. */
	actions?: string[];
	/** The ID of who did it, and of whom or what it was done to. */
	actor?: string;
	entity?: string;
	/** A page can have more where entries have the same time. */
	limit?: number;
}

export interface AuditPage {
	/** Newest first. */
	entries: AuditEntry[];
	/** There are more entries, even after a page without any. */
	nextCursor?: string;
	/** Actions that Slack does not know by this name: their entries are not among these. */
	refusedActions: string[];
}

/**
 * A page of Slack's audit log. A cursor remembers no filter, so that a page without them would lead through all of the log: give the same query
 * with each cursor.
 *
 * @param slack connected with the credential slackAuditLogsApi
 * @throws {CallError} also where Slack refuses every action by its name: without a filter other entries would come
 */
export async function auditPage(
	slack: Slack,
	query: AuditQuery,
	cursor?: string,
): Promise<AuditPage> {
	const { actions, ...others } = query;
	const { entries, response_metadata } = await call(slack, 'audit/v1/logs', {
		...others,
		...(actions && { action: actions.join(',') }),
		...(cursor !== undefined && { cursor }),
	});
	const nextCursor = response_metadata?.next_cursor || undefined;
	return { entries, refusedActions: [], ...(nextCursor !== undefined && { nextCursor }) };
}
