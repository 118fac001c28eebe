import fc from 'fast-check';
import { BlockList, isIP, isIPv4 } from 'node:net';

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
	['10.0.0.2', '10.0.0.1 10.0.0.2', true],
	['192.168.1.1', '10.0.0.0/8 192.168.0.0/16', true],
	['203.0.113.7', '0.0.0.0/0', true],
	['203.0.113.255', '203.0.113.0/24 203.0.113.255', true],
	['203.0.113.1', '203.0.113.1, 203.0.113.254', true],
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
	'10.0.0.0/255.0.0.0',
	'10.0.0.0 - 10.0.0.255',
	'10.0.0.*',
])('%s is no range', (range) => {
	expect(() => parseRanges(range, 'IP Inside')).toThrow(Refusal);
});

test.each([
	['10.0.0.0 255.0.0.0', 'has a mask in it: "255.0.0.0"'],
	['10.0.0.0\t255.255.255.252', 'has a mask in it'],
	['10.0.0.0, 255.0.0.0', 'has a mask in it'],
	['10.0.0.0\n255.0.0.0', 'has a mask in it'],
	['10.0.0.0 0.255.255.255', 'has a mask in it'],
	['10.0.0.5 0.0.0.0', 'has a mask in it'],
	['0.0.0.0 0.0.0.0', 'has a mask in it'],
	['2001:db8:: ffff:ffff::', 'has a mask in it'],
	['192.0.2.1, 10.0.0.0 10.255.255.255', 'in its entries 2 and 3'],
	['203.0.113.0\n203.0.113.255', 'the first and the last address of a range'],
	['2001:db8:: 2001:db8::ffff', 'the first and the last address of a range'],
	['203.0.113.0\u200b/24', 'the invisible character U+200B'],
	['203.0.113.0\u2044 24', 'the character U+2044'],
])('%j is refused: it %s', (ranges, why) => {
	expect(() => parseRanges(ranges, 'IP Outside')).toThrow(why);
});

test.each(['10.0.0.0/8,,192.0.2.1', ', 10.0.0.0/8', '10.0.0.0/8; ', '10.0.0.0/8,\n'])(
	'%j has a blank part beside a comma, which an expression must not have',
	(ranges) => {
		expect(() => parseRanges(ranges, 'IP Outside', 'refusedAtCommas')).toThrow('is empty');
		expect(parseRanges(ranges, 'IP Outside')[32]).not.toHaveLength(0);
	},
);

test('blank lines part ranges as ever', () => {
	expect(inside('192.0.2.1', '10.0.0.0/8\n\n192.0.2.1\n')).toBe(true);
});

test('what 1,000 ranges cost for 50,000 addresses grows with the logarithm of the ranges alone', () => {
	const ranges = parseRanges(
		Array.from({ length: 1_000 }, (_, index) => `10.${index >> 2}.${(index & 3) * 64}.0/20`),
		'IP Outside',
	);
	let looks = 0;
	const counted = new Proxy(ranges[32], {
		get: (spans, name, receiver) => {
			if (typeof name === 'string' && /^\d+$/.test(name)) looks++;
			return Reflect.get(spans, name, receiver) as unknown;
		},
	});
	let inside = 0;
	for (let index = 0; index < 50_000; index++) {
		const address = { bits: 32 as const, value: (10n << 24n) + BigInt(index * 331) };
		if (isInside(address, { ...ranges, 32: counted })) inside++;
	}
	expect(inside).toBeGreaterThan(10_000);
	expect(looks).toBeLessThanOrEqual(50_000 * 10);
});

/** Two kinds of values, 20,000 in all. */
const runs = { numRuns: 10_000 };

interface Place {
	bits: 32 | 128;
	value: bigint;
}

/** The plain spelling, made without the code under test. */
function spell({ bits, value }: Place): string {
	const size = bits === 32 ? 8n : 16n;
	const parts = Array.from({ length: bits / Number(size) }, (_, index) =>
		((value >> (BigInt(bits) - size * BigInt(index + 1))) & ((1n << size) - 1n)).toString(
			bits === 32 ? 10 : 16,
		),
	);
	return parts.join(bits === 32 ? '.' : ':');
}

/** Another spelling of the same address: that of browsers, in capitals, or an IPv4 address as IPv6. */
function respell(place: Place, how: 'plain' | 'short' | 'capitals' | 'mapped'): string {
	const plain = spell(place);
	if (place.bits === 32) return how === 'mapped' ? `::ffff:${plain}` : plain;
	if (how === 'short') return new URL(`http://[${plain}]`).hostname.slice(1, -1);
	return how === 'capitals' ? plain.toUpperCase() : plain;
}

const places = fc
	.constantFrom<32 | 128>(32, 128)
	.chain((bits) =>
		fc.record({
			bits: fc.constant(bits),
			value: fc.bigInt({ min: 0n, max: (1n << BigInt(bits)) - 1n }),
		}),
	)
	// IPv4 in IPv6 is spelt on purpose, not by chance.
	.filter(({ bits, value }) => bits === 32 || value >> 48n !== 0n);

const spellings = fc.constantFrom('plain', 'short', 'capitals', 'mapped');

/** Few of the last bits are other ones, so that about half of these are inside a range. */
function nearTo(all: Place[], { index, flips }: { index: number; flips: bigint }): Place {
	const { bits, value } = all[index % all.length] ?? { bits: 32, value: 0n };
	return { bits, value: value ^ (flips & ((1n << flips % BigInt(bits)) - 1n)) };
}

test('lists of ranges in every spelling hold the addresses that those of Node hold', () => {
	const ranges = fc.record({
		place: places,
		prefix: fc.nat(128),
		spelling: spellings,
		separator: fc.constantFrom(', ', ';', '\n', ' ', '\r\n', ',\n'),
	});
	const near = fc.record({ index: fc.nat(), flips: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }) });
	fc.assert(
		fc.property(
			fc.array(ranges, { minLength: 1, maxLength: 5 }),
			fc.oneof(places, near),
			spellings,
			(list, where, spelling) => {
				// One for each family: Node's holds an IPv4 address inside ::/0, with which nobody here compares it.
				const nodes = { 32: new BlockList(), 128: new BlockList() };
				let text = '';
				for (const { place, prefix, ...how } of list) {
					const length = prefix % (place.bits + 1);
					nodes[place.bits].addSubnet(spell(place), length, place.bits === 32 ? 'ipv4' : 'ipv6');
					const mapped = place.bits === 32 && how.spelling === 'mapped';
					text += `${respell(place, how.spelling)}/${length + (mapped ? 96 : 0)}${how.separator}`;
				}
				const place =
					'flips' in where
						? nearTo(
								list.map((range) => range.place),
								where,
							)
						: where;
				const comparable = list.some(({ place: { bits } }) => bits === place.bits);
				const expected = comparable
					? nodes[place.bits].check(spell(place), place.bits === 32 ? 'ipv4' : 'ipv6')
					: undefined;
				const found = inside(respell(place, spelling), text);
				if (found !== expected)
					throw new Error(`${spell(place)} in ${JSON.stringify(text)}: ${String(found)}`);
			},
		),
		runs,
	);
}, 120_000);

test('what is a range and what is not is as Node has it, for whatever is pasted', () => {
	const words = fc.oneof(
		fc.string({ unit: fc.constantFrom(...'0123456789abcf.:/'), maxLength: 24 }),
		fc
			.tuple(
				places,
				spellings,
				fc.constantFrom('', '/', '/8', '/24', '/33', '/96', '/129', '/08', '/x'),
			)
			.map(([place, spelling, end]) => respell(place, spelling) + end),
		fc
			.tuple(fc.array(fc.nat(300), { minLength: 3, maxLength: 5 }), fc.constantFrom('', '/7'))
			.map(([numbers, end]) => numbers.join('.') + end),
	);
	fc.assert(
		fc.property(words, (word) => {
			const [address = '', length = '', ...more] = word.split('/');
			const least = isIP(address) === 6 && isMapped(address) ? 96 : 0;
			const hasLength = word.includes('/');
			const isRange =
				isIP(address) !== 0 &&
				more.length === 0 &&
				(!hasLength ||
					(/^\d{1,3}$/.test(length) &&
						Number(length) >= least &&
						Number(length) <= (isIPv4(address) ? 32 : 128)));
			let refusal = '';
			try {
				parseRanges(word, 'IP Inside');
			} catch (error) {
				if (!(error instanceof Refusal)) throw error;
				refusal = error.message;
			}
			// A mask by itself is an address for Node.
			if (refusal.includes('has a mask in it') && isRange && !hasLength) return;
			if ((refusal === '') !== isRange) throw new Error(`${JSON.stringify(word)}: ${refusal}`);
		}),
		runs,
	);
}, 120_000);

function isMapped(address: string): boolean {
	return new URL(`http://[${address}]`).hostname.startsWith('[::ffff:');
}
