import type { IExecuteFunctions } from 'n8n-workflow';

import type { Operation } from '../operation';
import type { GuardSettings } from '../parameters/guardSettings';
import { timeLimit } from '../slack/executionEnd';
import { CHANGES_A_MINUTE, leastWaitOf, PART_OF_TIME_LIMIT } from '../slack/policy';
import { tell } from '../telling';
import { MOST_USERS } from './batches';
import { hint } from './notices';

/**
 * Says before anything is sent that n8n will end the execution before the run is through. It refuses nothing: whoever is done by then is done,
 * and the limit of the whole n8n, which no node can see, may come sooner in any case.
 *
 * @param targets how many are to be done
 * @param settings how long the run may wait for Slack in all, in seconds: a run that gives up before the limit says of everybody what came of them
 */
export function warnOfTimeLimit(
	context: IExecuteFunctions,
	{ group }: Pick<Operation, 'group'>,
	targets: number,
	{ maxWait, dryRun }: Pick<GuardSettings, 'maxWait' | 'dryRun'>,
): void {
	const limit = timeLimit(context);
	const calls = group ? Math.ceil(targets / MOST_USERS) : targets;
	if (limit === undefined || Math.min(leastWaitOf(calls, CHANGES_A_MINUTE), maxWait) < limit)
		return;
	const minutes = Math.ceil(calls / CHANGES_A_MINUTE);
	const message = `${dryRun ? "Without 'Dry Run', " : ''}${calls} calls take about ${minutes} minutes, since Slack takes about ${CHANGES_A_MINUTE} a minute. The time limit of this workflow is ${limit} seconds. n8n ends the execution there, and what was done by then may be lost. Set 'Maximum Wait' to ${Math.floor(limit * PART_OF_TIME_LIMIT)}: users who were not reached by then are reported as not done. Or raise 'Timeout After' in the workflow's settings.`;
	const line = `${context.getNode().name}: ${message}`;
	tell(() => context.logger.warn(line));
	if (context.getMode() === 'manual') tell(() => context.sendMessageToUI(line));
	hint(context, message, 'warning');
}
