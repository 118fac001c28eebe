import type { IExecuteFunctions } from 'n8n-workflow';

import type { Outcomes } from './outcomes';

/**
 * n8n drops the output of a node that was stopped, so that this line in n8n's log (and in the browser's console, in a manual run) is the only
 * place that says how far it came.
 */
export function tellHowFar(context: IExecuteFunctions, outcomes: Outcomes<unknown>): void {
	const line = `${context.getNode().name} was stopped. ${outcomes.summary() || 'Nothing was sent.'}`;
	context.logger.warn(line);
	if (context.getMode() === 'manual') context.sendMessageToUI(line);
}
