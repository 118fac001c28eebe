import type { IRunExecutionData } from 'n8n-workflow';

/** n8n keeps what a run gave in a format that a library of its own reads. */
export function readExecution(data: string): IRunExecutionData {
	// Its types say that it is an ES module, which Jest cannot import; it comes as CommonJS too.
	const { parse } = require('flatted') as { parse(text: string): unknown };
	return parse(data) as IRunExecutionData;
}

/** Whether an execution still runs, or waits for somebody. */
export const isOpen = ({ status }: { status: string }) =>
	['new', 'running', 'waiting'].includes(status);
