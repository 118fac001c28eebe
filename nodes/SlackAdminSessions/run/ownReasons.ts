import type { Target } from '../operation';
import type { Slack } from '../slack/call';
import { CallError, refusedWith, type Why } from '../slack/callError';
import { AFTER_REFUSALS } from '../slack/policy';
import { learnWhy, mindsWho, whyWasRefused } from '../slack/whyRefused';
import type { Outcomes } from './outcomes';

/** The codes that do not say what is wrong with the user, or that stand for several things. */
const UNSAYING = [
	'failed_for_some_users',
	'invalid_arguments',
	'session_reset_not_allowed',
	'user_not_found',
	'user_session_reset_failed',
];

/** A single user whom Slack refused, and with what. */
interface Refused<T> {
	target: T;
	error: CallError;
}

/** Those of a run whose refusal does not say what is wrong with them. They are looked up after the work, so that nobody waits for it. */
export class OwnReasons<T extends Target> {
	private readonly refused: Array<Refused<T>> = [];

	note(target: T, error: Error): void {
		if (!(error instanceof CallError) || error.trouble.kind !== 'refused' || error.why) return;
		const isUnsaying = error.ofSeveral || UNSAYING.includes(error.trouble.code);
		if (isUnsaying && error.together === 1 && mindsWho(error.method))
			this.refused.push({ target, error });
	}

	/** Looks each of them up once. @returns those of whom the cause is known now */
	async find(slack: Slack): Promise<Array<Refused<T>>> {
		const { refused } = this;
		if (refused.length === 0 || slack.patience.stopped) return [];
		const ids = refused.flatMap(({ target }) => target.user?.id ?? []);
		await learnWhy(slack, ids, AFTER_REFUSALS);
		return refused.flatMap(({ target, error }) => {
			const why = target.user && whyOf(slack, error, target.user.id);
			return why ? [{ target, error: error.with({ why }) }] : [];
		});
	}

	/** Under Stop nothing more is asked of Slack: the error says how to find out, unless it says already that there is no such user. */
	pointToDryRun(outcomes: Outcomes<T>): void {
		for (const { target, error } of this.refused) {
			const failure = outcomes.failureOf(target);
			if (failure && (error.ofSeveral || !refusedWith(error, 'user_not_found')))
				outcomes.settle(target, { ...failure, description: `${DRY_RUN} ${failure.description}` });
		}
	}
}

const DRY_RUN =
	"To see who this is, add 'Dry Run' in the options and run it again: it looks every user up and changes nothing. If it finds nothing wrong:";

function whyOf(slack: Slack, error: CallError, id: string): Why | undefined {
	const why = whyWasRefused(slack, error.method, id);
	if (why || !error.ofSeveral || !slack.people.isKnown(id)) return why;
	// The code is that of another one: of this user no more is known than that it did not work.
	return { code: 'failed_for_some_users' };
}
