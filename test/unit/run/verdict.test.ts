import type { Seen } from '../../../nodes/SlackAdminSessions/run/listing';
import type { Later } from '../../../nodes/SlackAdminSessions/run/sessionsAfter';
import { judge } from '../../../nodes/SlackAdminSessions/run/verdict';
import type { Devices } from '../../../nodes/SlackAdminSessions/parameters/devices';

const session = (session_id: number, os = 'Mac OS X') => ({ session_id, created: { os } });
const seen = (sessions: Array<ReturnType<typeof session>>, gap?: string): Seen => ({
	sessions: new Map(sessions.map((each) => [String(each.session_id), each])),
	places: new Set(),
	others: 0,
	...(gap !== undefined && { gap }),
});
const later = (sessions: Array<ReturnType<typeof session>>, gap?: string): Later => ({
	seen: seen(sessions),
	at: 'now',
	inVain: gap === undefined ? 0 : 1,
	...(gap !== undefined && { gap }),
});
const laptop = session(1);
const phone = session(2, 'iOS17');
const headset = session(3, 'visionOS');
const usual = { cutShort: false, secondTry: false };

interface Case {
	devices?: Devices;
	before?: Seen;
	after?: Later;
	circumstances?: Partial<typeof usual>;
	verified: boolean | null;
	/** A part of the note. */
	note?: string;
	open?: true;
}

test.each<[string, Case]>([
	['all are gone', { before: seen([laptop]), after: later([]), verified: true }],
	['one is left', { before: seen([laptop]), after: later([laptop]), verified: false, open: true }],
	['none before, none after', { before: seen([]), after: later([]), verified: true }],
	[
		'none before, one after',
		{ before: seen([]), after: later([phone]), verified: null, note: 'opened since' },
	],
	['not listed before', { after: later([]), verified: null, note: 'before the reset' }],
	[
		'not yet listed after',
		{ before: seen([laptop]), verified: null, note: 'after the reset', open: true },
	],
	[
		'listed after, in vain, for the last time',
		{
			before: seen([laptop]),
			after: { gap: 'no list', inVain: 3 },
			verified: null,
			note: 'after the reset: no list.',
		},
	],
	[
		'not whole before, and none of those is left',
		{
			before: seen([laptop], 'cut'),
			after: later([]),
			verified: null,
			note: 'before the reset: cut.',
		},
	],
	[
		'not whole before, and one is left',
		{ before: seen([laptop], 'cut'), after: later([laptop]), verified: false, open: true },
	],
	[
		'one was left, and the newest list could not be read',
		{
			before: seen([laptop]),
			after: later([laptop], 'no list'),
			verified: null,
			note: 'could not be listed again: no list.',
			open: true,
		},
	],
	[
		'none was left, and the execution ended: nothing is in doubt',
		{
			before: seen([laptop]),
			after: later([]),
			circumstances: { cutShort: true },
			verified: true,
		},
	],
	[
		'one was left, and the execution ended',
		{
			before: seen([laptop]),
			after: later([laptop]),
			circumstances: { cutShort: true },
			verified: null,
			note: 'execution ended',
			open: true,
		},
	],
	[
		'a second try that finds nothing',
		{
			before: seen([]),
			after: later([]),
			circumstances: { secondTry: true },
			verified: null,
			note: 'in that try',
		},
	],
	[
		'a second try that finds something, and it ends',
		{
			before: seen([laptop]),
			after: later([]),
			circumstances: { secondTry: true },
			verified: true,
		},
	],
	...(
		[
			['mobile', laptop, true],
			['mobile', phone, false],
			['mobile', headset, null],
			['web', laptop, false],
			['web', phone, true],
			['web', headset, null],
		] as const
	).map(([devices, left, verified]): [string, Case] => [
		`${devices}, and ${left.created.os} is left`,
		{
			devices,
			before: seen([left]),
			after: later([left]),
			verified,
			...(verified === null && { note: 'does not tell' }),
			...(verified === false && { open: true }),
		},
	]),
])('%s', (_, { devices, before, after, circumstances, verified, note, open = false }) => {
	const verdict = judge(devices, before, after, { ...usual, ...circumstances });
	expect([verdict.verified, verdict.open]).toEqual([verified, open]);
	if (note === undefined) expect(verdict.note).toBeUndefined();
	else expect(verdict.note).toContain(note);
});
