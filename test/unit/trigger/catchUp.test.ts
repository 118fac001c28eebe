import fc from 'fast-check';

import type { AuditEntry } from '../../../nodes/SlackAdminSessions/slack/auditEntry';
import { catchUp, type Log, type Marks } from '../../../nodes/SlackAdminSessions/trigger/catchUp';
import {
	actionsOf,
	eventKinds,
	kindOf,
	type EventKind,
} from '../../../nodes/SlackAdminSessions/trigger/events';
import { begin, HELD_BACK, OVERLAP } from '../../../nodes/SlackAdminSessions/trigger/mark';

const START = 1_800_000_000;

/** An entry, and when it can be read. */
interface Logged {
	entry: AuditEntry;
	arrives: number;
}

let ids = 0;
const logged = (kind: EventKind, second: number, delay = 0): Logged => ({
	entry: {
		id: `entry ${ids++}`,
		date_create: START + second,
		action: actionsOf[kind][0] as string,
	},
	arrives: START + second + delay,
});

/** A log that finds more than so many entries too much, fails now and then, and is read so often at the most. */
class Fake implements Log {
	reads: Array<{ kinds: readonly EventKind[]; seconds: number }> = [];

	constructor(
		private readonly entries: Logged[],
		private readonly now: number,
		private readonly fails: boolean[] = [],
		private readonly mostReads = Infinity,
		private readonly tooMuch = 40,
	) {}

	get spent(): boolean {
		return this.reads.length >= this.mostReads;
	}

	read: Log['read'] = (kinds, { oldest, latest }, whole) => {
		this.reads.push({ kinds, seconds: latest - oldest });
		expect(latest).toBeLessThanOrEqual(this.now - HELD_BACK);
		if (this.fails[this.reads.length - 1]) return Promise.reject(new Error('429'));
		const found = this.entries
			.filter(
				({ entry, arrives }) =>
					arrives <= this.now &&
					kinds.includes(kindOf(entry.action) as EventKind) &&
					oldest <= entry.date_create &&
					entry.date_create <= latest,
			)
			.map(({ entry }) => entry)
			.sort((a, b) => b.date_create - a.date_create);
		return Promise.resolve(whole || found.length <= this.tooMuch ? found : undefined);
	};
}

const one = () => 1;

const places = ({ given }: { given: AuditEntry[] }) =>
	given.map(({ date_create }) => date_create - START);

const newMarks = (kinds: readonly EventKind[] = eventKinds): Marks =>
	Object.fromEntries(kinds.map((kind) => [kind, begin(START)]));

interface Poll {
	/** Seconds since the one before. */
	after: number;
	fails: boolean[];
	mostReads: number;
	most: number;
	/** n8n starts again afterwards: it has what was saved with the last items. */
	restarts: boolean;
}

const aPoll: fc.Arbitrary<Poll> = fc.record({
	after: fc.oneof(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 9_000 })),
	fails: fc.array(fc.boolean(), { maxLength: 3 }),
	mostReads: fc.integer({ min: 1, max: 8 }),
	most: fc.integer({ min: 1, max: 30 }),
	restarts: fc.boolean(),
});

/** Seconds after the start, many of them the same, and how late the entry is. */
const someEntries = (mostLate: number) =>
	fc
		.array(
			fc.tuple(
				fc.constantFrom(...eventKinds),
				fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: -100, max: 20_000 })),
				fc.integer({ min: 0, max: mostLate }),
			),
			{ maxLength: 120 },
		)
		.map((all) => all.map(([kind, second, delay]) => logged(kind, second, delay)));

/** Polls as n8n does, and then until all is out. */
async function pollAll(entries: Logged[], polls: Poll[]): Promise<AuditEntry[]> {
	const out: AuditEntry[] = [];
	let now = START;
	let marks = newMarks();
	let saved = JSON.stringify(marks);
	const atLast = { fails: [], mostReads: Infinity, most: Infinity, restarts: false };
	const rest: Poll[] = [25_000, 60, 60, 60].map((after) => ({ ...atLast, after }));
	for (const { after, fails, mostReads, most, restarts } of [...polls, ...rest]) {
		now += after;
		const log = new Fake(entries, now, fails, mostReads);
		const caught = await catchUp(marks, log, now, one, most);
		({ marks } = caught);
		out.push(...caught.given);
		expect(places(caught)).toEqual(places(caught).sort((a, b) => a - b));
		if (caught.given.length > 0) saved = JSON.stringify(marks);
		if (restarts) marks = JSON.parse(saved) as Marks;
	}
	return out;
}

const wanted = (entries: Logged[]) =>
	entries.map(({ entry }) => entry).filter(({ date_create }) => date_create >= START);

const named = (entries: AuditEntry[]) => entries.map(({ id }) => id).sort();

test('each entry comes out once, whatever fails, restarts, is cut short or comes late', async () => {
	await fc.assert(
		fc.asyncProperty(
			someEntries(HELD_BACK + OVERLAP),
			fc.array(aPoll, { maxLength: 25 }),
			async (entries, polls) => {
				expect(named(await pollAll(entries, polls))).toEqual(named(wanted(entries)));
			},
		),
		{ numRuns: 150 },
	);
});

test('those that are at most a minute late come out in order, each kind by itself', async () => {
	await fc.assert(
		fc.asyncProperty(
			someEntries(HELD_BACK),
			fc.array(aPoll, { maxLength: 25 }),
			async (entries, polls) => {
				const out = await pollAll(entries, polls);
				expect(named(out)).toEqual(named(wanted(entries)));
				for (const kind of eventKinds) {
					const times = out
						.filter(({ action }) => kindOf(action) === kind)
						.map(({ date_create }) => date_create);
					expect(times).toEqual([...times].sort((a, b) => a - b));
				}
			},
		),
		{ numRuns: 80 },
	);
});

test('where nothing happens, a poll is one call for all kinds', async () => {
	let marks = newMarks();
	for (let now = START + 120; now < START + 720; now += 60) {
		const log = new Fake([], now);
		({ marks } = await catchUp(marks, log, now, one, 100));
		expect(log.reads).toHaveLength(1);
	}
});

test('a week of sign-ins does not hold up an anomaly, and comes out bit by bit', async () => {
	const signIns = Array.from({ length: 600 }, (_, hour) => logged('signIn', hour * 1_000));
	const now = START + 700_000;
	const alarm = logged('anomaly', 699_900);
	const first = await catchUp(newMarks(), new Fake([...signIns, alarm], now), now, one, 50);
	expect(first.given).toContainEqual(alarm.entry);
	expect(first.given).toHaveLength(50);
	const second = await catchUp(first.marks, new Fake([...signIns, alarm], now), now, one, 70);
	expect(named(second.given)).toEqual(named(signIns.slice(49, 119).map(({ entry }) => entry)));
});

test('too many entries for a window are read in shorter ones, the anomalies by themselves', async () => {
	const signIns = Array.from({ length: 100 }, (_, second) => logged('signIn', second * 10));
	const now = START + 1_060;
	const log = new Fake([...signIns, logged('anomaly', 990)], now);
	const { given } = await catchUp(newMarks(), log, now, one, Infinity);
	expect(given).toHaveLength(101);
	expect(log.reads.slice(0, 4)).toEqual([
		{ kinds: [...eventKinds], seconds: 1_000 },
		{ kinds: ['anomaly'], seconds: 1_000 },
		{ kinds: ['sessionsEnded'], seconds: 1_000 },
		{ kinds: ['signIn'], seconds: 1_000 },
	]);
	expect(Math.max(...log.reads.slice(4).map(({ seconds }) => seconds))).toBe(500);
});

test('what was found before a call failed is given out, with the marks of it alone', async () => {
	const alarm = logged('anomaly', 10);
	const signIn = logged('signIn', 10);
	const now = START + 200;
	const marks = { anomaly: begin(START), signIn: begin(START - 1) };
	const entries = [alarm, signIn];
	const caught = await catchUp(marks, new Fake(entries, now, [false, true]), now, one, 100);
	expect(caught).toMatchObject({ given: [alarm.entry], error: new Error('429') });
	expect(caught.marks.signIn).toEqual(marks.signIn);
	const next = await catchUp(caught.marks, new Fake(entries, now), now, one, 100);
	expect(next).toEqual({ given: [signIn.entry], marks: expect.anything() });
});

test('an entry that makes many items is given out whole, and ends the poll', async () => {
	const [bulk, later] = [logged('sessionsEnded', 10), logged('sessionsEnded', 11)];
	const now = START + 200;
	const weigh = ({ id }: AuditEntry) => (id === bulk.entry.id ? 1_000 : 1);
	const marks = newMarks(['sessionsEnded']);
	const caught = await catchUp(marks, new Fake([bulk, later], now), now, weigh, 5);
	expect(caught.given).toEqual([bulk.entry]);
	const rest = await catchUp(caught.marks, new Fake([bulk, later], now), now, weigh, 5);
	expect(rest.given).toEqual([later.entry]);
});

test('entries that a filter keeps back take no room and are not kept in mind', async () => {
	const entries = Array.from({ length: 30 }, (_, second) => logged('signIn', second));
	const now = START + 200;
	const wantedId = entries[29]?.entry.id;
	const weigh = ({ id }: AuditEntry) => Number(id === wantedId);
	const { given, marks } = await catchUp(
		newMarks(['signIn']),
		new Fake(entries, now),
		now,
		weigh,
		1,
	);
	expect(given).toEqual([entries[29]?.entry]);
	expect(Object.keys(marks.signIn?.seen ?? {})).toEqual([wantedId]);
});

test('what Slack gives from outside the window is not given out', async () => {
	const now = START + 200;
	const old = logged('anomaly', -1_000_000).entry;
	const log: Log = { spent: false, read: () => Promise.resolve([old]) };
	expect((await catchUp(newMarks(), log, now, one, 10)).given).toEqual([]);
});
