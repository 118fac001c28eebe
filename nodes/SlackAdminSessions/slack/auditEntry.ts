import { list, maybe, number, object, text, type Kind } from './kinds';

/** Somebody or something that an entry is about. Slack leaves out what it does not know, and keeps the rest under the name of its type. */
export type AuditParty = { type?: string | null } & Record<string, unknown>;

/**
 * An entry of Slack's audit log, as Slack sends it. Only what every entry has is certain; the rest is missing, null, empty or of another type
 * at times. https://docs.slack.dev/reference/audit-logs-api
 */
export interface AuditEntry {
	id: string;
	/** In Unix seconds. */
	date_create: number;
	action: string;
	/** Who did it: a user, an app, or an empty object. */
	actor?: AuditParty | null;
	/** To whom or what. */
	entity?: AuditParty | null;
	/** Where the actor did it: what is in here is the actor's, not the affected user's. */
	context?: {
		/** A number in real entries, a text in Slack's samples, null for apps. */
		session_id?: number | string | null;
		/** Can be "" and "redacted". */
		ip_address?: string | null;
		ua?: string | null;
		[name: string]: unknown;
	} | null;
	/** What else there is to say, by action. A list can come as a text that holds JSON. */
	details?: Record<string, unknown> | null;
}

/** Half an entry was not Slack's. Whatever varies is let through: one odd entry must not hold up the log. */
const entry: Kind = object({ id: text, date_create: number, action: text });

export const auditPageKind: Kind = object({
	entries: list(entry),
	response_metadata: maybe(object({ next_cursor: maybe(text) })),
});
