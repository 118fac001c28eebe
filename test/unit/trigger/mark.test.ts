import {
	begin,
	HELD_BACK,
	nextWindow,
	readMark,
	resume,
} from '../../../nodes/SlackAdminSessions/trigger/mark';

const NOW = 1_800_000_000;
const HOUR = 3_600;
const DAY = 24 * HOUR;

test('a window is an hour at the most, and ends a minute ago', () => {
	expect(nextWindow(begin(NOW), NOW)).toBeUndefined();
	expect(nextWindow(begin(NOW), NOW + HELD_BACK)).toBeUndefined();
	expect(nextWindow(begin(NOW), NOW + 100)).toEqual({ oldest: NOW, latest: NOW + 40 });
	expect(nextWindow(begin(NOW), NOW + DAY)).toEqual({ oldest: NOW, latest: NOW + HOUR });
});

test('after a week without polls it goes back as far as is wanted, and says what is not read', () => {
	expect(resume(begin(NOW - 7 * DAY), NOW, DAY)).toEqual({
		mark: begin(NOW - DAY),
		notRead: { oldest: NOW - 7 * DAY, latest: NOW - DAY },
	});
	expect(resume(begin(NOW - HOUR), NOW, DAY)).toEqual({ mark: begin(NOW - HOUR) });
});

test('a mark that was made by a wrong clock does not keep the trigger silent', () => {
	expect(resume(begin(NOW + 7 * DAY), NOW, DAY)).toEqual({
		mark: begin(NOW),
		notRead: { oldest: NOW - DAY, latest: NOW },
	});
	expect(resume(begin(NOW + 10), NOW, DAY)).toEqual({ mark: begin(NOW + 10) });
});

test.each([
	[undefined],
	[null],
	['yesterday'],
	[{}],
	[{ ...begin(NOW), upTo: '5' }],
	[{ ...begin(NOW), oldest: null }],
	[{ ...begin(NOW), span: 0 }],
	[{ ...begin(NOW), seen: undefined }],
])('%j is no mark', (stored) => {
	expect(readMark(stored)).toBeUndefined();
	expect(readMark(JSON.parse(JSON.stringify(begin(NOW))))).toEqual(begin(NOW));
});
