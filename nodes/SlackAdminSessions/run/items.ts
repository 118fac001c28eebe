import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';

import { isFailure, type Failure } from '../failure';
import { toError } from '../thrown';
import { NOT_FOUND, type Entry, type Outcomes } from './outcomes';
import { proofInFront } from './proof';

/** How many names a message lists before it counts the rest. */
const READABLE = 20;

/** The items of the output: each row of each entry, paired with the item that asked for it. */
export function toItems({ entries }: Outcomes<unknown>): INodeExecutionData[] {
	return entries.flatMap(({ itemIndex, about, outcome, evidence }) => {
		const rows = Array.isArray(outcome)
			? outcome.map(proofInFront)
			: [
					{
						error: proofInFront({ ...toJson(outcome ?? notTried, about), ...shortened(evidence) }),
					},
				];
		return rows.map((json) => ({ json, pairedItem: { item: itemIndex } }));
	});
}

/**
 * The one form in which a failed item leaves at the right output under both continue modes and keeps its fields: an object under `error`, no
 * other key, and no `error` beside `json`.
 */
function toJson(
	{ message, description, code, outcome }: Failure,
	{ user_id, session_id, requested_as }: IDataObject,
): IDataObject {
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

/** How many sessions of a user an error holds: n8n keeps and shows it as a whole. */
const MOST_SESSIONS = 50;

function shortened(evidence: IDataObject = {}): IDataObject {
	return Object.fromEntries(
		Object.entries(evidence).map(([name, value]) => [
			name,
			Array.isArray(value) ? value.slice(0, MOST_SESSIONS) : value,
		]),
	);
}

const notTried: Failure = {
	source: 'input',
	code: 'not_tried',
	outcome: 'failed',
	message: 'Nothing was sent for this item',
	description:
		'The execution was stopped, or reached its time limit, before it came to this item. Run the workflow again with the items that are left.',
};

/** The error that ends the run under Stop. n8n throws the finished items away, so that it must say what was done. */
export function stopError(
	context: IExecuteFunctions,
	outcomes: Outcomes<unknown>,
): NodeOperationError | NodeApiError {
	const first = outcomes.firstFailed;
	const failure = isFailure(first?.outcome) ? first.outcome : notTried;
	const description = [failure.description, summary(outcomes, failure), goOn(outcomes, failure)]
		.filter(Boolean)
		.join(' ');
	const itemIndex = first?.itemIndex ?? 0;
	const error = toError(context.getNode(), failure, {
		description,
		...(!failure.ofRun && { itemIndex, isOnly: context.getInputData().length === 1 }),
	});
	const evidence = seenBefore(outcomes);
	if (evidence.length > 0) Object.assign(error.context, { evidence });
	return error;
}

export const GO_ON =
	"To go on with the others in spite of it: the node's Settings → On Error → Continue (using error output).";

/** Under Stop one bad item ends the run of all, and n8n's own setting for that is not where people look. */
function goOn({ entries }: Outcomes<unknown>, failure: Failure): string {
	// A guard that keeps the whole run back does so under every setting.
	const others = entries.filter(
		({ outcome }) => !isFailure(outcome) || outcome.message !== failure.message,
	);
	if (others.length === 0 || failure.code === 'execution_ended') return '';
	return GO_ON;
}

/** The sessions of those who were done: they have ended, and this is all that is left of them. */
function seenBefore({ entries }: Outcomes<unknown>): IDataObject[] {
	return entries.flatMap(({ outcome }) =>
		(Array.isArray(outcome) ? outcome : []).flatMap(({ user_id, sessions_before }) =>
			sessions_before === undefined ? [] : [{ user_id, ...shortened({ sessions_before }) }],
		),
	);
}

/**
 * Who was done, who was not, who is unknown, how many were not tried.
 *
 * @param told a failure that has been told in full: whoever failed with the same message is not named again
 */
export function summary({ entries }: Outcomes<unknown>, told?: Failure): string {
	const failed = (how: Failure['outcome']) =>
		entries.filter(
			({ outcome }) =>
				isFailure(outcome) && outcome.outcome === how && outcome.message !== told?.message,
		);
	const settled = (isFound: boolean) =>
		entries.filter(
			({ outcome: rows }) =>
				Array.isArray(rows) && rows.every(({ outcome }) => outcome !== NOT_FOUND) === isFound,
		);
	const untried = entries.filter(({ outcome }) => outcome === undefined).length;
	return [
		nameSome('Done', settled(true)),
		nameSome('Not found', settled(false)),
		nameSome('Not known', failed('unknown')),
		nameSome('Not done', failed('failed')),
		untried === 0 ? '' : `Not tried: ${untried}.`,
	]
		.filter(Boolean)
		.join(' ');
}

function nameSome(what: string, entries: Array<Entry<unknown>>): string {
	if (entries.length === 0) return '';
	const names = entries
		.slice(0, READABLE)
		.map(({ about, itemIndex }) =>
			String(about.session_id ?? about.user_id ?? about.requested_as ?? `item ${itemIndex}`),
		);
	const more = entries.length > READABLE ? ` and ${entries.length - READABLE} more` : '';
	return `${what}: ${names.join(', ')}${more}.`;
}
