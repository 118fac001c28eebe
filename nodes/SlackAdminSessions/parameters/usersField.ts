import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { blanksIn } from './list';
import { parseUsers, type UserReference } from './user';

/** The parameter Users of the operations that take many in one call. */
export const usersField: INodeProperties = {
	displayName: 'Users',
	name: 'users',
	type: 'string',
	typeOptions: { rows: 2 },
	required: true,
	default: '',
	placeholder: 'e.g. U0123ABCDEF, nathan@example.com',
	description:
		'IDs or e-mail addresses, separated by commas or one a line, or an expression that gives a list. The users of all items are sent together, up to 1,000 in a call.',
};

export function readUsers(context: IExecuteFunctions, itemIndex: number): UserReference[] {
	const value = context.getNodeParameter('users', itemIndex);
	return parseUsers(value, 'Users', blanksIn(context, 'users'));
}
