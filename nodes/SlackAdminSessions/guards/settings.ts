import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { Refusal } from '../failure';
import { parseUsers, type UserReference } from '../input/user';
import { show } from '../redact';

/** The guards' parameters of one item. */
interface ItemSettings {
	maxUsers: number;
	dryRun: boolean;
	includeOwnUser: boolean;
	protectedUsers: UserReference[];
}

/** What the guards go by in a run: over several items the most careful reading of all. */
export interface Settings {
	dryRun: boolean;
	maxUsers: number;
	protectedUsers: UserReference[];
	/** Items that may act on the token's own user. */
	ownUserItems: ReadonlySet<number>;
}

/** The parameters that every operation that writes has. */
export const guardFields: INodeProperties[] = [
	{
		displayName: 'Maximum Users',
		name: 'maxUsers',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 50,
		description: 'How many different users one run may act on. With more than that, nothing at all is sent.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Dry Run',
				name: 'dryRun',
				type: 'boolean',
				default: true,
				description: 'Whether to only show what would be done, and send nothing that changes anything',
			},
			{
				displayName: 'Include Own User',
				name: 'includeOwnUser',
				type: 'boolean',
				default: false,
				description: 'Whether to act on the user of the token too, which signs out the administrator who made it',
			},
			{
				displayName: 'Protected Users',
				name: 'protectedUsers',
				type: 'string',
				default: '',
				placeholder: 'e.g. U0123ABCDEF, nathan@example.com',
				description: 'Users who are never acted on, whatever the items say. IDs or addresses, separated by commas.',
			},
		],
	},
];

/**
 * @throws {Refusal} when the guards of any item cannot be read or contradict each other: then nothing may be done for any item, since nobody
 * can say what the guards would have kept back
 */
export function readSettings(context: IExecuteFunctions, items: number): Settings {
	const all = Array.from({ length: items }, (_, itemIndex) => readItem(context, itemIndex));
	const dryRuns = new Set(all.map(({ dryRun }) => dryRun));
	if (dryRuns.size > 1) {
		throw new Refusal(
			'contradicting_items',
			"'Dry Run' is on for some items and off for others",
			"Nothing was sent. Set 'Dry Run' to the same value for all items, or split them with an If node first.",
		);
	}
	return {
		dryRun: dryRuns.has(true),
		maxUsers: Math.min(...all.map(({ maxUsers }) => maxUsers)),
		protectedUsers: all.flatMap(({ protectedUsers }) => protectedUsers),
		ownUserItems: new Set(all.flatMap(({ includeOwnUser }, itemIndex) => (includeOwnUser ? [itemIndex] : []))),
	};
}

function readItem(context: IExecuteFunctions, itemIndex: number): ItemSettings {
	const options: unknown = context.getNodeParameter('options', itemIndex, {});
	const given = typeof options === 'object' && options !== null ? (options as Record<string, unknown>) : {};
	return {
		maxUsers: readMaximum(context.getNodeParameter('maxUsers', itemIndex)),
		dryRun: readSwitch(given, 'dryRun', 'Dry Run'),
		includeOwnUser: readSwitch(given, 'includeOwnUser', 'Include Own User'),
		// An option that was added and is blank is an expression that broke: it must not read as "nobody is protected".
		protectedUsers: 'protectedUsers' in given ? parseUsers(given.protectedUsers, 'Protected Users') : [],
	};
}

function readMaximum(value: unknown): number {
	const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
	if (typeof number === 'number' && Number.isSafeInteger(number) && number > 0) return number;
	throw new Refusal('invalid_parameter', `The value of 'Maximum Users' is not a whole number above 0: ${show(value)}`, "Nothing was sent. Correct the value in 'Maximum Users' and try again.");
}

function readSwitch(given: Record<string, unknown>, name: string, parameter: string): boolean {
	if (!(name in given)) return false;
	const value = given[name];
	if (typeof value === 'boolean') return value;
	throw new Refusal('invalid_parameter', `The value of '${parameter}' is neither true nor false: ${show(value)}`, `Nothing was sent. Correct the expression in '${parameter}' and try again.`);
}
