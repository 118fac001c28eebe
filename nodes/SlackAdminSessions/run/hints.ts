import type { IExecuteFunctions } from 'n8n-workflow';

/** Says something beside the output, in the node's panel. */
export function hint(
	context: IExecuteFunctions,
	message: string,
	type: 'info' | 'warning' = 'info',
): void {
	context.addExecutionHints({ message, type, location: 'outputPane' });
}
