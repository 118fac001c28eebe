import type { Target } from '../operation';
import type { Slack } from '../slack/call';
import { CallError, type Why } from '../slack/callError';
import { AFTER_REFUSALS } from '../slack/policy';
import { learnWhy, mindsWho, whyWasRefused } from '../slack/whyRefused';

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
}

function whyOf(slack: Slack, error: CallError, id: string): Why | undefined {
	const why = whyWasRefused(slack, error.method, id);
	if (why || !error.ofSeveral || !slack.people.isKnown(id)) return why;
	// The code is another user's. Of this user, only that it did not work is known.
	return { code: 'failed_for_some_users' };
}
