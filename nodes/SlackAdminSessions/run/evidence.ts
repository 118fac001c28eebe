import type { IExecuteFunctions } from 'n8n-workflow';

import type { Operation, Proof, Target } from '../operation';
import type { User } from '../parameters/user';
import type { Slack } from '../slack/call';
import { nameActor } from './actor';
import { hintAtNumbers, logEvidence, warnOfNewSignIns } from './notices';
import type { Outcomes } from './outcomes';
import { isSecondTry } from './secondTry';
import { SessionsAfter } from './sessionsAfter';
import { lookBefore, type Before } from './sessionsBefore';
import { tellBefore, tellEvidence, tellNothingMore } from './proof';
import { judge, type Verdict } from './verdict';

type UserTarget = Target & { user: User };

interface Stage {
	context: IExecuteFunctions;
	slack: Slack;
	operation: Operation;
	proof: Proof;
	outcomes: Outcomes<Target>;
}

/**
 * Does the work, and adds the evidence that it had an effect: the sessions seen before, and which of them are left. Evidence fails open: what
 * cannot be listed is `verified: null`, and holds nothing up.
 */
export async function verified(stage: Stage, work: () => Promise<void>): Promise<void> {
	const { context, slack, operation, outcomes } = stage;
	const targets = outcomes.open.filter(hasUser);
	if (targets.length === 0) return await work();
	const users = targets.map(({ user }) => user);
	const evidence = new Evidence(
		stage,
		targets,
		await lookBefore(slack, users),
		isSecondTry(context),
	);
	await work();
	// Under Stop, something went wrong: nothing more is asked of Slack.
	if (outcomes.stopped) return evidence.keepBefore();

	await evidence.look(2);
	// In bulk the job may still be in line.
	if (operation.group === undefined) await evidence.sendAgain(work);
	await evidence.look();
	evidence.tell();
}

/** What is known of the sessions of each user whom a run acts on. */
class Evidence {
	private readonly after: SessionsAfter;

	constructor(
		private readonly stage: Stage,
		private readonly targets: UserTarget[],
		private readonly before: Before,
		private readonly secondTry: boolean,
	) {
		this.after = new SessionsAfter(stage.slack, before);
	}

	/** Adds what was seen before: all that there is of sessions that have ended. */
	keepBefore(): void {
		for (const target of this.targets)
			this.stage.outcomes.amend(target, tellBefore(this.before.listing.get(target.user.id)));
	}

	/**
	 * Looks at the sessions of those who were done and of those whose answer was lost.
	 *
	 * @param mostIfLost after how many looks to come back where answers were lost: more of them is not found out by looking alone
	 */
	async look(mostIfLost = Infinity): Promise<void> {
		const most = this.targets.some((target) => this.isLost(target)) ? mostIfLost : Infinity;
		await this.after.look(() => idsOf(this.targets.filter((target) => this.isOpen(target))), most);
		await this.settle();
	}

	/** Sends once more what has had no effect on somebody who has not come back since. */
	async sendAgain(work: () => Promise<void>): Promise<void> {
		const { outcomes, slack } = this.stage;
		const again = this.targets.filter((target) => {
			const { verified: isProved, fresh } = this.judge(target);
			return this.isLost(target) && isProved === false && fresh.length === 0;
		});
		if (again.length === 0 || slack.patience.stopped) return;
		const first = new Map(again.map((target) => [target, outcomes.failureOf(target)]));
		for (const target of again) {
			outcomes.reopen(target);
			this.after.forget(target.user.id);
		}
		await work();
		for (const [target, failure] of first) {
			const wasSent = outcomes.isDone(target) || outcomes.failureOf(target) !== undefined;
			// What the first request may have done is as unknown as before.
			if (failure && !outcomes.isDone(target)) outcomes.settle(target, failure);
			if (wasSent) outcomes.amend(target, { requests: 2 });
		}
	}

	/** Adds the evidence to what came of each user. */
	tell(): void {
		const { context, proof, outcomes } = this.stage;
		const { typeVersion } = context.getNode();
		const seen = ({ user }: UserTarget) => this.before.listing.get(user.id)?.sessions.size ?? 0;
		const verdicts = this.targets.map((target) => ({ target, verdict: this.judge(target) }));
		logEvidence(
			context,
			verdicts.map(({ target, verdict: { verified: proved, left, fresh } }) => ({
				verified: proved,
				before: seen(target),
				left: left.length,
				fresh: fresh.length,
			})),
		);
		warnOfNewSignIns(
			context,
			idsOf(
				verdicts.flatMap(({ target, verdict: { verified: isProved, fresh } }) =>
					isProved === true && fresh.length > 0 ? [target] : [],
				),
			),
		);
		const proved = verdicts.filter(({ verdict }) => verdict.verified === true);
		hintAtNumbers(context, {
			users: verdicts.length,
			withoutAny: proved.filter(({ target }) => seen(target) === 0).length,
			kept: proved.reduce((sum, { verdict }) => sum + verdict.kept.length, 0),
		});
		for (const { target, verdict } of verdicts) {
			const { id } = target.user;
			const before = this.before.listing.get(id);
			if (this.isSought(target)) {
				outcomes.amend(target, tellEvidence(typeVersion, verdict, before, this.after.of.get(id)));
				if (typeVersion >= 1.2 && verdict.verified === true && outcomes.has(proof.doneAs, target))
					outcomes.amend(target, { outcome: proof.provedAs });
				continue;
			}
			const note = this.isLost(target) ? (before ? NONE_SEEN : verdict.note) : undefined;
			outcomes.amend(target, tellNothingMore(typeVersion, note, before));
		}
	}

	/** A reset whose answer was lost was done where the lists prove it. */
	private async settle(): Promise<void> {
		const { slack, operation, proof, outcomes } = this.stage;
		const proved = this.targets.filter(
			(target) =>
				this.isLost(target) && this.isSought(target) && this.judge(target).verified === true,
		);
		for (const target of proved) {
			const { requestedAt: requested_at } = outcomes.failureOf(target) ?? {};
			const about = operation.describe(target);
			outcomes.settle(target, [
				{ ok: true, outcome: proof.doneAs, ...about, requested_at, note: ANSWER_LOST },
			]);
		}
		await nameActor(slack, outcomes, proved);
	}

	private judge({ user, devices }: UserTarget): Verdict {
		return judge(devices, this.before.listing.get(user.id), this.after.of.get(user.id), {
			cutShort: this.stage.slack.patience.stopped,
			secondTry: this.secondTry,
		});
	}

	private isLost(target: UserTarget): boolean {
		return this.stage.outcomes.failureOf(target)?.outcome === 'unknown';
	}

	/** Whether a list can prove more about the target. After a lost answer it proves nothing if no session was seen before that should have ended. */
	private isSought(target: UserTarget): boolean {
		if (this.stage.outcomes.isDone(target)) return true;
		return this.isLost(target) && this.judge(target).hadAny;
	}

	private isOpen(target: UserTarget): boolean {
		return this.judge(target).open && this.isSought(target);
	}
}

const ANSWER_LOST =
	"Slack's answer was lost. The sessions listed before and after prove that it was done.";

const NONE_SEEN =
	'No session that should have ended was seen before the reset, so that the list cannot tell whether it was done.';

function hasUser(target: Target): target is UserTarget {
	return target.user !== undefined;
}

function idsOf(targets: UserTarget[]): string[] {
	return [...new Set(targets.map(({ user }) => user.id))];
}
