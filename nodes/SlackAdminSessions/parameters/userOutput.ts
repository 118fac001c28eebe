import type { INodeProperties } from 'n8n-workflow';

import { chosenFields, outputField } from './output';

/** The fields of a simplified user, in their order. */
export const userFields = [
	'user_id',
	'email',
	'full_name',
	'role',
	'is_active',
	'is_bot',
	'workspaces',
	'last_active_at',
] as const;

export type UserField = (typeof userFields)[number];

/** How much of each user comes out. */
export const userOutputFields: INodeProperties[] = [
	outputField('user', {
		raw: 'What Slack answers, as it is',
		simplified: 'Who the user is, with their role and workspaces',
	}),
	{ ...chosenFields('user', userFields), default: ['user_id', 'email'] },
];
