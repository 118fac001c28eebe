import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { Operation, Planned, Target } from '../operation';
import type { UserReference } from '../parameters/user';
import { explain } from '../slack/explain';
import type { Entry, Outcomes } from './outcomes';

/** What is to be done, beside the place where its outcome goes. */
export interface Plan {
	planned: Planned<Target>;
	entry: Entry<Target>;
}

/** Reads every item's parameters, without a call. An item that cannot be read is settled with the reason. */
export function plan(
	context: IExecuteFunctions,
	items: number,
	operation: Operation,
	outcomes: Outcomes<Target>,
): Plan[] {
	const plans: Plan[] = [];
	for (let itemIndex = 0; itemIndex < items; itemIndex++) {
		if (outcomes.stopped) {
			// Nothing is sent for this item: it counts among those that were not tried.
			outcomes.add(itemIndex, {});
			continue;
		}
		try {
			for (const planned of operation.plan(context, itemIndex)) {
				plans.push({ planned, entry: outcomes.add(itemIndex, describeReference(planned.user)) });
			}
		} catch (error) {
			outcomes.settleEntry(outcomes.add(itemIndex, {}), explain(error, {}));
		}
	}
	return plans;
}

function describeReference(user: UserReference | undefined): IDataObject {
	if (!user) return {};
	return 'id' in user ? { user_id: user.id } : { requested_as: user.requestedAs };
}
