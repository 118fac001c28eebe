import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { aFewAtOnce } from '../slack/aFewAtOnce';
import { Refusal } from '../failure';
import { guard } from './guard';
import { readSettings, type Settings } from '../parameters/guardSettings';
import { hint } from './hints';
import { lookUp } from './identify';
import type { User, UserReference } from '../parameters/user';
import { findOperation, type Operation, type Planned, type Target } from '../operation';
import { Outcomes } from './outcomes';
import { Progress } from './progress';
import type { Slack } from '../slack/call';
import { connect } from '../slack/connect';
import { explain } from '../slack/explain';
import { tellHowFar } from './stopped';
import { Evidence } from './evidence';

/** What an operation's `act` works with. */
export interface Run<T extends Target> {
	context: IExecuteFunctions;
	slack: Slack;
	/** What is to be done: nothing has come of these yet. */
	targets: T[];
	/** Whether the execution was stopped or, under Stop, anything has gone wrong: then nothing new is begun. */
	readonly stopped: boolean;
	/** Keeps what came of a target: its output beside its description, or what went wrong. */
	settle(target: T, result: IDataObject | Error): void;
	/** The same for one that gives any number of rows, or none. */
	settleRows(target: T, rows: IDataObject[]): void;
	/** Does the work for each target, a few at a time; what it throws is the target's failure. */
	each(work: (target: T) => Promise<IDataObject | IDataObject[] | Error>): Promise<void>;
}

/** A run of the node: plan all, guard, act, items. */
export async function run(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const outcomes = new Outcomes<Target>(context);
	const items = context.getInputData().length;
	if (items === 0) return [[]];
	// Were anything thrown under a continue mode, n8n would hand on the input items from the success output, as if they were done.
	await runAll(context, items, outcomes).catch((error: unknown) => {
		for (let itemIndex = outcomes.entries.length; itemIndex < items; itemIndex++)
			outcomes.add(itemIndex, {});
		outcomes.failOpen(explain(error, {}), error instanceof Refusal ? error.itemIndex : undefined);
	});
	if (context.getExecutionCancelSignal()?.aborted) tellHowFar(context, outcomes);
	if (outcomes.stopped) throw outcomes.stopError();
	warnOfRetries(context);
	return [outcomes.items()];
}

async function runAll(
	context: IExecuteFunctions,
	items: number,
	outcomes: Outcomes<Target>,
): Promise<void> {
	const operation = findOperation(context);
	if (!operation)
		throw new Refusal(
			'invalid_parameter',
			"There is no such operation for this 'Resource'",
			"Choose one in the parameter 'Operation'.",
		);

	const plans = planAll(context, items, operation, outcomes);
	if (outcomes.stopped) return;
	const settings = operation.would === undefined ? undefined : readSettings(context, items);

	const slack = await connect(context, settings?.maxWait);
	const protectedUsers = await name(
		slack,
		operation,
		outcomes,
		plans,
		settings?.protectedUsers ?? [],
	);
	if (outcomes.stopped) return;

	if (settings) await keepBack(slack, operation, outcomes, settings, protectedUsers);
	if (outcomes.stopped) return;

	const targets = outcomes.open;
	const evidence =
		settings?.verify && targets.length > 0 ? await Evidence.before(slack, targets) : undefined;
	await operation.act(makeRun(context, slack, operation, outcomes));
	if (evidence && !outcomes.stopped) {
		const done = targets.filter((target) => outcomes.isDone(target)).filter(hasUser);
		const report = await evidence.after(done);
		for (const target of done) outcomes.amend(target, report(target));
	}
}

function hasUser(target: Target): target is Target & { user: User } {
	return target.user !== undefined;
}

/** What was planned, beside the place where its outcome goes. */
type Plan = { planned: Planned<Target>; entry: Outcomes<Target>['entries'][number] };

function planAll(
	context: IExecuteFunctions,
	items: number,
	operation: Operation,
	outcomes: Outcomes<Target>,
): Plan[] {
	const plans: Plan[] = [];
	for (let itemIndex = 0; itemIndex < items; itemIndex++) {
		if (outcomes.stopped) {
			// Nothing is sent for it; it counts among those that were not tried.
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

/** Looks up the users of all plans, so that each becomes a target or a failure. Returns the protected users; that one of them is not found ends the run. */
async function name(
	slack: Slack,
	operation: Operation,
	outcomes: Outcomes<Target>,
	plans: Plan[],
	protectedUsers: UserReference[],
): Promise<User[]> {
	const find = await lookUp(slack, [
		...plans.flatMap(({ planned }) => planned.user ?? []),
		...protectedUsers,
	]);
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
	return protectedUsers.map((reference) => {
		const user = find(reference);
		if ('id' in user) return user;
		throw new Refusal(
			'protected_users_unchecked',
			`One of the 'Protected Users' could not be checked: ${user.message}`,
			`Nothing was sent. ${user.description}`,
		);
	});
}

/** Applies the guards; in a dry run every target ends here, with what would have been done. */
async function keepBack(
	slack: Slack,
	operation: Operation,
	outcomes: Outcomes<Target>,
	settings: Settings,
	protectedUsers: User[],
): Promise<void> {
	const targets = outcomes.open;
	const refused = await guard(slack, targets, settings, protectedUsers, operation.group);
	for (const target of targets) {
		const failure = refused.get(target);
		if (settings.dryRun) {
			const would = failure
				? { would: 'refuse', reason: failure.message }
				: { would: operation.would };
			outcomes.settle(target, [{ outcome: 'dry_run', ...would, ...operation.describe(target) }]);
		} else if (failure) {
			outcomes.settle(target, failure);
		}
	}
}

function makeRun(
	context: IExecuteFunctions,
	slack: Slack,
	operation: Operation,
	outcomes: Outcomes<Target>,
): Run<Target> {
	const run: Run<Target> = {
		context,
		slack,
		targets: outcomes.open,
		get stopped() {
			return outcomes.stopped || slack.patience.stopped;
		},
		settle(target, result) {
			const about = operation.describe(target);
			if (result instanceof Error) return outcomes.settle(target, explain(result, about));
			const { outcome, ...rest } = result;
			return outcomes.settle(target, [
				operation.would === undefined
					? { ...about, ...result }
					: { ok: true, outcome, ...about, ...rest },
			]);
		},
		settleRows: (target, rows) => outcomes.settle(target, rows),
		async each(work) {
			const progress = new Progress(context, run.targets.length);
			const one = async (target: Target) => {
				await work(target).then(
					(result) =>
						Array.isArray(result) ? run.settleRows(target, result) : run.settle(target, result),
					(error: Error) => run.settle(target, error),
				);
				progress.step();
			};
			await aFewAtOnce(run.targets, one, () => run.stopped);
		},
	};
	return run;
}

function warnOfRetries(context: IExecuteFunctions): void {
	if (!context.getNode().retryOnFail) return;
	hint(
		context,
		"'Retry On Fail' runs this whole node again, for all items, when its first item was not done. That is safe (a session that has ended stays ended), but a user who has signed in again meanwhile is signed out again.",
		'warning',
	);
}
