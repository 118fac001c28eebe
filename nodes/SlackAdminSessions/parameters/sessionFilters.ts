import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { Refusal } from '../failure';
import { show } from '../redact';
import type { Session } from '../slack/sessions';
import { isInside, parseAddress, parseRanges, type Range } from './ipRange';
import { parseWorkspaceId } from './session';
import { chosen, parseUser, type UserReference } from './user';
import { userField } from './userField';

export interface Filters {
	teamId?: string;
	operatingSystem?: string;
	device?: string;
	clientVersion?: string;
	ipInside?: Range[];
	ipOutside?: Range[];
	sessionState: 'lastSeen' | 'created';
}

const text = (
	displayName: string,
	name: string,
	placeholder: string,
	description: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	placeholder,
	description,
});

export const filtersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	options: [
		text(
			'Client Version',
			'clientVersion',
			'e.g. 4.38',
			'Only sessions of a Slack client whose version begins with this',
		),
		text(
			'Device',
			'device',
			'e.g. iPhone',
			'Only sessions on a device whose hardware has this in its name',
		),
		text(
			'IP Inside',
			'ipInside',
			'e.g. 203.0.113.0/24, 2001:db8::/32',
			'Only sessions from an IP address in one of these ranges',
		),
		text(
			'IP Outside',
			'ipOutside',
			'e.g. 203.0.113.0/24, 2001:db8::/32',
			'Only sessions from an IP address in none of these ranges, such as those of your offices',
		),
		text(
			'Operating System',
			'operatingSystem',
			'e.g. iOS',
			'Only sessions on an operating system with this in its name',
		),
		{
			displayName: 'Session State',
			name: 'sessionState',
			type: 'options',
			options: [
				{
					name: 'As Created',
					value: 'created',
					description: 'Device and address as the session began',
				},
				{
					name: 'As Last Seen',
					value: 'lastSeen',
					description: 'Device and address as Slack last saw them',
				},
			],
			default: 'lastSeen',
			description: 'Which device and address of a session to filter by and to give out',
		},
		{
			...userField({
				description: 'Only sessions of this user',
				default: { mode: 'list', value: '' },
			}),
			required: false,
		},
		text('Workspace ID', 'teamId', 'e.g. T0123ABCDEF', 'Only sessions of this workspace'),
	],
};

/**
 * Reads the filters of an item. One that is there and blank is an expression that broke: it must not read as "no filter".
 *
 * @throws {Refusal}
 */
export function readFilters(
	context: IExecuteFunctions,
	itemIndex: number,
): { filters: Filters; user?: UserReference } {
	const value: unknown = context.getNodeParameter('filters', itemIndex, {});
	const given =
		typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
	const has = (name: string) => Object.hasOwn(given, name);
	return {
		filters: {
			sessionState: readState(given.sessionState ?? (has('sessionState') ? null : 'lastSeen')),
			...(has('teamId') && { teamId: parseWorkspaceId(given.teamId) }),
			...(has('operatingSystem') && {
				operatingSystem: readText(given.operatingSystem, 'Operating System'),
			}),
			...(has('device') && { device: readText(given.device, 'Device') }),
			...(has('clientVersion') && {
				clientVersion: readText(given.clientVersion, 'Client Version'),
			}),
			...(has('ipInside') && { ipInside: parseRanges(given.ipInside, 'IP Inside') }),
			...(has('ipOutside') && { ipOutside: parseRanges(given.ipOutside, 'IP Outside') }),
		},
		...(has('user') && { user: parseUser(chosen(given.user), 'User') }),
	};
}

function readText(value: unknown, parameter: string): string {
	if (typeof value === 'string' && value.trim() !== '') return value.trim().toLowerCase();
	throw new Refusal(
		'invalid_parameter',
		`The filter '${parameter}' is empty: it is ${show(value)}`,
		`Give a text in '${parameter}', or remove the filter. An empty filter never means "no filter".`,
	);
}

function readState(value: unknown): Filters['sessionState'] {
	if (value === 'lastSeen' || value === 'created') return value;
	throw new Refusal(
		'invalid_parameter',
		`The value of 'Session State' is neither lastSeen nor created: ${show(value)}`,
		"Choose one in 'Session State', or correct its expression.",
	);
}

type Device = NonNullable<Session['created']>;

/** The device and address of a session, as it began or as Slack last saw it. Slack leaves out what has not changed. */
export function deviceOf({ created, recent }: Session, state: Filters['sessionState']): Device {
	return state === 'created' ? { ...created } : { ...created, ...recent };
}

/** Whether a session passes, or `unreadable` where it would have to be compared with `ipOutside` and cannot be. */
export function passes(session: Session, filters: Filters): boolean | 'unreadable' {
	const { os, device_hardware, slack_client_version, ip } = deviceOf(session, filters.sessionState);
	const has = (value: string | undefined, wanted: string | undefined) =>
		wanted === undefined || (value ?? '').toLowerCase().includes(wanted);
	if (filters.teamId !== undefined && session.team_id !== filters.teamId) return false;
	if (!has(os, filters.operatingSystem) || !has(device_hardware, filters.device)) return false;
	if (
		filters.clientVersion !== undefined &&
		!(slack_client_version ?? '').toLowerCase().startsWith(filters.clientVersion)
	)
		return false;

	const address = parseAddress(ip ?? '');
	if (filters.ipInside && !(address && isInside(address, filters.ipInside))) return false;
	if (!filters.ipOutside) return true;
	// What cannot be compared is not "outside": somebody signs those out.
	const inside = address && isInside(address, filters.ipOutside);
	return inside === undefined ? 'unreadable' : !inside;
}
