import type { Failure } from '../failure';
import type { Operation, Target } from '../operation';
import type { Slack } from '../slack/call';
import { CallError } from '../slack/callError';
import { explain } from '../slack/explain';
import { DRY_RUN } from '../slack/policy';
import { learnWhy, whyRefused } from '../slack/whyRefused';
import { hint } from './notices';

/** Slack's refusal of a target, as a run would meet it; or what is to be said beside what would be done. */
type Foreseen = Failure | string | undefined;

/**
 * Looks up whom a run would act on, each once, and says what would come of each. A look-up that fails holds nothing up: what is said of that user is
 * that Slack did not answer in time.
 */
export async function foresee(
	slack: Slack,
	operation: Operation,
	targets: Target[],
): Promise<(target: Target) => Foreseen> {
	const ids = targets.flatMap(({ user }) => user?.id ?? []);
	await learnWhy(slack, ids, DRY_RUN);
	countUnknown(slack, ids);
	return (target) => {
		const { user } = target;
		if (!user || !operation.writes) return BY_WORKSPACE;
		const why = whyRefused(slack, operation.writes, user.id);
		if (!why) return noteOn(slack, user.id);
		const refusal = new CallError(operation.writes, { kind: 'refused', status: 200, ...why });
		return explain(refusal, operation.describe(target), 'foreseen');
	};
}

const BY_WORKSPACE = 'A workspace does not tell whose session this is: Slack may refuse this.';

function noteOn({ people, token }: Slack, id: string): string | undefined {
	const who = people.profileOf(id);
	if (!people.isKnown(id) || !who)
		return 'This user could not be looked up: Slack may refuse this.';
	if (who.is_active === false)
		return 'This user is deactivated, which has ended their sessions: Slack may refuse this.';
	if (who.role === 'primary_owner' && people.isSame(token.answer?.user_id, id))
		return 'This is the Primary Org Owner: Slack may refuse this.';
	const known = people.otherIdOf(id);
	return known === undefined
		? undefined
		: `The organisation knows this user as ${known}: Slack may not take this ID.`;
}

function countUnknown({ context, people }: Slack, ids: string[]): void {
	const all = new Set(ids.map((id) => people.personOf(id)));
	const unknown = [...all].filter((id) => !people.isKnown(id)).length;
	if (unknown === 0 || !('addExecutionHints' in context)) return;
	hint(
		context,
		`${unknown} of ${all.size} users could not be looked up: the dry run does not know whether Slack would refuse them. It looks users up for ${DRY_RUN} seconds at the most, and needs the scope users:read or admin.users:read.`,
		'warning',
	);
}
