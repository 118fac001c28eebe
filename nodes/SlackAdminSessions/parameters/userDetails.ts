import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { collection, readCollection } from './collection';
import { readFlag } from './values';

/** The options of what lists: beside the IDs of users, who they are. */
export const userDetailsField: INodeProperties = collection('options', [
	{
		displayName: 'Include User Details',
		name: 'includeUserDetails',
		type: 'boolean',
		default: true,
		description:
			"Whether to add each user's email address, full name and role, and whether they are active. Each user is looked up once.",
	},
]);

export function readIncludeUserDetails(context: IExecuteFunctions, itemIndex: number): boolean {
	const options = readCollection(context, itemIndex, 'options');
	return (
		'includeUserDetails' in options && readFlag(options.includeUserDetails, 'Include User Details')
	);
}
