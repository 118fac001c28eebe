import type { Operation, Target } from '../operation';
import type { Slack } from '../slack/call';
import { lookUpAddresses } from './addresses';
import type { Outcomes } from './outcomes';
import type { Plan } from './plan';

/** Finds the users that the plans name: each plan becomes a target or a failure. */
export async function identify(
	slack: Slack,
	operation: Operation,
	outcomes: Outcomes<Target>,
	plans: Plan[],
): Promise<void> {
	const find = await lookUpAddresses(
		slack,
		plans.flatMap(({ planned }) => planned.user ?? []),
	);
	for (const { planned, entry } of plans) {
		const { user: reference, ...rest } = planned;
		const user = reference && find(reference);
		if (user && 'source' in user) {
			outcomes.settleEntry(entry, user);
		} else {
			const target = { ...rest, itemIndex: entry.itemIndex, ...(user && { user }) };
			outcomes.aim(entry, target, operation.describe(target));
		}
	}
}
