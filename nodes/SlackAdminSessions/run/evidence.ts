import type { Target } from '../operation';
import type { User } from '../parameters/user';
import type { Slack } from '../slack/call';
import type { Outcomes } from './outcomes';
import { SessionsAfter } from './sessionsAfter';
import { lookBefore } from './sessionsBefore';
import { evidenceOf, judge, type Verdict } from './verdict';

type UserTarget = Target & { user: User };

/**
 * Does the work, and adds the evidence that it had an effect: the sessions seen before, and which of them are left. Evidence fails open: what
 * cannot be listed is `verified: null`, and holds nothing up.
 */
export async function verified(
	slack: Slack,
	outcomes: Outcomes<Target>,
	work: () => Promise<void>,
): Promise<void> {
	const targets = outcomes.open.filter(hasUser);
	if (targets.length === 0) return await work();

	const before = await lookBefore(
		slack,
		targets.map(({ user }) => user),
	);
	await work();
	if (outcomes.stopped) return;

	const after = new SessionsAfter(slack, before);
	const judgeOf = ({ user, devices }: UserTarget): Verdict =>
		judge(devices, before.listing.get(user.id), after.of.get(user.id), {
			cutShort: slack.patience.stopped,
			secondTry: false,
		});
	const done = targets.filter((target) => outcomes.isDone(target));
	await after.look(() => idsOf(done.filter((target) => judgeOf(target).open)));
	for (const target of done) {
		const { id } = target.user;
		outcomes.amend(target, evidenceOf(judgeOf(target), before.listing.get(id), after.of.get(id)));
	}
}

function hasUser(target: Target): target is UserTarget {
	return target.user !== undefined;
}

function idsOf(targets: UserTarget[]): string[] {
	return [...new Set(targets.map(({ user }) => user.id))];
}
