import type { Devices } from '../parameters/devices';
import { deviceKindOf } from '../slack/deviceKind';
import type { Session } from '../slack/methods';
import { LOOKS_IN_VAIN } from '../slack/policy';
import { has, type Seen } from './listing';
import type { Later } from './sessionsAfter';

/** What the lists before and after a reset prove. */
export interface Verdict {
	/** `null`: nothing is proved, and the note says why. */
	verified: boolean | null;
	note?: string;
	/** Those that were seen before and are still there, whether or not they should have ended. */
	left: Session[];
	/** Of these, the ones that were not meant: on devices of the other kind. */
	kept: Session[];
	fresh: Session[];
	counts: Counts;
	/** Whether another look may prove more. */
	open: boolean;
	/** Whether any session was seen before that should have ended. */
	hadAny: boolean;
}

/**
 * What a reader looks for first. `null`: the lists do not tell. What was seen counts, be the list whole or not; that there was nothing, only a whole
 * list can say.
 */
export interface Counts {
	ended: number | null;
	/** Of those that should have ended, or may have been meant. */
	left: number | null;
	fresh: number | null;
}

/** What is known of the run beside its lists. */
export interface Circumstances {
	/** The execution ended before Verify had looked for as long as it may. */
	cutShort: boolean;
	/** This is a second try, and the first may have ended sessions. */
	secondTry: boolean;
}

/** The rule of `verified`: true only where all sessions were seen before, and none of them that should have ended was left. */
export function judge(
	devices: Devices | undefined,
	before: Seen | undefined,
	later: Later | undefined,
	{ cutShort, secondTry }: Circumstances,
): Verdict {
	const had = [...(before?.sessions.values() ?? [])];
	const now = later?.seen;
	const left = now ? had.filter((session) => has(now, session)) : [];
	const fresh =
		before && now ? [...now.sessions.values()].filter((session) => !has(before, session)) : [];
	const meant = left.map((session) => shouldHaveEnded(session, devices));
	const isLeft = meant.includes(true);
	const kept = left.filter((session) => shouldHaveEnded(session, devices) === false);
	const isOpenEnd = isLeft && (cutShort || later?.gap !== undefined);
	const isInVain = now === undefined || later?.gap !== undefined;
	const verdict = {
		left,
		kept,
		fresh,
		counts: count(before, now, {
			gone: had.length - left.length,
			left: left.length - kept.length,
			fresh: fresh.length,
			noneIsAll: !isOpenEnd && !(had.length === 0 && secondTry),
		}),
		open: isInVain ? (later?.inVain ?? 0) < LOOKS_IN_VAIN : isLeft,
		hadAny: had.some((session) => shouldHaveEnded(session, devices) === true),
	};
	const unproved = (note: string) => ({ ...verdict, verified: null, note });

	if (!before) return { ...unproved(notes.notBefore), open: false };
	if (!now) return unproved(cutShort ? notes.cutShort : notes.notAfter(later?.gap));
	if (isLeft && cutShort) return unproved(notes.cutShort);
	if (isLeft && later?.gap !== undefined) return unproved(notes.notAgain(later.gap));
	if (isLeft) return { ...verdict, verified: false };
	if (before.gap !== undefined) return unproved(notes.notAllBefore(before.gap));
	if (meant.includes(undefined)) return unproved(notes.unknownDevice);
	if (had.length === 0 && secondTry) return unproved(notes.secondTry);
	if (had.length === 0 && fresh.length > 0) return unproved(notes.onlyAfter);
	return { ...verdict, verified: true };
}

/** @param noneIsAll whether "none has ended" is the last word: not where more may end yet, or may have ended in an earlier try */
function count(
	before: Seen | undefined,
	now: Seen | undefined,
	{
		gone,
		left,
		fresh,
		noneIsAll,
	}: Record<'gone' | 'left' | 'fresh', number> & { noneIsAll: boolean },
): Counts {
	if (!before || !now) return { ended: null, left: null, fresh: null };
	const whole = before.gap === undefined;
	// Each session that is there now was seen before, or is certainly new.
	const isTold = whole || fresh === 0;
	return {
		ended: gone > 0 || (whole && noneIsAll) ? gone : null,
		left: left > 0 || isTold ? left : null,
		fresh: isTold ? fresh : null,
	};
}

const notes = {
	notBefore: 'The sessions could not be listed before the reset.',
	notAllBefore: (gap: string) => `Not all sessions were listed before the reset: ${gap}.`,
	notAfter: (gap = 'no answer came in time') =>
		`The sessions could not be listed after the reset: ${gap}.`,
	notAgain: (gap: string) =>
		`The sessions in 'sessions_left' were there right after the reset, and could not be listed again: ${gap}.`,
	cutShort: "The execution ended before 'Verify' had looked for long enough after the reset.",
	unknownDevice:
		'Sessions are left on a device whose operating system does not tell whether it is a mobile one.',
	secondTry:
		"No session was seen before the reset. 'Retry On Fail' has run this node before: sessions may have ended in that try.",
	onlyAfter: 'No session was seen before the reset, and one was opened since.',
};

/** Slack does not say which sessions it counts as mobile. Where the operating system does not tell either, nobody knows. */
function shouldHaveEnded(session: Session, devices: Devices = 'all'): boolean | undefined {
	if (devices === 'all') return true;
	const kind = deviceKindOf(session);
	return kind && kind === (devices === 'mobile' ? 'mobile' : 'desktop');
}
