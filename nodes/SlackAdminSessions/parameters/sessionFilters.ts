import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { Session } from '../slack/methods';
import { isInside, parseAddress, parseRanges, type Ranges } from './ipRange';
import { parseWorkspaceId } from './session';
import { chosen, parseUser, type UserReference } from './user';
import { userField } from './userField';
import { isExpression, readChoice, readCollection, readFilterText } from './values';

export interface Filters {
	teamId?: string;
	operatingSystem?: string;
	device?: string;
	clientVersion?: string;
	ipInside?: Ranges;
	ipOutside?: Ranges;
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
	const added = readCollection(context, itemIndex, 'filters');
	const has = (name: string) => Object.hasOwn(added, name);
	const ranges = (name: string, parameter: string) =>
		parseRanges(
			added[name],
			parameter,
			isExpression(context, name, 'filters') ? 'refusedAtCommas' : 'skipped',
		);
	return {
		filters: {
			sessionState: has('sessionState')
				? readChoice(added.sessionState ?? null, 'Session State', ['lastSeen', 'created'])
				: 'lastSeen',
			...(has('teamId') && { teamId: parseWorkspaceId(added.teamId) }),
			...(has('operatingSystem') && {
				operatingSystem: readLowerCase(added.operatingSystem, 'Operating System'),
			}),
			...(has('device') && { device: readLowerCase(added.device, 'Device') }),
			...(has('clientVersion') && {
				clientVersion: readLowerCase(added.clientVersion, 'Client Version'),
			}),
			...(has('ipInside') && { ipInside: ranges('ipInside', 'IP Inside') }),
			...(has('ipOutside') && { ipOutside: ranges('ipOutside', 'IP Outside') }),
		},
		...(has('user') && { user: parseUser(chosen(added.user), 'User') }),
	};
}

/** Filters by text pass over case. */
function readLowerCase(value: unknown, parameter: string): string {
	return readFilterText(value, parameter).toLowerCase();
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
