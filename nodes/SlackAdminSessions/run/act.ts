import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { Operation, Run, Target } from '../operation';
import { aFewAtOnce } from '../slack/aFewAtOnce';
import type { Slack } from '../slack/call';
import { explain } from '../slack/explain';
import { Progress } from './notices';
import { NOT_FOUND, type Outcomes } from './outcomes';
import { OwnReasons } from './ownReasons';

/** What the writes and reads of a run go by. */
interface Stage {
	context: IExecuteFunctions;
	slack: Slack;
	operations: readonly Operation[];
	operation: Operation;
	outcomes: Outcomes<Target>;
}

/** Has the operation do its work for all targets that are open, and keeps what came of each. */
export async function act({
	context,
	slack,
	operations,
	operation,
	outcomes,
}: Stage): Promise<void> {
	const reasons = new OwnReasons();
	const run: Run<Target> = {
		context,
		slack,
		operations,
		targets: outcomes.open,
		get stopped() {
			return outcomes.stopped || slack.patience.stopped;
		},
		settle(target, result) {
			if (result instanceof Error) reasons.note(target, result);
			const outcome =
				result instanceof Error
					? explain(result, operation.describe(target))
					: [toRow(operation, target, result)];
			outcomes.settle(target, outcome);
		},
		settleRows(target, rows) {
			outcomes.settle(target, rows);
		},
		async each(work) {
			const progress = new Progress(context, run.targets.length);
			await aFewAtOnce(
				run.targets,
				async (target) => {
					const result = await work(target).catch((error: Error) => error);
					if (Array.isArray(result)) run.settleRows(target, result);
					else run.settle(target, result);
					progress.step();
				},
				() => run.stopped,
			);
		},
	};
	await operation.act(run);
	// Under Stop too: whoever reads the one error there is must learn what is wrong with the user, and a look-up changes nothing.
	for (const { target, error } of await reasons.find(slack)) run.settle(target, error);
}

/** The row of a target. Of what writes, `ok` and `outcome` come first, since n8n shows the fields in this order. */
function toRow(operation: Operation, target: Target, result: IDataObject): IDataObject {
	const about = operation.describe(target);
	if (operation.would === undefined) return { ...about, ...result };
	const { outcome, ...rest } = result;
	return { ...(outcome !== NOT_FOUND && { ok: true }), outcome, ...about, ...rest };
}
