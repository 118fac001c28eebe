import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { eventFields, simplified, type EventField } from '../../auditLog/events';
import { auditPages, type AuditQuery } from '../../auditLog/page';
import type { Operation, Run, Target } from '../../operation';
import {
	eventFiltersField,
	readEventFilters,
	type EventFilters,
} from '../../parameters/eventFilters';
import { eventOutputFields } from '../../parameters/eventOutput';
import { limitFields, readLimit } from '../../parameters/limit';
import { pickFields, readOutput, type Output } from '../../parameters/output';
import { isTool } from '../../parameters/toolItem';
import { invalid } from '../../parameters/values';
import { HintsOfItems } from '../../run/notices';
import type { AuditEntry } from '../../slack/auditEntry';

interface EventsTarget extends Target {
	/** Absent: all. */
	limit?: number;
	output: Output<EventField>;
	filters: EventFilters;
}

const fields: INodeProperties[] = [...limitFields, ...eventOutputFields, eventFiltersField];

/** Lists what Slack's audit log tells of, newest first. https://docs.slack.dev/reference/audit-logs-api */
export const getMany: Operation<EventsTarget> = {
	resource: 'auditEvent',
	option: {
		name: 'Get Many',
		value: 'getMany',
		action: 'Get many audit events',
		description: 'List sign-ins, anomalies, resets and more from the audit log, newest first',
	},
	fields,
	scope: 'auditlogs:read',
	credentialType: 'slackAuditLogsApi',

	plan: (context, itemIndex) => [
		{
			...readLimit(context, itemIndex),
			output: readOutput(
				(name) => context.getNodeParameter(name, itemIndex),
				eventFields,
				'an event',
			),
			filters: readEventFilters(context, itemIndex),
		},
	],

	describe: () => ({}),

	async act(run) {
		const hints = new HintsOfItems();
		await run.each(async (target) => await toRows(run, hints, target));
		hints.give(run.context);
	},
};

/** The most entries that are asked for at once. Slack gives up to 9,999, in answers of many megabytes. */
const ENTRIES_A_PAGE = 1_000;

/** A reset in bulk names its users in the details alone, where Slack does not look for them. */
const BULK = 'bulk_session_reset_by_admin';

async function toRows(
	{ slack, context }: Run<EventsTarget>,
	hints: HintsOfItems,
	{ limit = Infinity, output, filters }: EventsTarget,
): Promise<IDataObject[]> {
	// One more than is wanted shows whether there are more.
	const most = Math.min(limit + 1, ENTRIES_A_PAGE);
	const found: Array<{ at: number; row: IDataObject }> = [];
	for (const query of queriesOf(filters)) {
		let rows = 0;
		for await (const { entries, refusedActions } of auditPages(slack, { ...query, limit: most })) {
			if (refusedActions.length > 0) throw unknownActions(refusedActions);
			for (const entry of entries) {
				for (const row of rowsOf(entry, output, filters.user)) {
					found.push({ at: entry.date_create, row });
					rows++;
				}
			}
			if (rows > limit) break;
		}
	}
	// Slack gives the newest first; what two questions brought is put into that order.
	const sorted = found.sort((a, b) => b.at - a.at).map(({ row }) => row);
	if (sorted.length > limit)
		hints.add(
			'cut',
			`There are more events than the limit of ${limit}. Switch 'Return All' on to get them, or narrow the time.`,
			'warning',
		);
	if (sorted.length > 0) return sorted.slice(0, limit);
	const note = 'No event of the audit log fits.';
	hints.add('none', note);
	// Of a tool that gives no item, n8n gives a model an empty text.
	return isTool(context) ? [{ found: 0, note }] : [];
}

/** What Slack has to be asked, so that nothing that affects the user is left out. */
function queriesOf({ from, to = Infinity, user, doneBy, actions }: EventFilters): AuditQuery[] {
	const now = Date.now() / 1000;
	const shared: AuditQuery = {
		...(from !== undefined && { oldest: from }),
		// Slack refuses a time to come. Up to then is up to now.
		...(to < now && { latest: to }),
		...(doneBy !== undefined && { actor: doneBy }),
	};
	if (user === undefined) return [{ ...shared, ...(actions && { actions }) }];
	const others = actions?.filter((action) => action !== BULK);
	return [
		...(others?.length === 0
			? []
			: [{ ...shared, entity: user, ...(others && { actions: others }) }]),
		...(actions?.includes(BULK) === false ? [] : [{ ...shared, actions: [BULK] }]),
	];
}

function rowsOf(
	entry: AuditEntry,
	output: Output<EventField>,
	user: string | undefined,
): IDataObject[] {
	const events = simplified(entry);
	const own =
		user === undefined || entry.action !== BULK
			? events
			: events.filter(({ user_id }) => user_id === user);
	if (output === 'raw') return own.length > 0 ? [entry as unknown as IDataObject] : [];
	return own.map((event) => ({ ...pickFields(event, output) }));
}

function unknownActions(names: string[]): Error {
	return invalid(
		`Slack does not know ${names.length === 1 ? 'this action' : 'these actions'}: ${names.join(', ')}`,
		"Correct the names in 'Actions', or take them out: their events would be left out without a word.",
	);
}
