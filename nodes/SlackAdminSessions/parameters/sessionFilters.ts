import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { deviceKindOf } from '../slack/deviceKind';
import type { Session } from '../slack/methods';
import { anyChanged, changedFilter, readChangedFilter, type Part } from './changed';
import { collection, readCollection } from './collection';
import type { Devices } from './devices';
import { isInside, parseAddress, parseRanges, type Ranges } from './ipRange';
import { blanksIn, readFilterParts, readList } from './list';
import { parseWorkspaceId } from './session';
import { textField } from './textField';
import { chosen, parseUser, type UserReference } from './user';
import { userField } from './userField';
import { readChoice, readFilterText } from './values';

export interface Filters {
	/** Of several, one has to fit. */
	teamId?: string[];
	operatingSystem?: string[];
	device?: string[];
	clientVersion?: string[];
	devices?: Exclude<Devices, 'all'>;
	/** Of several, one has to have changed. */
	changedSinceSignIn?: Part[];
	ipInside?: Ranges;
	ipOutside?: Ranges;
	sessionState: 'lastSeen' | 'created';
}

export const filtersField: INodeProperties = collection('filters', [
	changedFilter,
	textField(
		'Client Version',
		'clientVersion',
		'e.g. 4.38, 24.04',
		'Only sessions of a Slack client whose version begins with one of these, separated by commas',
	),
	textField(
		'Device Model',
		'device',
		'e.g. iPhone, iPad',
		'Only sessions on a device whose hardware has one of these in its name, separated by commas',
	),
	{
		displayName: 'Devices',
		name: 'devices',
		type: 'options',
		options: [
			{ name: 'Desktop and Web', value: 'web', description: 'The desktop app and the browser' },
			{ name: 'Mobile', value: 'mobile' },
		],
		default: 'mobile',
		description:
			'Only sessions on this kind of device, judged by the operating system. A session whose kind is not clear is left out.',
	},
	textField(
		'IP Inside',
		'ipInside',
		'e.g. 203.0.113.0/24, 2001:db8::/32',
		'Only sessions from an IP address in one of these ranges',
	),
	textField(
		'IP Outside',
		'ipOutside',
		'e.g. 203.0.113.0/24, 2001:db8::/32',
		'Only sessions from an IP address in none of these ranges, such as those of your offices',
	),
	textField(
		'Operating System',
		'operatingSystem',
		'e.g. iOS, Android',
		'Only sessions on an operating system with one of these in its name, separated by commas',
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
		description: 'Use the device and address from sign-in, or the latest ones',
	},
	{
		...userField({
			description: 'Only sessions of this user',
			default: { mode: 'list', value: '' },
		}),
		required: false,
	},
	textField(
		'Workspace ID',
		'teamId',
		'e.g. T0123ABCDEF, T0456GHIJKL',
		'Only sessions of these workspaces, separated by commas',
	),
]);

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
		parseRanges(added[name], parameter, blanksIn(context, name, 'filters'));
	const parts = (name: string, parameter: string) =>
		isOneText(context)
			? [added[name]]
			: readFilterParts(context, added[name], name, parameter, kindOf(name));
	const texts = (name: string, parameter: string) =>
		parts(name, parameter).map((part) => readLowerCase(part, parameter));
	return {
		filters: {
			sessionState: has('sessionState')
				? readChoice(added.sessionState ?? null, 'Session State', ['lastSeen', 'created'])
				: 'lastSeen',
			...(has('changedSinceSignIn') && {
				changedSinceSignIn: readChangedFilter(added.changedSinceSignIn),
			}),
			...(has('teamId') && {
				teamId: parts('teamId', 'Workspace ID').map((part) => parseWorkspaceId(part)),
			}),
			...(has('operatingSystem') && {
				operatingSystem: texts('operatingSystem', textFilters.operatingSystem),
			}),
			...(has('device') && { device: texts('device', textFilters.device) }),
			...(has('clientVersion') && {
				clientVersion: texts('clientVersion', textFilters.clientVersion),
			}),
			...(has('devices') && {
				devices: readChoice(added.devices ?? null, 'Devices', ['mobile', 'web']),
			}),
			...(has('ipInside') && { ipInside: ranges('ipInside', 'IP Inside') }),
			...(has('ipOutside') && { ipOutside: ranges('ipOutside', 'IP Outside') }),
		},
		...(has('user') && { user: parseUser(chosen(added.user), 'User') }),
	};
}

const textFilters = {
	clientVersion: 'Client Version',
	device: 'Device Model',
	operatingSystem: 'Operating System',
};

const kindOf = (name: string) => (name === 'device' ? 'devices' : 'anything');

/** Since version 1.2 a filter by text takes several. Taken apart, one that was saved before could let through sessions that it kept back. */
function isOneText(context: IExecuteFunctions): boolean {
	return context.getNode().typeVersion < 1.2;
}

/** The filters, by their names in the editor, that hold a list where the version of the node takes one text. */
export function listsAsOneText(context: IExecuteFunctions, filters: Filters): string[] {
	if (!isOneText(context)) return [];
	return (Object.keys(textFilters) as Array<keyof typeof textFilters>)
		.filter((name) => readList(filters[name]?.[0], name, 'skipped', kindOf(name)).length > 1)
		.map((name) => textFilters[name]);
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

/** Why a session is left out that nobody can compare: its address with `ipOutside`, the kind of its device with `devices`, or what it was at the sign-in. */
export type LeftOut = 'unreadableAddress' | 'unknownDevice' | 'unknownSignIn';

/** Whether a session passes. */
export function passes(session: Session, filters: Filters): boolean | LeftOut {
	const { os, device_hardware, slack_client_version, ip } = deviceOf(session, filters.sessionState);
	const fits = (wanted: string[] | undefined, isSo: (wanted: string) => boolean) =>
		wanted === undefined || wanted.some(isSo);
	const lower = (value: string | undefined) => (value ?? '').toLowerCase();
	if (!fits(filters.teamId, (id) => session.team_id === id)) return false;
	if (!fits(filters.operatingSystem, (name) => lower(os).includes(name))) return false;
	if (!fits(filters.device, (name) => lower(device_hardware).includes(name))) return false;
	if (!fits(filters.clientVersion, (start) => lower(slack_client_version).startsWith(start)))
		return false;

	const kind = filters.devices && deviceKindOf(session);
	if (kind !== undefined && (kind === 'mobile') !== (filters.devices === 'mobile')) return false;

	const wanted = filters.changedSinceSignIn;
	const changed = wanted === undefined || anyChanged(session, wanted);
	if (changed === false) return false;

	const address = parseAddress(ip ?? '');
	if (filters.ipInside && !(address && isInside(address, filters.ipInside))) return false;
	// A session that cannot be compared is neither "outside" nor on either kind of device: what passes the filter may be signed out.
	if (filters.ipOutside) {
		const inside = address && isInside(address, filters.ipOutside);
		if (inside !== false) return inside ? false : 'unreadableAddress';
	}
	if (filters.devices && kind === undefined) return 'unknownDevice';
	return changed ?? 'unknownSignIn';
}
