import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { showValue } from '../redact';
import type { Person } from '../slack/methods';
import { possibleRoles, roles, type Role } from '../slack/profile';
import { collection, readCollection } from './collection';
import { readFilterParts } from './list';
import { parseWorkspaceId } from './session';
import { textField } from './textField';
import { invalid, readChoice, readChoices, readFlag } from './values';

/** Which users are wanted: those who fit all of it. */
export interface UserFilters {
	/** Of several, the user has to be in one. */
	teamId?: string[];
	/** Of several, the user's highest role has to be one. */
	role?: Role[];
	status: 'active' | 'deactivated' | 'both';
	includeBots: boolean;
}

const nameOfRole: Record<Role, string> = {
	admin: 'Admin',
	guest: 'Guest',
	member: 'Member',
	owner: 'Owner',
	primary_owner: 'Primary Owner',
	single_channel_guest: 'Single-Channel Guest',
};

export const userFiltersField: INodeProperties = collection('filters', [
	{
		displayName: 'Include Bots',
		name: 'includeBots',
		type: 'boolean',
		default: true,
		description: 'Whether to list bots too. Without this filter they are left out.',
	},
	{
		displayName: 'Role',
		name: 'role',
		type: 'multiOptions',
		options: [...roles]
			.map((value) => ({ name: nameOfRole[value], value }))
			.sort((a, b) => a.name.localeCompare(b.name)),
		default: ['guest', 'single_channel_guest'],
		description:
			"Only users whose role in the organisation is one of these. A user's highest role counts. Where Slack does not tell the role, the user is left out, and a hint counts them.",
	},
	{
		displayName: 'Status',
		name: 'status',
		type: 'options',
		options: [
			{ name: 'Active', value: 'active' },
			{ name: 'Active and Deactivated', value: 'both' },
			{ name: 'Deactivated', value: 'deactivated' },
		],
		default: 'active',
		description: 'Whether the users are active. Without this filter only active ones are listed.',
	},
	textField(
		'Workspace ID',
		'teamId',
		'e.g. T0123ABCDEF, T0456GHIJKL',
		'Only users of these workspaces, separated by commas',
	),
]);

/**
 * Reads the filters of an item. One that is there and blank is an expression that broke: it must not read as "no filter".
 *
 * @throws {Refusal}
 */
export function readUserFilters(context: IExecuteFunctions, itemIndex: number): UserFilters {
	const added = readCollection(context, itemIndex, 'filters');
	const has = (name: string) => Object.hasOwn(added, name);
	return {
		...(has('teamId') && {
			teamId: readWorkspaces(readFilterParts(context, added.teamId, 'teamId', 'Workspace ID')),
		}),
		...(has('role') && {
			role: readChoices(added.role, 'Role', roles, { wrong: 'names no roles', isFilter: true }),
		}),
		status: has('status')
			? readChoice(added.status ?? null, 'Status', ['active', 'deactivated', 'both'])
			: 'active',
		includeBots: has('includeBots') && readFlag(added.includeBots, 'Include Bots'),
	};
}

function readWorkspaces(parts: unknown[]): string[] {
	const ids = parts.map((part) => parseWorkspaceId(part));
	const organisation = ids.find((id) => id.startsWith('E'));
	if (organisation === undefined) return [...new Set(ids)];
	throw invalid(
		`The value of 'Workspace ID' is the ID of an organisation: ${showValue(organisation)}`,
		"Remove the filter 'Workspace ID' to list the users of the whole organisation.",
	);
}

/** Whether a user passes; `unknownRole` where nobody can say whether the role is one of those that are wanted. */
export function passes(
	person: Person,
	{ role, includeBots }: UserFilters,
): boolean | 'unknownRole' {
	if (person.is_bot === true && !includeBots) return false;
	if (!role) return true;
	const possible = possibleRoles(person);
	const wanted = possible.filter((each) => role.includes(each));
	if (wanted.length === possible.length) return true;
	return wanted.length === 0 ? false : 'unknownRole';
}
