import type { IExecuteFunctions } from 'n8n-workflow';

/** What the runs of a node were given to work on: n8n gives the same object to each try of *Retry On Fail*. */
const tried = new WeakSet<object>();

/** Whether n8n has run the node for the same items before. To be asked once a run. */
export function isSecondTry(context: IExecuteFunctions): boolean {
	if (!context.getNode().retryOnFail) return false;
	const data = context.getExecuteData();
	const isSecond = tried.has(data);
	tried.add(data);
	return isSecond;
}
