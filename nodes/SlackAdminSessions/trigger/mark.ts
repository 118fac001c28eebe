import type { AuditEntry } from '../slack/auditEntry';

/** Slack's log is read up to so long ago, so that an entry that arrives late still stands in its place. In seconds. */
export const HELD_BACK = 60;

/** How much of what was read is read again, for entries that arrive later still. In seconds. */
export const OVERLAP = 120;

/** The longest window, in seconds. */
const HOUR = 3_600;

/** After a window with more entries than this, the next one is not longer. */
const A_LOT = 1_000;

/** How far the events of one kind have been given out. Times are in Unix seconds. */
export interface Mark {
	/** The next window begins here. What is older has been dealt with, or is not wanted. */
	oldest: number;
	/** The log has been read up to here. */
	upTo: number;
	/** The length of the next window, in seconds: less than an hour after windows with too much in them. */
	span: number;
	/** When the trigger was last polled. */
	polled: number;
	/** What has been given out and will be read again: the time of each entry, by its ID. */
	seen: Record<string, number>;
}

/** A piece of the log that is closed. Both ends are included. */
export interface Window {
	oldest: number;
	latest: number;
}

/** The mark of a trigger that begins now: what was before is not given out. */
export function begin(now: number): Mark {
	return { oldest: now, upTo: now, span: HOUR, polled: now, seen: {} };
}

/** What was stored. Anything else than a mark is none: n8n's database can be edited by others. */
export function readMark(value: unknown): Mark | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	const { oldest, upTo, span, polled, seen } = value as Partial<Mark>;
	const areTimes = [oldest, upTo, span, polled].every(
		(number) => Number.isSafeInteger(number) && Number(number) > 0,
	);
	return areTimes && typeof seen === 'object' && seen !== null ? (value as Mark) : undefined;
}

/** A mark from which to go on, and the time that will not be read, where there is any. */
export interface Resumed {
	mark: Mark;
	notRead?: Window;
}

/**
 * After a time without polls, goes no further back than is wanted; while the trigger is polled, what it has yet to read stays wanted. A mark in the
 * future was made while this machine's clock was wrong, and would keep the trigger silent until then.
 *
 * @param most in seconds
 */
export function resume(mark: Mark, now: number, most: number): Resumed {
	const earliest = now - most;
	if (mark.polled < earliest && mark.upTo < earliest)
		return {
			mark: { ...begin(earliest), polled: now },
			notRead: { oldest: mark.upTo, latest: earliest },
		};
	if (mark.upTo > now + HOUR)
		return { mark: begin(now), notRead: { oldest: earliest, latest: now } };
	return { mark: { ...mark, polled: now } };
}

/** The next window to read, or nothing where there is no new time in it. */
export function nextWindow({ oldest, upTo, span }: Mark, now: number): Window | undefined {
	const latest = Math.min(upTo + span, now - HELD_BACK);
	return latest > upTo ? { oldest, latest } : undefined;
}

/** The mark for a shorter window, or nothing where there is none. */
export function halved(mark: Mark, now: number): Mark | undefined {
	const { upTo } = mark;
	const latest = nextWindow(mark, now)?.latest ?? upTo;
	const span = Math.floor((latest - upTo) / 2);
	return span > 0 ? { ...mark, span } : undefined;
}

/** What of a window is given out, oldest first, and the mark after it. */
export interface Step {
	given: AuditEntry[];
	mark: Mark;
}

/**
 * @param entries all that the log has of this window, newest first
 * @param weigh how many items an entry makes; none where the filters keep it back
 * @param room how many items are wanted; the entry that reaches it is given out whole
 */
export function advance(
	mark: Mark,
	window: Window,
	entries: AuditEntry[],
	now: number,
	weigh: (entry: AuditEntry) => number,
	room: number,
): Step {
	const given: AuditEntry[] = [];
	let left = room;
	let reached = mark.oldest;
	for (const entry of inOrder(entries)) {
		if (Object.hasOwn(mark.seen, entry.id) || !isInside(entry, window)) continue;
		const weight = weigh(entry);
		if (weight > 0 && left <= 0) return { given, mark: after(mark, given, reached, now) };
		if (weight > 0) given.push(entry);
		left -= weight;
		reached = entry.date_create;
	}
	const whole = after(mark, given, window.latest, now);
	const span = entries.length > A_LOT ? mark.span : Math.min(mark.span * 2, HOUR);
	return { given, mark: { ...whole, span } };
}

function isInside({ date_create }: AuditEntry, { oldest, latest }: Window): boolean {
	return oldest <= date_create && date_create <= latest;
}

/** @param reached nothing older than this is left of what was read */
function after(mark: Mark, given: AuditEntry[], reached: number, now: number): Mark {
	// A part of the log that is read long after its time gets no more late entries.
	const oldest = Math.max(mark.oldest, Math.min(reached, now - HELD_BACK - OVERLAP));
	const seen = new Map(Object.entries(mark.seen));
	for (const { id, date_create } of given) seen.set(id, date_create);
	return {
		...mark,
		oldest,
		upTo: Math.max(mark.upTo, reached),
		seen: Object.fromEntries([...seen].filter(([, time]) => time >= oldest)),
	};
}

/** Oldest first, each once; of one second in Slack's order. */
export function inOrder(entries: AuditEntry[]): AuditEntry[] {
	const byId = new Map([...entries].reverse().map((entry) => [entry.id, entry]));
	return [...byId.values()].sort(byTime);
}

export function byTime(a: AuditEntry, b: AuditEntry): number {
	return a.date_create - b.date_create;
}
