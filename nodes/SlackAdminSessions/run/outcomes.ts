import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { isFailure, type Failure } from '../failure';

/** The outcome of what Slack does not know and nobody has seen: nothing was done, and nothing failed. */
export const NOT_FOUND = 'not_found';

/** The outcome of everybody of whom a dry run says what would be done. */
export const PREVIEW = 'dry_run';

/** One thing that was asked for, and what came of it. */
export interface Entry<T> {
	itemIndex: number;
	/** Set once it has been planned and its user is known. */
	target?: T;
	/** How the output speaks of it. */
	about: IDataObject;
	/** The rows of the output, or why there are none. Unset: not tried. */
	outcome?: IDataObject[] | Failure;
	/** What is known beside the outcome, where nothing was done or nobody knows: it stands under `error`. */
	evidence?: IDataObject;
}

/** What came of everything that a run was asked for, in the order of the items. */
export class Outcomes<T> {
	readonly entries: Array<Entry<T>> = [];

	private readonly byTarget = new Map<T, Entry<T>>();

	/** What went wrong first in time: under Stop, the one that ended the run. */
	firstFailed?: Entry<T>;

	constructor(private readonly context: IExecuteFunctions) {}

	/** Under Stop, whether anything has gone wrong: then nothing new is begun. */
	get stopped(): boolean {
		return this.firstFailed !== undefined && !this.context.continueOnFail();
	}

	/** The targets that nothing has come of yet. */
	get open(): T[] {
		return [...this.byTarget].flatMap(([target, { outcome }]) =>
			outcome === undefined ? [target] : [],
		);
	}

	add(itemIndex: number, about: IDataObject): Entry<T> {
		const entry = { itemIndex, about };
		this.entries.push(entry);
		return entry;
	}

	/** Says what an entry is about, once that is known. */
	aim(entry: Entry<T>, target: T, about: IDataObject): void {
		Object.assign(entry, { target, about });
		this.byTarget.set(target, entry);
	}

	settle(target: T, outcome: IDataObject[] | Failure): void {
		const entry = this.byTarget.get(target);
		if (entry) this.settleEntry(entry, outcome);
	}

	settleEntry(entry: Entry<T>, outcome: IDataObject[] | Failure): void {
		entry.outcome = outcome;
		if (Array.isArray(outcome)) for (const row of outcome) Object.assign(row, entry.evidence);
		if (isFailure(outcome)) this.firstFailed ??= entry;
	}

	/** Settles everything that is open. @param at the item that is the cause, if one is */
	failOpen(failure: Failure, at?: number): void {
		const isOpen = ({ outcome }: Entry<T>) => outcome === undefined;
		const cause = this.entries.find((entry) => entry.itemIndex === at && isOpen(entry));
		if (cause) this.settleEntry(cause, failure);
		const ofAll: Failure = at === undefined ? { ...failure, ofRun: true } : failure;
		for (const entry of this.entries.filter(isOpen)) this.settleEntry(entry, ofAll);
	}

	/** Adds to what came of a target. */
	amend(target: T, more: IDataObject): void {
		const entry = this.byTarget.get(target);
		if (Array.isArray(entry?.outcome)) for (const row of entry.outcome) Object.assign(row, more);
		else if (entry) entry.evidence = { ...entry.evidence, ...more };
	}

	isDone(target: T): boolean {
		return Array.isArray(this.byTarget.get(target)?.outcome);
	}

	/** Whether this, as the output calls it, has come of a target, or of any. */
	has(word: string, target?: T): boolean {
		const entries = target === undefined ? this.entries : [this.byTarget.get(target)];
		return entries.some(
			(entry) =>
				Array.isArray(entry?.outcome) && entry.outcome.some(({ outcome }) => outcome === word),
		);
	}

	failureOf(target: T): Failure | undefined {
		const { outcome } = this.byTarget.get(target) ?? {};
		return isFailure(outcome) ? outcome : undefined;
	}

	/** Makes a target one that nothing has come of yet. */
	reopen(target: T): void {
		delete this.byTarget.get(target)?.outcome;
	}
}
