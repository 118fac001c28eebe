import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import type { Failure } from '../failure';

/** One thing that was asked for, and what came of it. */
export interface Entry<T> {
	itemIndex: number;
	/** Set once it has been planned and its user is known. */
	target?: T;
	/** How the output speaks of it. */
	about: IDataObject;
	/** The rows of the output, or why there are none. Unset: not tried. */
	outcome?: IDataObject[] | Failure;
}

/** How many names a message lists before it counts the rest. */
const READABLE = 20;

/** What came of everything that a run was asked for, in the order of the items. */
export class Outcomes<T> {
	readonly entries: Array<Entry<T>> = [];

	private readonly byTarget = new Map<T, Entry<T>>();

	/** What went wrong first in time: under Stop, the one that ended the run. */
	private firstFailed?: Entry<T>;

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
		if (!Array.isArray(outcome)) this.firstFailed ??= entry;
	}

	/** @param at the item that is the cause, if one is */
	failOpen(failure: Failure, at?: number): void {
		const cause = this.entries.find(
			({ itemIndex, outcome }) => itemIndex === at && outcome === undefined,
		);
		if (cause) this.settleEntry(cause, failure);
		for (const entry of this.entries)
			if (entry.outcome === undefined) this.settleEntry(entry, failure);
	}

	items(): INodeExecutionData[] {
		return this.entries.flatMap(({ itemIndex, about, outcome }) => {
			const rows = Array.isArray(outcome) ? outcome : [{ error: toJson(outcome, about) }];
			return rows.map((json) => ({ json, pairedItem: { item: itemIndex } }));
		});
	}

	/** The error that ends the run under Stop. n8n throws the finished items away, so that it must say what was done. */
	stopError(): NodeOperationError | NodeApiError {
		const first = this.firstFailed;
		const failure = first?.outcome as Failure;
		return toError(
			this.context,
			failure,
			first?.itemIndex ?? 0,
			`${failure.description} ${this.summary(first)}`.trim(),
		);
	}

	/** Who was done, who was not, who is unknown, how many were not tried. */
	summary(but?: Entry<T>): string {
		// A reason that is everybody's has been told once, with the one that it was told of.
		const told = (but?.outcome as Failure | undefined)?.message;
		const failed = (how: Failure['outcome']) =>
			this.entries.filter(
				({ outcome }) => isFailure(outcome) && outcome.outcome === how && outcome.message !== told,
			);
		const notTried = this.entries.filter(({ outcome }) => outcome === undefined).length;
		return [
			list(
				'Done',
				this.entries.filter(({ outcome }) => Array.isArray(outcome)),
			),
			list('Not known', failed('unknown')),
			list('Not done', failed('failed')),
			notTried === 0 ? '' : `Not tried: ${notTried}.`,
		]
			.filter(Boolean)
			.join(' ');
	}

	/** Adds to what came of a target that was done. */
	amend(target: T, more: IDataObject): void {
		const { outcome } = this.byTarget.get(target) ?? {};
		if (Array.isArray(outcome)) for (const row of outcome) Object.assign(row, more);
	}

	/** Whether the target was done. */
	isDone(target: T): boolean {
		return Array.isArray(this.byTarget.get(target)?.outcome);
	}
}

function isFailure(outcome: Entry<unknown>['outcome']): outcome is Failure {
	return outcome !== undefined && !Array.isArray(outcome);
}

function list(what: string, entries: Array<Entry<unknown>>): string {
	if (entries.length === 0) return '';
	const names = entries
		.slice(0, READABLE)
		.map(({ about }) => String(about.session_id ?? about.user_id ?? about.requested_as));
	const more = entries.length > READABLE ? ` and ${entries.length - READABLE} more` : '';
	return `${what}: ${names.join(', ')}${more}.`;
}

/**
 * The one form in which a failed item leaves at the right output under both continue modes and keeps its fields: an object under `error`, no
 * other key, and no `error` beside `json`.
 */
function toJson(
	failure: Failure | undefined,
	{ user_id, session_id, requested_as }: IDataObject,
): IDataObject {
	const { message, description, code, outcome } = failure ?? notTried;
	return {
		message,
		description,
		code,
		outcome,
		...(user_id !== undefined && { user_id }),
		...(session_id !== undefined && { session_id }),
		...(requested_as !== undefined && { requested_as }),
	};
}

const notTried: Failure = {
	source: 'input',
	code: 'not_tried',
	outcome: 'failed',
	message: 'Nothing was sent for this item',
	description: 'The run ended before it came to this item. Run the workflow again.',
};

function toError(
	context: IExecuteFunctions,
	failure: Failure,
	itemIndex: number,
	description: string,
): NodeOperationError | NodeApiError {
	const message = `${failure.message} [item ${itemIndex}]`;
	const node = context.getNode();
	const error =
		failure.source === 'input'
			? new NodeOperationError(node, message, { itemIndex, description })
			: // Nothing of the answer goes in: n8n stores it, and an answer can echo the token.
				new NodeApiError(
					node,
					{ code: failure.code },
					{ itemIndex, message, description, httpCode: failure.httpCode ?? '200' },
				);
	// n8n replaces a message in which it finds a name such as ENOENT, be it part of a user's value.
	error.message = message;
	Object.assign(error.context, { code: failure.code, outcome: failure.outcome });
	return error;
}
