import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { User } from './user';

/** The parameter User: a resource locator from the first day, so that more ways to name a user come without a change to saved workflows. */
export function userField(field: {
	description: string;
	default: { mode: 'list' | 'id'; value: string };
}): INodeProperties {
	return {
		displayName: 'User',
		name: 'user',
		type: 'resourceLocator',
		required: true,
		default: { __rl: true, ...field.default },
		description: field.description,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a user…',
				typeOptions: { searchListMethod: 'searchUsers', searchable: true },
			},
			{
				displayName: 'By Email',
				name: 'email',
				type: 'string',
				placeholder: 'e.g. nathan@example.com',
				validation: [
					{
						type: 'regex',
						properties: {
							regex: '^.*[^\\s@]@[^\\s@]+.*$',
							errorMessage: 'An address looks like nathan@example.com',
						},
					},
				],
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. U0123ABCDEF',
				validation: [
					{
						type: 'regex',
						properties: {
							regex: '^\\s*[A-Za-z0-9_-]{2,64}\\s*$',
							errorMessage: 'A Slack user ID looks like U0123ABCDEF or W0123ABCDEF',
						},
					},
				],
			},
		],
	};
}

/** A user in the output, in Slack's own names. */
export function describeUser({ id, requestedAs, email, deactivated }: User): IDataObject {
	return {
		user_id: id,
		...(requestedAs !== undefined && { requested_as: requestedAs }),
		...(email !== undefined && { email }),
		...(deactivated && { deactivated }),
	};
}
