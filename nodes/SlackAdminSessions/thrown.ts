import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';

import type { Failure } from './failure';

/**
 * The error that n8n shows for a failure.
 *
 * @param at the item, whether it is the only one, and what is said beside the next step: whoever typed a list into the node knows of no item
 */
export function toError(
	node: INode,
	failure: Failure,
	{
		itemIndex,
		isOnly = false,
		description = failure.description,
	}: { itemIndex?: number; isOnly?: boolean; description?: string } = {},
): NodeOperationError | NodeApiError {
	const at = itemIndex === undefined ? {} : { itemIndex };
	const message =
		itemIndex === undefined || isOnly ? failure.message : `${failure.message} [item ${itemIndex}]`;
	const error =
		failure.source === 'input'
			? new NodeOperationError(node, message, { ...at, description })
			: // Nothing of the answer goes in: n8n stores it, and an answer can echo the token.
				new NodeApiError(
					node,
					{ code: failure.code },
					{ ...at, message, description, httpCode: failure.httpCode ?? '200' },
				);
	// n8n replaces a message in which it finds a name such as ENOENT, be it part of a user's value.
	error.message = message;
	Object.assign(error.context, { code: failure.code, outcome: failure.outcome });
	return error;
}
