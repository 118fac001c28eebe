import type { IExecuteFunctions } from 'n8n-workflow';

import { Refusal } from '../failure';
import type { Operation } from '../operation';

/** @throws {Refusal} where Resource and Operation together name none */
export function chosenOperation(
	context: IExecuteFunctions,
	operations: readonly Operation[],
): Operation {
	const resource = context.getNodeParameter('resource', 0);
	const value = context.getNodeParameter('operation', 0);
	const found = operations.find(
		(operation) => operation.resource === resource && operation.option.value === value,
	);
	if (found) return found;
	throw new Refusal(
		'invalid_parameter',
		"There is no such operation for this 'Resource'",
		"Choose one in the parameter 'Operation'.",
	);
}
