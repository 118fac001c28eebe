import { showValue } from '../redact';
import { readList, type Blanks } from './list';
import { oddCharacter } from './oddCharacter';
import { invalid } from './values';

/** An IP address as a number, and how many bits it has: 32 for IPv4, 128 for IPv6. */
export interface Address {
	bits: 32 | 128;
	value: bigint;
}

/** A range in CIDR notation. */
interface Range extends Address {
	prefix: number;
	/** Written without a length. */
	isAlone: boolean;
}

/** The addresses from the first to the last. */
interface Span {
	first: bigint;
	last: bigint;
}

/** By family, in order and apart from each other, so that 1,000 ranges are not gone through for each of 50,000 sessions. */
export type Ranges = Record<Address['bits'], Span[]>;

/** @returns nothing for a text that is no address. An IPv4 address that is written as IPv6 (::ffff:192.0.2.1) is the IPv4 address. */
export function parseAddress(text: string): Address | undefined {
	if (!text.includes(':')) return ipv4(text);
	const address = ipv6(text);
	if (address && address.value >> 32n === 0xffffn)
		return { bits: 32, value: address.value & 0xffffffffn };
	return address;
}

function ipv4(text: string): Address | undefined {
	const parts = text.split('.');
	if (
		parts.length !== 4 ||
		!parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)
	)
		return undefined;
	return { bits: 32, value: parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n) };
}

function ipv6(text: string): Address | undefined {
	const halves = text.split('::');
	if (halves.length > 2) return undefined;
	const [head, tail] = halves.map((half, index) =>
		half === '' ? [] : groups(half, index === halves.length - 1),
	);
	if (!head || (halves.length === 2 && !tail)) return undefined;
	const zeros = 8 - head.length - (tail?.length ?? 0);
	if (halves.length === 1 ? zeros !== 0 : zeros < 1) return undefined;
	const all = [...head, ...Array<bigint>(zeros).fill(0n), ...(tail ?? [])];
	return { bits: 128, value: all.reduce((value, group) => (value << 16n) | group, 0n) };
}

/** The 16-bit groups of a part of an IPv6 address, of which the last of all may be written as IPv4. */
function groups(text: string, isEnd: boolean): bigint[] | undefined {
	const parts = text.split(':');
	const last = parts.at(-1) ?? '';
	const v4 = isEnd && last.includes('.') ? ipv4(last) : undefined;
	if (v4) parts.pop();
	if (!parts.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) return undefined;
	return [
		...parts.map((part) => BigInt(`0x${part}`)),
		...(v4 ? [v4.value >> 16n, v4.value & 0xffffn] : []),
	];
}

/**
 * A list of ranges, with white space between them too. An address alone is a range of one.
 *
 * @throws {Refusal} when it is empty (it would make the whole company "outside") or any part of it is no range
 */
export function parseRanges(value: unknown, parameter: string, blanks: Blanks = 'skipped'): Ranges {
	const parts = readList(value, parameter, Array.isArray(value) ? 'refused' : blanks).flatMap(
		(part) => (typeof part === 'string' ? part.trim().split(/\s+/) : [part]),
	);
	if (parts.length === 0 || value === undefined || value === null) {
		throw invalid(
			`The filter '${parameter}' is empty: it is ${showValue(value)}`,
			`Give at least one range such as 203.0.113.0/24 in '${parameter}', or remove the filter. An empty list never means "no filter".`,
		);
	}
	const ranges = parts.map((part) => readRange(part, parameter));
	refuseFirstAndLast(ranges, parameter);
	return { 32: toSpans(ranges, 32), 128: toSpans(ranges, 128) };
}

function toSpans(ranges: Range[], family: Address['bits']): Span[] {
	const spans = ranges
		.filter(({ bits }) => bits === family)
		.map(({ bits, value, prefix }) => {
			const rest = BigInt(bits - prefix);
			const first = (value >> rest) << rest;
			return { first, last: first + (1n << rest) - 1n };
		})
		.sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
	const apart: Span[] = [];
	for (const span of spans) {
		const before = apart.at(-1);
		if (!before || before.last < span.first) apart.push(span);
		else if (before.last < span.last) before.last = span.last;
	}
	return apart;
}

function readRange(part: unknown, parameter: string): Range {
	const range = typeof part === 'string' ? parseRange(part) : undefined;
	if (range && isMask(range)) {
		throw invalid(
			`The filter '${parameter}' has a mask in it: ${showValue(part)}`,
			`A mask would be read as one address. Write each range by the length of its prefix in '${parameter}', as in 10.0.0.0/8 for 10.0.0.0 255.0.0.0.`,
		);
	}
	if (range) return range;
	const odd = typeof part === 'string' && oddCharacter(part);
	throw invalid(
		`The filter '${parameter}' has something in it that is no IP range: ${showValue(part)}${odd ? `, since it has ${odd} in it` : ''}`,
		`${odd ? 'Type it again instead of pasting it. ' : ''}Write ranges as 203.0.113.0/24 or 2001:db8::/32 in '${parameter}', with commas between them.`,
	);
}

/** Whether it is a mask as firewalls write it behind an address: 255.0.0.0, or 0.255.255.255. No session comes from such an address. */
function isMask({ bits, value, isAlone }: Range): boolean {
	if (!isAlone) return false;
	const zeros = (1n << BigInt(bits)) - 1n - value;
	return isAllOnes(zeros) || (bits === 32 && isAllOnes(value));
}

/** Whether the number is a row of ones in binary. */
function isAllOnes(value: bigint): boolean {
	return (value & (value + 1n)) === 0n;
}

/** An address that ends in .0 before the one that ends the same range in .255: two columns of a firewall's export. */
function refuseFirstAndLast(ranges: Range[], parameter: string): void {
	for (const [index, last] of ranges.entries()) {
		const first = ranges[index - 1];
		if (!first?.isAlone || !last.isAlone || first.bits !== last.bits) continue;
		const between = first.value ^ last.value;
		if (between < 255n || !isAllOnes(between) || (first.value & between) !== 0n) continue;
		throw invalid(
			`The filter '${parameter}' has the first and the last address of a range in it, in its entries ${index} and ${index + 1}`,
			`Each would be read as one address. Write the range by the length of its prefix in '${parameter}', as in 203.0.113.0/24 for 203.0.113.0 203.0.113.255.`,
		);
	}
}

function parseRange(text: string): Range | undefined {
	const [address = '', length, ...rest] = text.split('/');
	const parsed = parseAddress(address);
	if (!parsed || rest.length > 0) return undefined;
	// The length of an IPv4 range that is written as IPv6 counts the 96 bits before it.
	const before = parsed.bits === 32 && address.includes(':') ? 96 : 0;
	const prefix =
		length === undefined ? parsed.bits : /^\d{1,3}$/.test(length) ? Number(length) - before : -1;
	if (prefix < 0 || prefix > parsed.bits) return undefined;
	return { ...parsed, prefix, isAlone: length === undefined };
}

/** Whether the address is in one of the ranges; nothing where none of them is of its family, so that nobody can tell. */
export function isInside({ bits, value }: Address, ranges: Ranges): boolean | undefined {
	const spans = ranges[bits];
	if (spans.length === 0) return undefined;
	let [from, to] = [0, spans.length];
	while (from < to) {
		const middle = (from + to) >> 1;
		const { first, last } = spans[middle] as Span;
		if (first <= value && value <= last) return true;
		if (value < first) to = middle;
		else from = middle + 1;
	}
	return false;
}
