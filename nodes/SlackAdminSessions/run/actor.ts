import type { Target } from '../operation';
import type { Slack } from '../slack/call';
import { askOfToken } from '../slack/ownToken';
import type { Outcomes } from './outcomes';

/**
 * Says on what was done as whom it was: the user of the token. Mostly a guard has asked for that already. Where *Include Own User* has lifted that
 * guard, it is asked for after the work. If no answer comes, the output goes out without it.
 */
export async function nameActor(
	slack: Slack,
	outcomes: Outcomes<Target>,
	targets: Target[],
): Promise<void> {
	const done = targets.filter((target) => outcomes.isDone(target));
	if (done.length === 0 || outcomes.stopped) return;
	const answer = await askOfToken({ ...slack, guards: true }).catch(() => undefined);
	const acted_as = answer?.user_id;
	if (acted_as) for (const target of done) outcomes.amend(target, { acted_as });
}
