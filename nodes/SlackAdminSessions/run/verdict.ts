import type { IDataObject } from 'n8n-workflow';

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
	left: Session[];
	fresh: Session[];
	/** Whether another look may prove more. */
	open: boolean;
	/** Whether any session was seen before that should have ended. */
	hadAny: boolean;
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
	const isInVain = now === undefined || later?.gap !== undefined;
	const verdict = {
		left,
		fresh,
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

const notes = {
	notBefore: 'The sessions could not be listed before the reset.',
	notAllBefore: (gap: string) => `Not all sessions were listed before the reset: ${gap}.`,
	notAfter: (gap = 'no answer came in time') =>
		`The sessions could not be listed after the reset: ${gap}.`,
	notAgain: (gap: string) =>
		`The sessions in sessions_left were there right after the reset, and could not be listed again: ${gap}.`,
	cutShort: 'The execution ended before Verify had looked for long enough after the reset.',
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

/** How the output tells a verdict. */
export function evidenceOf(
	{ verified, note, left, fresh }: Verdict,
	before: Seen | undefined,
	later: Later | undefined,
): IDataObject {
	return {
		verified,
		...(verified !== null && later?.at !== undefined && { verified_at: later.at }),
		...(note !== undefined && { verify_note: note }),
		...(before && { sessions_before: [...before.sessions.values()] as IDataObject[] }),
		...(later?.seen && {
			sessions_left: left as IDataObject[],
			sessions_new: fresh as IDataObject[],
		}),
	};
}
