import { CallError } from '../slack/callError';
import { codes } from '../slack/codes';
import { blamed } from './blame';

/** Slack may dislike something that all users have in common: after so many refusals without a success it is not one user. */
const MOST_REFUSALS = 25;

/** How the calls of a run have gone so far. */
export interface Tally {
	worked: boolean;
	refused: number;
	/** How many were refused since the last that worked. */
	inVain: number;
}

/** What becomes of the users of a call that was refused: each is in one of the three. */
interface AfterRefusal {
	/** Refused for themselves. */
	failed: string[];
	/** Given up: which of them is the cause, nobody knows. */
	undecided: string[];
	/** To be sent again, each list in a call of its own. */
	again: string[][];
}

/** What is left to send after a refusal. Makes no call. */
export function afterRefusal(
	ids: string[],
	error: Error,
	{ worked, refused, inVain }: Tally,
): AfterRefusal {
	const none: AfterRefusal = { failed: [], undecided: [], again: [] };
	if (ids.length === 1 || !isAboutSomeUser(error)) return { ...none, failed: ids };

	const culprits = blamed(error.trouble.answer, ids);
	// Naming everyone is the same as naming no one.
	if (culprits.length > 0 && culprits.length < ids.length) {
		const others = ids.filter((id) => !culprits.includes(id));
		return { ...none, failed: culprits, again: [others] };
	}
	const isAboutAll =
		culprits.length > 0
			? inVain >= MOST_REFUSALS
			: error.trouble.code === 'invalid_arguments' && !worked && refused >= MOST_REFUSALS;
	if (isAboutAll) return { ...none, undecided: ids };

	const middle = Math.ceil(ids.length / 2);
	return { ...none, again: [ids.slice(0, middle), ids.slice(middle)] };
}

type RefusedCall = CallError & { trouble: { kind: 'refused' } };

/** Whether Slack refused the call for some of its users, so that the others may go through without them. */
export function isAboutSomeUser(error: Error): error is RefusedCall {
	return (
		error instanceof CallError &&
		error.trouble.kind === 'refused' &&
		codes[error.trouble.code]?.someUser === true
	);
}
