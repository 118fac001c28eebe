import type { INodeProperties } from 'n8n-workflow';

import { MAX_WAIT } from '../slack/policy';
import { collection } from './collection';

const maxUsersField: INodeProperties = {
	displayName: 'Maximum Users',
	name: 'maxUsers',
	type: 'number',
	typeOptions: { minValue: 1, numberPrecision: 0 },
	default: 50,
	description:
		'How many different users one run may act on. With more than that, nothing at all is sent.',
};

type Versions = Array<number | { _cnd: { gte: number } }>;

function since(typeVersion: number): Versions {
	return [{ _cnd: { gte: typeVersion } }];
}

/** Since version 1.1 an AI agent may act on one user at a time, unless a person has raised it here. */
const maxUsersOfTool: INodeProperties = {
	...maxUsersField,
	noDataExpression: true,
	default: 1,
	description:
		'How many different users the agent may act on in one call of this tool. With more than that, nothing at all is sent. Only a person can set it.',
	displayOptions: { show: { '@version': since(1.1), '@tool': [true] } },
};

const ofVersion1: INodeProperties = {
	...maxUsersField,
	displayOptions: { show: { '@version': [1] } },
};

/** Elsewhere than in a tool. */
function maximumOf(versions: Versions, more: Partial<INodeProperties> = {}): INodeProperties {
	return {
		...maxUsersField,
		...more,
		displayOptions: { show: { '@version': versions }, hide: { '@tool': [true] } },
	};
}

const maxUsersFields = [ofVersion1, maximumOf(since(1.1)), maxUsersOfTool];

/** Since version 1.2, one user where single sessions are ended: the list that comes in may be everybody's. */
const maxOwnersFields = [
	ofVersion1,
	maximumOf([1.1]),
	maximumOf(since(1.2), {
		default: 1,
		description:
			'How many different users one run may end sessions of. With more than that, nothing at all is sent. Raise it if you mean sessions of several users.',
	}),
	maxUsersOfTool,
];

const optionFields = {
	dryRun: {
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: true,
		description: 'Whether to only show what would be done, and send nothing that changes anything',
	},
	includeOwnUser: {
		displayName: 'Include Own User',
		name: 'includeOwnUser',
		type: 'boolean',
		default: false,
		description:
			"Whether to act on the token's own user too, the administrator who made the token. A reset signs them out.",
	},
	maxWait: {
		displayName: 'Maximum Wait',
		name: 'maxWait',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: MAX_WAIT,
		description:
			"How many seconds the run may wait in all, for Slack's rate limit and between tries. Users who were not reached by then are reported as not done.",
	},
	protectedUsers: {
		displayName: 'Protected Users',
		name: 'protectedUsers',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		placeholder: 'e.g. U0123ABCDEF, nathan@example.com',
		description:
			'Users who are never acted on, whatever the items say. IDs or addresses, separated by commas or one a line.',
	},
	verify: {
		displayName: 'Verify',
		name: 'verify',
		type: 'boolean',
		default: true,
		description:
			'Whether to list the sessions before and after, to prove for each user that they have ended',
	},
} satisfies Record<string, INodeProperties>;

function fields(maximum: INodeProperties[], options: INodeProperties[]): INodeProperties[] {
	return [
		...maximum,
		collection(
			'options',
			options.sort((one, other) => one.displayName.localeCompare(other.displayName)),
		),
	];
}

const { verify, ...others } = optionFields;
const always = Object.values(others);

/** The parameters that every operation that writes has. */
export const guardFields = fields(maxUsersFields, [...always]);

/** The same, of those whose effect shows in the list of sessions. */
export const guardAndVerifyFields = fields(maxUsersFields, [...always, verify]);

/** The same, of what ends one session. @param more options of its own */
export function guardOneFields(more: INodeProperties[]): INodeProperties[] {
	return fields(maxOwnersFields, [...always, ...more]);
}
