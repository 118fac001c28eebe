import {
	isInside,
	parseAddress,
	parseRanges,
} from '../../../nodes/SlackAdminSessions/parameters/ipRange';
import { Refusal } from '../../../nodes/SlackAdminSessions/failure';

const inside = (address: string, range: string) => {
	const parsed = parseAddress(address);
	return parsed && isInside(parsed, parseRanges(range, 'IP Inside'));
};

test.each([
	['10.0.0.1', '::ffff:10.0.0.0/120', true],
	['10.0.1.1', '::ffff:10.0.0.0/120', false],
	['10.200.0.1', '::ffff:a00:0/104', true],
	['::ffff:10.0.0.1', '10.0.0.0/24', true],
	['203.0.113.7', '::ffff:203.0.113.7', true],
	['2001:db8::1', '2001:db8::/32', true],
	['64:ff9b::192.0.2.1', '64:ff9b::c000:201', true],
	['2001:db8::1', '10.0.0.0/8', undefined],
])('%s in %s: %s', (address, range, expected) => {
	expect(inside(address, range)).toBe(expected);
});

test.each([
	'::ffff:10.0.0.0/24',
	'::ffff:10.0.0.0/129',
	'1.2.3.4::',
	'1.2.3.4::/32',
	'1.2.3.4:5::',
	'::1::',
	'1:2:3:4:5:6:7',
	'10.0.0.0/',
	'010.0.0.1',
])('%s is no range', (range) => {
	expect(() => parseRanges(range, 'IP Inside')).toThrow(Refusal);
});
