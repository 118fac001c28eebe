import type { IDataObject } from 'n8n-workflow';

import type { Run, Target } from '../operation';
import { CallError, refusedWith } from '../slack/callError';
import { mayHaveWorked } from '../slack/certainty';
import type { Listing } from './listing';
import { HintsOfItems } from './notices';
import { NOT_FOUND } from './outcomes';
import { isSecondTry } from './secondTry';
import { lookBefore } from './sessionsBefore';

/** A session to be ended: named by its user, or by its workspace. */
type SessionTarget = Target & { session_id: string | number; team_id?: string };

/**
 * The sessions of a run that Slack does not know. Slack says the same of one that has ended and of a number that was never right. What this run has
 * ended, or may have, is told from what nobody has seen.
 */
export class NotFound<T extends SessionTarget> {
	private readonly ended = new Set<string>();

	/** With when each was asked for. */
	private readonly notFound = new Map<T, string>();

	private readonly secondTry: boolean;

	constructor(private readonly run: Run<T>) {
		this.secondTry = isSecondTry(run.context);
	}

	/** Keeps that the run has ended a session, or may have. */
	addEnded(target: T): void {
		this.ended.add(this.nameOf(target));
	}

	/**
	 * That the session is not there any more is what was asked for; everything else stays a failure.
	 *
	 * @returns of a session that Slack does not know, what is said until `tell` knows more
	 */
	unlessGone(target: T, error: Error, requested_at: string): IDataObject | Error {
		if (error instanceof CallError && (error.lost || mayHaveWorked(error.trouble)))
			this.addEnded(target);
		if (!refusedWith(error, 'session_not_found')) return error;
		if (!error.lost) this.notFound.set(target, requested_at);
		const note = error.lost ? LOST : NOT_KNOWN;
		return { outcome: 'already_signed_out', requested_at, note };
	}

	/** Says of each what is known, once all that the run was asked for has been tried. */
	async tell(): Promise<void> {
		const unseen: T[] = [];
		for (const [target, requested_at] of this.notFound) {
			const note = this.secondTry ? EARLIER_TRY : OTHER_ITEM;
			if (this.secondTry || this.ended.has(this.nameOf(target)))
				this.run.settle(target, { outcome: 'already_signed_out', requested_at, note });
			else unseen.push(target);
		}
		const listing = await this.list(unseen);
		const hints = new HintsOfItems();
		for (const target of unseen) this.settleUnseen(target, hints, listing);
		hints.give(this.run.context);
	}

	private settleUnseen(target: T, hints: HintsOfItems, listing: Listing): void {
		const { run } = this;
		const requested_at = this.notFound.get(target);
		const note = `${NOT_KNOWN}${whatIsLeft(target, listing)}`;
		if (run.context.getNode().typeVersion < 1.2) {
			run.settle(target, { outcome: 'already_signed_out', requested_at, note });
			return;
		}
		run.settle(target, { outcome: NOT_FOUND, requested_at, note });
		hints.add('notFound', `Session ${target.session_id}: nothing was ended. ${note}`, 'warning');
	}

	/** What Verify lists before a reset is listed here: in as few calls, and no longer. Whoever could not be listed is missing. */
	private async list(unseen: T[]): Promise<Listing> {
		const users = unseen.flatMap(({ user }) => user ?? []);
		if (users.length === 0 || this.run.stopped) return new Map();
		return (await lookBefore(this.run.slack, users)).listing;
	}

	/** A number is a user's, or a workspace's. */
	private nameOf({ session_id, user, team_id = '' }: T): string {
		return `${user ? this.run.slack.people.personOf(user.id) : team_id} ${session_id}`;
	}
}

const NOT_KNOWN = 'Slack knows no such session: it has ended already, or its number is not right.';

const LOST =
	'The answer to an earlier try was lost, and Slack knows no such session now: that try has ended it, unless the number is not right.';

const OTHER_ITEM =
	'Slack knows no such session any more: another item of this run has ended it, or may have.';

const EARLIER_TRY =
	"Slack knows no such session. 'Retry On Fail' has run this node before: that try may have ended it.";

/** How many sessions the user still has, as the end of a note. */
function whatIsLeft({ session_id, user }: SessionTarget, listing: Listing): string {
	if (!user) return '';
	const seen = listing.get(user.id);
	if (!seen) return ` The sessions of user ${user.id} could not be listed.`;
	const { sessions, gap } = seen;
	const same = sessions.get(String(session_id));
	if (same) {
		const of =
			same.user_id === undefined || same.user_id === user.id ? '' : ` of user ${same.user_id}`;
		return ` Slack lists it all the same, as a session${of}: ${of === '' ? 'run the workflow again' : 'give that ID'}.`;
	}
	const count = `${sessions.size} ${sessions.size === 1 ? 'session' : 'sessions'}`;
	if (gap !== undefined && sessions.size === 0)
		return ` The sessions of user ${user.id} could not be listed: ${gap}.`;
	if (gap !== undefined) return ` User ${user.id} still has at least ${count}.`;
	return sessions.size === 0
		? ` User ${user.id} has no session at all.`
		: ` User ${user.id} still has ${count}.`;
}
