import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { readFlag, readWholeNumber } from './values';

/** How many results come out of what lists. */
export const limitFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
];

/** @throws {Refusal} */
export function readLimit(context: IExecuteFunctions, itemIndex: number): { limit?: number } {
	if (readFlag(context.getNodeParameter('returnAll', itemIndex), 'Return All')) return {};
	return {
		limit: readWholeNumber(context.getNodeParameter('limit', itemIndex), 'Limit', {
			next: "Correct the value in 'Limit', or switch 'Return All' on.",
		}),
	};
}
