import { showValue } from '../redact';
import { invalid } from './values';

/** An IP address as a number, and how many bits it has: 32 for IPv4, 128 for IPv6. */
export interface Address {
	bits: 32 | 128;
	value: bigint;
}

/** A range in CIDR notation. */
export interface Range extends Address {
	prefix: number;
}

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
 * A list of ranges: a text with commas or line ends between them, or a list by expression. An address alone is a range of one.
 *
 * @throws {Refusal} when it is empty (it would make the whole company "outside") or any part of it is no range
 */
export function parseRanges(value: unknown, parameter: string): Range[] {
	const parts: unknown[] = Array.isArray(value)
		? value
		: typeof value === 'string'
			? value.split(/[,;\s]+/).filter((part) => part !== '')
			: [value];
	if (parts.length === 0 || value === undefined || value === null) {
		throw invalid(
			`The filter '${parameter}' is empty: it is ${showValue(value)}`,
			`Give at least one range such as 203.0.113.0/24 in '${parameter}', or remove the filter. An empty list never means "no filter".`,
		);
	}
	return parts.map((part) => {
		const range = typeof part === 'string' ? parseRange(part.trim()) : undefined;
		if (range) return range;
		throw invalid(
			`The filter '${parameter}' has something in it that is no IP range: ${showValue(part)}`,
			`Write ranges as 203.0.113.0/24 or 2001:db8::/32 in '${parameter}', with commas between them.`,
		);
	});
}

function parseRange(text: string): Range | undefined {
	const [address = '', length, ...rest] = text.split('/');
	const parsed = parseAddress(address);
	if (!parsed || rest.length > 0) return undefined;
	// The length of an IPv4 range that is written as IPv6 counts the 96 bits before it.
	const before = parsed.bits === 32 && address.includes(':') ? 96 : 0;
	const prefix =
		length === undefined ? parsed.bits : /^\d{1,3}$/.test(length) ? Number(length) - before : -1;
	return prefix >= 0 && prefix <= parsed.bits ? { ...parsed, prefix } : undefined;
}

/** Whether the address is in one of the ranges; nothing where none of them is of its family, so that nobody can tell. */
export function isInside(address: Address, ranges: Range[]): boolean | undefined {
	const comparable = ranges.filter(({ bits }) => bits === address.bits);
	if (comparable.length === 0) return undefined;
	return comparable.some(
		({ bits, value, prefix }) =>
			address.value >> BigInt(bits - prefix) === value >> BigInt(bits - prefix),
	);
}
