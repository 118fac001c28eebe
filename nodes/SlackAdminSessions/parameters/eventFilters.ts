import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { showValue } from '../redact';
import { collection, readCollection } from './collection';
import { readFilterParts } from './list';
import { textField } from './textField';
import { readTime } from './time';
import { isId } from './user';
import { invalid, readFilterText } from './values';

/** Which events of the audit log are wanted: those that fit all of it. */
export interface EventFilters {
	/** In Unix seconds, both included. */
	from?: number;
	to?: number;
	/** Whom it affects, and who did it. */
	user?: string;
	doneBy?: string;
	actions?: string[];
}

export const eventFiltersField: INodeProperties = collection('filters', [
	textField(
		'Actions',
		'actions',
		'e.g. user_login, anomaly, bulk_session_reset_by_admin',
		'Only events of these actions, by Slack\'s names, separated by commas. <a href="https://docs.slack.dev/reference/audit-logs-api/methods-actions-reference">Slack\'s list</a>.',
	),
	textField(
		'Done By',
		'doneBy',
		'e.g. U0123ABCDEF',
		'Only what this user did. Give the ID: the audit token cannot look up addresses.',
	),
	{
		displayName: 'From',
		name: 'from',
		type: 'dateTime',
		default: '',
		description: 'Only events at this time or later',
	},
	{
		displayName: 'To',
		name: 'to',
		type: 'dateTime',
		default: '',
		description: 'Only events at this time or earlier',
	},
	textField(
		'User',
		'user',
		'e.g. U0123ABCDEF',
		'Only what affects this user, also resets in bulk that name the user. Give the ID: the audit token cannot look up addresses.',
	),
]);

/**
 * Reads the filters of an item. One that is there and blank is an expression that broke: it must not read as "no filter".
 *
 * @throws {Refusal}
 */
export function readEventFilters(context: IExecuteFunctions, itemIndex: number): EventFilters {
	const added = readCollection(context, itemIndex, 'filters');
	const has = (name: string) => Object.hasOwn(added, name);
	const time = (name: string, parameter: string) =>
		readTime(added[name], parameter, context.getTimezone());
	const filters: EventFilters = {
		...(has('from') && { from: time('from', 'From') }),
		...(has('to') && { to: time('to', 'To') }),
		...(has('user') && { user: readUserId(added.user, 'User') }),
		...(has('doneBy') && { doneBy: readUserId(added.doneBy, 'Done By') }),
		...(has('actions') && {
			actions: readActions(readFilterParts(context, added.actions, 'actions', 'Actions')),
		}),
	};
	const { from = 0, to = Infinity } = filters;
	if (from > to)
		throw invalid(
			`'From' is later than 'To': ${showValue(added.from)}, ${showValue(added.to)}`,
			"Correct the times in 'From' and 'To'.",
		);
	return filters;
}

function readUserId(value: unknown, parameter: string): string {
	const text = readFilterText(value, parameter);
	if (isId(text)) return text;
	throw invalid(
		`The value of '${parameter}' is not the ID of a user: ${showValue(value)}`,
		`Give the ID in '${parameter}' (e.g. U0123ABCDEF). The audit token cannot look up addresses. A dry run of Session: Reset shows the ID of an address.`,
	);
}

/** How many actions Slack takes at once. */
const MOST_ACTIONS = 30;

/** What Slack's names of actions are made of. */
const ACTION = /^[a-z][a-z0-9_.]*$/;

function readActions(parts: unknown[]): string[] {
	const actions = parts.map((part) => {
		const text = readFilterText(part, 'Actions');
		if (ACTION.test(text)) return text;
		throw invalid(
			`The value of 'Actions' is not the name of an action: ${showValue(part)}`,
			"Give Slack's own names in 'Actions', such as user_login, separated by commas.",
		);
	});
	const different = [...new Set(actions)];
	if (different.length <= MOST_ACTIONS) return different;
	throw invalid(
		`'Actions' has ${different.length} names, and Slack takes ${MOST_ACTIONS} at once`,
		"Name fewer in 'Actions', or use two of these nodes.",
	);
}
