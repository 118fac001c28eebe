import type { IExecuteFunctions, ILoadOptionsFunctions, IPollFunctions } from 'n8n-workflow';

/** That n8n ended the execution: somebody stopped it, or it reached its time limit. A node is not told which of the two it was. */
export interface ExecutionEnd {
	/** The time limit of the workflow, in seconds. A limit of the whole n8n is not shown to a node. */
	limit?: number;
}

/** @returns nothing while the execution goes on: a part of a run can be over before */
export function executionEnd(
	context: IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions,
): ExecutionEnd | undefined {
	if (!('getExecutionCancelSignal' in context)) return undefined;
	if (!context.getExecutionCancelSignal()?.aborted) return undefined;
	const limit = timeLimit(context);
	return limit === undefined ? {} : { limit };
}

/** The time limit of the workflow, in seconds. That of the whole n8n is not shown to a node, and n8n 1.110 shows none. */
export function timeLimit(
	context: Pick<IExecuteFunctions, 'getWorkflowSettings'>,
): number | undefined {
	const limit = context.getWorkflowSettings?.().executionTimeout;
	return typeof limit === 'number' && limit > 0 ? limit : undefined;
}

/** The next step after it. */
export function nextAfterEnd({ limit }: ExecutionEnd): string {
	return `The execution was stopped, or it reached its time limit${limit === undefined ? '' : ` of ${limit} seconds`}. Run the workflow again with the items that are left; where the limit is too short, raise 'Timeout After' in the workflow's settings.`;
}
