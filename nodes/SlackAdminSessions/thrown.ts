import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';

import type { Failure } from './failure';

/**
 * The error that n8n shows for a failure.
 *
 * @param item where it is told, and what is said beside the next step
 */
export function toError(
	node: INode,
	failure: Failure,
	{
		itemIndex,
		description = failure.description,
	}: { itemIndex?: number; description?: string } = {},
): NodeOperationError | NodeApiError {
	const at = itemIndex === undefined ? {} : { itemIndex };
	const message =
		itemIndex === undefined ? failure.message : `${failure.message} [item ${itemIndex}]`;
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
