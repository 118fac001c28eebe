import type { IDataObject } from 'n8n-workflow';

import type { Session } from '../slack/methods';
import type { Seen } from './listing';
import type { Later } from './sessionsAfter';
import type { Counts, Verdict } from './verdict';

/** How the output tells what Verify has found. Since version 1.2 of the node the proof stands in front, in numbers. */
export function tellEvidence(
	typeVersion: number,
	{ verified, note, left, kept, fresh, counts }: Verdict,
	before: Seen | undefined,
	later: Later | undefined,
): IDataObject {
	const isInFront = typeVersion >= 1.2;
	const meant = left.filter((session) => !kept.includes(session));
	return {
		verified,
		...(isInFront && inNumbers(counts)),
		...(verified !== null && later?.at !== undefined && { verified_at: later.at }),
		...(note !== undefined && { verify_note: note }),
		...tellBefore(before),
		...(later?.seen && {
			sessions_left: toList(isInFront ? meant : left),
			...(isInFront && { sessions_kept: toList(kept) }),
			sessions_new: toList(fresh),
		}),
	};
}

/** Of whoever was not looked at after the reset, or in vain. */
export function tellNothingMore(
	typeVersion: number,
	note: string | undefined,
	before: Seen | undefined,
): IDataObject {
	return {
		verified: null,
		...(typeVersion >= 1.2 && inNumbers({ ended: null, left: null, fresh: null })),
		...(note !== undefined && { verify_note: note }),
		...tellBefore(before),
	};
}

/** The sessions that were seen before: all that there is of those that have ended. */
export function tellBefore(seen: Seen | undefined): IDataObject {
	return seen ? { sessions_before: toList([...seen.sessions.values()]) } : {};
}

function inNumbers({ ended, left, fresh }: Counts): IDataObject {
	return { sessions_ended: ended, still_signed_in: left, signed_in_again: fresh };
}

function toList(sessions: Session[]): IDataObject[] {
	return sessions as IDataObject[];
}

const FIRST = [
	...['message', 'description', 'code', 'ok', 'outcome'],
	...['verified', 'sessions_ended', 'still_signed_in', 'signed_in_again'],
];

const LAST = ['sessions_before', 'sessions_left', 'sessions_kept', 'sessions_new'];

/** n8n shows the fields in their order: the proof comes right after the outcome, and the lists at the end. */
export function proofInFront(row: IDataObject): IDataObject {
	// Before version 1.2 the order is the one that it was.
	if (!('sessions_ended' in row)) return row;
	const rest = Object.keys(row).filter((name) => !FIRST.includes(name) && !LAST.includes(name));
	const names = [...FIRST, ...rest, ...LAST].filter((name) => name in row);
	return Object.fromEntries(names.map((name) => [name, row[name]]));
}
