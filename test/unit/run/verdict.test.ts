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

describe('in numbers: what was seen counts, and that there was nothing only where the lists are whole', () => {
	interface Told {
		devices?: Devices;
		before?: Seen;
		after?: Later;
		circumstances?: Partial<typeof usual>;
		/** Ended, left, new. */
		counts: Array<number | null>;
		kept?: number;
	}

	test.each<[string, Told]>([
		['all are gone', { before: seen([laptop, phone]), after: later([]), counts: [2, 0, 0] }],
		[
			'one is left and one is new',
			{ before: seen([laptop, phone]), after: later([phone, headset]), counts: [1, 1, 1] },
		],
		['none before, none after', { before: seen([]), after: later([]), counts: [0, 0, 0] }],
		['none before, one after', { before: seen([]), after: later([phone]), counts: [0, 0, 1] }],
		[
			'mobile alone: the laptop was not meant',
			{
				devices: 'mobile',
				before: seen([laptop, phone]),
				after: later([laptop]),
				counts: [1, 0, 0],
				kept: 1,
			},
		],
		[
			'mobile alone: of a headset nobody knows whether it was meant, so that it counts as left',
			{
				devices: 'mobile',
				before: seen([laptop, headset]),
				after: later([laptop, headset]),
				counts: [0, 1, 0],
				kept: 1,
			},
		],
		['not listed before', { after: later([laptop]), counts: [null, null, null] }],
		['not listed after', { before: seen([laptop]), counts: [null, null, null] }],
		[
			'not whole before: those who are there now can be old or new',
			{ before: seen([laptop], 'cut'), after: later([phone]), counts: [1, null, null] },
		],
		[
			'not whole before, and nobody is there now',
			{ before: seen([laptop], 'cut'), after: later([]), counts: [1, 0, 0] },
		],
		[
			'nothing seen before in a list that is not whole, and nobody is there now',
			{ before: seen([], 'cut'), after: later([]), counts: [null, 0, 0] },
		],
		[
			'not whole before, one of those is left beside another',
			{ before: seen([laptop], 'cut'), after: later([laptop, phone]), counts: [null, 1, null] },
		],
		[
			'the execution ended while all were left: more may end yet',
			{
				before: seen([laptop]),
				after: later([laptop]),
				circumstances: { cutShort: true },
				counts: [null, 1, 0],
			},
		],
		[
			'the newest list could not be read, and one of two had ended by the one before',
			{
				before: seen([laptop, phone]),
				after: later([laptop], 'no list'),
				counts: [1, 1, 0],
			},
		],
		[
			'a second try that finds nothing: sessions may have ended in the first',
			{
				before: seen([]),
				after: later([]),
				circumstances: { secondTry: true },
				counts: [null, 0, 0],
			},
		],
	])('%s', (_, { devices, before, after, circumstances, counts, kept = 0 }) => {
		const verdict = judge(devices, before, after, { ...usual, ...circumstances });
		const { ended, left, fresh } = verdict.counts;
		expect([[ended, left, fresh], verdict.kept.length]).toEqual([counts, kept]);
	});
});
