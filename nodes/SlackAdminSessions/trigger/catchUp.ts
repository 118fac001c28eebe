import type { AuditEntry } from '../slack/auditEntry';
import { eventKinds, kindOf, type EventKind } from './events';
import {
	advance,
	byTime,
	halved,
	HELD_BACK,
	inOrder,
	nextWindow,
	type Mark,
	type Window,
} from './mark';

/** A mark for each kind of event, so that a week of sign-ins does not hold up an anomaly. */
export type Marks = Partial<Record<EventKind, Mark>>;

/** Where the entries come from. */
export interface Log {
	/** Whether no further window is to be begun in this poll. */
	readonly spent: boolean;
	/**
	 * All entries of these kinds in the window, newest first.
	 *
	 * @param whole whether all is wanted, however much it is
	 * @returns nothing where it was too much
	 */
	read(
		kinds: readonly EventKind[],
		window: Window,
		whole: boolean,
	): Promise<AuditEntry[] | undefined>;
}

/** What a poll has found. */
export interface Caught {
	/** Oldest first. */
	given: AuditEntry[];
	marks: Marks;
	/** What ended the reading, where something went wrong. What was found before is good. */
	error?: unknown;
}

/**
 * Reads on from the marks. Each window is read to its end before anything of it is given out: Slack gives the newest first.
 *
 * @param now in Unix seconds
 * @param weigh how many items an entry makes
 * @param most after so many items the rest is left to the next poll
 */
export async function catchUp(
	before: Marks,
	log: Log,
	now: number,
	weigh: (entry: AuditEntry) => number,
	most: number,
): Promise<Caught> {
	const marks = { ...before };
	const given: AuditEntry[] = [];
	let room = most;
	const queue = together(marks);
	try {
		for (let kinds = queue.shift(); kinds && room > 0 && !log.spent; kinds = queue.shift()) {
			const mark = shared(marks, kinds);
			const window = nextWindow(mark, now);
			if (!window) continue;
			// If the trigger is far behind, each kind catches up by itself: first the kind that must not wait.
			if (kinds.length > 1 && window.latest < now - HELD_BACK) {
				queue.unshift(...alone(kinds));
				continue;
			}
			const shorter = halved(mark, now);
			const entries = await log.read(kinds, window, kinds.length === 1 && !shorter);
			if (!entries) {
				if (kinds.length === 1 && shorter) marks[kinds[0] as EventKind] = shorter;
				queue.unshift(...alone(kinds));
				continue;
			}
			const ids = new Set<string>();
			for (const kind of kinds) {
				const own = entries.filter(({ action }) => kindOf(action) === kind);
				const step = advance(marks[kind] as Mark, window, own, now, weigh, room);
				marks[kind] = step.mark;
				for (const entry of step.given) {
					ids.add(entry.id);
					room -= weigh(entry);
				}
			}
			// Together, so that those of one second stand in Slack's order, of whatever kind.
			for (const entry of inOrder(entries)) if (ids.has(entry.id)) given.push(entry);
			queue.unshift(kinds);
		}
	} catch (error) {
		return { given: given.sort(byTime), marks, error };
	}
	return { given: given.sort(byTime), marks };
}

/** The kinds whose marks are at the same place: one call reads them all. */
function together(marks: Marks): EventKind[][] {
	const groups = new Map<string, EventKind[]>();
	for (const kind of eventKinds) {
		const mark = marks[kind];
		if (!mark) continue;
		const place = `${mark.oldest} ${mark.upTo}`;
		groups.set(place, [...(groups.get(place) ?? []), kind]);
	}
	return [...groups.values()];
}

function alone(kinds: readonly EventKind[]): EventKind[][] {
	return kinds.map((kind) => [kind]);
}

/** Of kinds that are at the same place, the mark with the shortest window. */
function shared(marks: Marks, kinds: readonly EventKind[]): Mark {
	return kinds
		.map((kind) => marks[kind] as Mark)
		.reduce((shortest, mark) => (mark.span < shortest.span ? mark : shortest));
}
