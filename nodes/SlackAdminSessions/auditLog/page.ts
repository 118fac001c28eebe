import { auditCodes } from '../slack/auditCodes';
import type { AuditEntry } from '../slack/auditEntry';
import { call, type Slack } from '../slack/call';
import { CallError } from '../slack/callError';
import { codes } from '../slack/codes';
import { follow } from '../slack/pages';
import { tell } from '../telling';

const LOGS = 'audit/v1/logs';

/** Which entries are wanted: those that fit all of it. */
export interface AuditQuery {
	/** In Unix seconds, both included; neither may be to come. */
	oldest?: number;
	latest?: number;
	/** At most 30 different ones; none: all. */
	actions?: string[];
	/** The ID of who did it, and of whom or what it was done to. */
	actor?: string;
	entity?: string;
	/** At most 9,999. A page can have more where entries have the same time. */
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

/** The pages of Slack's audit log, one after the other, newest first. @throws {CallError} as `auditPage`, and where the pages never end */
export async function* auditPages(
	slack: Slack,
	query: AuditQuery,
): AsyncGenerator<AuditPage, void> {
	yield* follow(
		LOGS,
		async (cursor) => await auditPage(slack, query, cursor),
		({ nextCursor }) => nextCursor,
	);
}

/**
 * A page of Slack's audit log. A cursor remembers no filter, so that a page without them would lead through all of the log: give the same query
 * with each cursor.
 *
 * Slack refuses a request for one action that it does not know by the name: which one it is, is found out once, and the others are read.
 *
 * @param slack connected with the credential slackAuditLogsApi
 * @throws {CallError} also where Slack refuses every action: without a filter other entries would come
 */
export async function auditPage(
	slack: Slack,
	query: AuditQuery,
	cursor?: string,
): Promise<AuditPage> {
	const known = query.actions?.filter((action) => !refused.has(action));
	if (known?.length === 0) return await ask(slack, query, cursor);
	const asked = { ...query, ...(known && { actions: known }) };
	const dropped = query.actions?.filter((action) => refused.has(action)) ?? [];
	const page = await ask(slack, asked, cursor).catch(async (error: unknown) => {
		const isOfName = known !== undefined && known.length > 1 && mayBeOfName(error);
		const wrong = isOfName ? await findRefused(slack, query, known) : [];
		// If Slack takes none of them alone either, the names are not the cause.
		if (wrong.length === 0 || wrong.length === known?.length) throw error;
		for (const action of wrong) refused.add(action);
		tell(() =>
			slack.context.logger.warn(
				`${slack.nodeName}: Slack's audit log does not know these actions, so that their events are not read: ${wrong.join(', ')}`,
			),
		);
		return undefined;
	});
	return page ? { ...page, refusedActions: dropped } : await auditPage(slack, query, cursor);
}

/** Names that Slack has refused beside others that it took, as long as n8n runs: to find out again would cost calls that the whole organisation shares. */
const refused = new Set<string>();

async function ask(
	slack: Slack,
	{ actions, ...others }: AuditQuery,
	cursor: string | undefined,
): Promise<AuditPage> {
	const { entries, response_metadata } = await call(slack, LOGS, {
		...others,
		...(actions && { action: actions.join(',') }),
		...(cursor !== undefined && { cursor }),
	});
	const nextCursor = response_metadata?.next_cursor || undefined;
	return { entries, refusedActions: [], ...(nextCursor !== undefined && { nextCursor }) };
}

/** Slack refuses a name with HTTP 400: by its code, or by one that nobody knows. */
function mayBeOfName(error: unknown): boolean {
	if (!(error instanceof CallError)) return false;
	const { trouble } = error;
	if (trouble.kind === 'status') return trouble.status === 400;
	if (trouble.kind !== 'refused') return false;
	return (
		trouble.code === 'invalid_action' ||
		(trouble.status === 400 && !(trouble.code in auditCodes) && !(trouble.code in codes))
	);
}

async function findRefused(
	slack: Slack,
	{ latest }: AuditQuery,
	actions: string[],
): Promise<string[]> {
	const found: string[] = [];
	for (const action of actions) {
		const query = { actions: [action], limit: 1, ...(latest !== undefined && { latest }) };
		await ask(slack, query, undefined).catch((error: unknown) => {
			if (!mayBeOfName(error)) throw error;
			found.push(action);
		});
	}
	return found;
}
