import type { IExecuteFunctions, INodeProperties, NodeHint } from 'n8n-workflow';

import type { Proof } from '../operation';
import { CHANGES_A_MINUTE, SECOND } from '../slack/policy';
import { tell } from '../telling';
import { GO_ON, summary } from './items';
import { PREVIEW, type Outcomes } from './outcomes';

/** Says something beside the output, in the node's panel. */
export function hint(
	context: IExecuteFunctions,
	message: string,
	type: 'info' | 'warning' = 'info',
): void {
	tell(() => context.addExecutionHints({ message, type, location: 'outputPane' }));
}

/** What is to be said of single items, so that a run of 300 of them says each kind once. */
export class HintsOfItems {
	private readonly kinds = new Map<
		string,
		{ message: string; type: 'info' | 'warning'; more: number }
	>();

	/** @param message shown where it is the first of its kind */
	add(kind: string, message: string, type: 'info' | 'warning' = 'info'): void {
		const same = this.kinds.get(kind);
		if (same) same.more++;
		else this.kinds.set(kind, { message, type, more: 0 });
	}

	give(context: IExecuteFunctions): void {
		for (const { message, type, more } of this.kinds.values()) {
			const others = more === 1 ? '1 more item' : `${more} more items`;
			hint(context, more === 0 ? message : `${message} The same for ${others}.`, type);
		}
	}
}

/** From so many single calls on, Slack's rate limit makes a run long. */
const LONG = CHANGES_A_MINUTE;

/** How often a long run says how far it is. In seconds. */
const EVERY = 30;

/** Shown in the node's panel before it is run. */
export const longRunHint: NodeHint = {
	message: `Slack allows about ${LONG} of these calls a minute. For a long list, Reset in Bulk does 1,000 users in a call.`,
	type: 'info',
	location: 'outputPane',
	whenToDisplay: 'beforeExecution',
	displayCondition: `={{ $parameter["resource"] === "session" && $parameter["operation"] === "reset" && $input.all().length > ${LONG} }}`,
};

/** The fields that name those whom an item is about. */
const NAMING = ['users', 'user', 'sessionId', 'filters'];

/** Every item brings a fixed list again, as in any node of n8n: a list of two gives twelve results for six items. */
export function tellOfSameForEach(
	context: IExecuteFunctions,
	fields: INodeProperties[],
	items: number,
): void {
	const { parameters } = context.getNode();
	const naming = fields.filter(({ name }) => NAMING.includes(name));
	const isFixed = ({ name }: INodeProperties) =>
		!JSON.stringify(parameters[name] ?? '').includes('"=');
	if (items === 1 || !naming[0] || !naming.every(isFixed)) return;
	hint(
		context,
		`'${naming[0].displayName}' is the same for each of ${items} items, so that each result comes out ${items} times. For the results once, switch on 'Execute Once' in the node's settings.`,
	);
}

export function warnOfRetries(context: IExecuteFunctions): void {
	if (!context.getNode().retryOnFail) return;
	hint(
		context,
		"'Retry On Fail' runs this whole node again, for all items, when its first item is not done. A user who had signed in again by then would be signed out again.",
		'warning',
	);
}

/** That Slack says so is no proof. */
export function hintAtVerify(context: IExecuteFunctions, { unproved }: Proof): void {
	hint(context, `${unproved} For a proof, switch on 'Verify' in the options before you run it.`);
}

/** A failed item has nothing but `error`, or n8n would send it out as done. */
export function hintAtFailed(context: IExecuteFunctions, outcomes: Outcomes<unknown>): void {
	const { entries } = outcomes;
	if (context.getNode().onError !== 'continueRegularOutput') return;
	const failed = countFailed(entries);
	if (failed === 0 || failed === entries.length) return;
	const what = outcomes.has(PREVIEW) ? 'would not be done' : 'were not done, or it is not known';
	hint(
		context,
		`${failed} of ${entries.length} ${what}: the reason is in 'error'. Such an item has no other field, so that n8n's table shows undefined for it in the other columns. Settings → On Error → Continue (using error output) keeps them apart.`,
		'warning',
	);
}

/** Zeros of Verify that look like something else. */
export function hintAtNumbers(
	context: IExecuteFunctions,
	{ users, withoutAny, kept }: { users: number; withoutAny: number; kept: number },
): void {
	if (withoutAny > 0) hint(context, `No session to end: ${withoutAny} of ${users} users had none.`);
	if (kept > 0 && context.getNode().typeVersion >= 1.2)
		hint(
			context,
			`Still signed in on other devices: ${kept} sessions, in 'sessions_kept'. 'still_signed_in' does not count them.`,
		);
}

/** The rows of a dry run do not show that under Stop one refusal ends the run of all, nor who is at the other output. */
export function hintAtRefused(context: IExecuteFunctions, { entries }: Outcomes<unknown>): void {
	const refused = entries.filter(
		({ outcome }) => Array.isArray(outcome) && outcome.some(({ would }) => would === 'refuse'),
	).length;
	if (refused === 0 || entries.length === 1) return;
	const endsRun = refused < entries.length && !context.continueOnFail();
	const failed = context.getNode().onError === 'continueErrorOutput' ? countFailed(entries) : 0;
	hint(
		context,
		`${refused} of ${entries.length} would be refused: see 'reason'.${failed > 0 ? ` ${failed} more would not be done: they are in the Error Branch, with the reason.` : ''}${endsRun ? ` With 'On Error' at 'Stop Workflow', the run would end there. ${GO_ON}` : ''}`,
		'warning',
	);
}

function countFailed(entries: Outcomes<unknown>['entries']): number {
	return entries.filter(({ outcome }) => !Array.isArray(outcome)).length;
}

/** A proved reset keeps nobody from signing in again. */
export function warnOfNewSignIns(context: IExecuteFunctions, ids: string[]): void {
	if (ids.length === 0) return;
	const names = ids.slice(0, LONG).join(', ');
	const more = ids.length > LONG ? ` and ${ids.length - LONG} more` : '';
	hint(
		context,
		`Signed in to Slack again since the reset: ${names}${more}. The sessions are in 'sessions_new'. If it was not the user, disable the account in your identity provider, then reset again.`,
		'warning',
	);
}

/** What Verify has found, in numbers: n8n's log is no place for devices and addresses. */
export function logEvidence(
	context: IExecuteFunctions,
	found: Array<{ verified: unknown; before: number; left: number; fresh: number }>,
): void {
	const count = (verified: unknown) => found.filter((each) => each.verified === verified).length;
	const sum = (what: 'before' | 'left' | 'fresh') =>
		found.reduce((total, each) => total + each[what], 0);
	tell(() =>
		context.logger.debug(
			`${context.getNode().name}: Verify: ${count(true)} proved, ${count(false)} not, ${count(null)} unknown; ${sum('before')} sessions before, ${sum('left')} left, ${sum('fresh')} new`,
		),
	);
}

/**
 * n8n drops the output of a node that was stopped. This line in n8n's log (and in the browser's console, in a manual run) is the only place
 * that says how far the run came.
 */
export function tellHowFar(context: IExecuteFunctions, outcomes: Outcomes<unknown>): void {
	const isDry = outcomes.has(PREVIEW);
	const how = isDry ? 'It was a dry run: nothing was changed.' : summary(outcomes);
	const line = `${context.getNode().name} was stopped. ${how || 'Nothing was sent.'}`;
	tell(() => context.logger.warn(line));
	if (context.getMode() === 'manual') tell(() => context.sendMessageToUI(line));
}

/** A line in n8n's log now and then while a long run is under way: done, left, and about how many minutes more. */
export class Progress {
	private readonly started = performance.now();

	private last = performance.now();

	private done = 0;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly all: number,
	) {}

	step(): void {
		this.done++;
		const now = performance.now();
		if (this.all <= LONG || now - this.last < EVERY * SECOND) return;
		this.last = now;
		const left = this.all - this.done;
		const minutes = Math.ceil((((now - this.started) / this.done) * left) / (60 * SECOND));
		tell(() =>
			this.context.logger.info(
				`${this.context.getNode().name}: ${this.done} done, ${left} left, about ${minutes} minutes more.`,
			),
		);
	}
}
