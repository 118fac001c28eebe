import { invalidArguments } from './refusal';

/** What a method takes. Slack passes over what it does not know; here it is refused, so that a misspelt argument is found. */
export type Kind = 'text' | 'integer' | 'boolean' | 'list';
export type Takes = Record<string, Kind | `${Kind}!`>;

export type Arguments = Record<string, string | number | boolean | string[] | undefined>;

/** Reads a form as a method's arguments; `!` marks one that must be there. */
export function readArguments(takes: Takes, body: string): Arguments {
	const fields = new URLSearchParams(body);
	for (const name of fields.keys()) {
		if (!Object.hasOwn(takes, name)) throw invalidArguments(`unknown field: ${name}`);
		if (fields.getAll(name).length > 1) throw invalidArguments(`field given twice: ${name}`);
	}
	const read: Arguments = {};
	for (const [name, kind] of Object.entries(takes)) {
		const text = fields.get(name);
		if (text === null || text === '') {
			if (kind.endsWith('!')) throw invalidArguments(`missing required field: ${name}`);
			if (text === '') throw invalidArguments(`empty field: ${name}`);
			continue;
		}
		read[name] = readers[kind.replace('!', '') as Kind](text, name);
	}
	return read;
}

const readers: Record<Kind, (text: string, name: string) => string | number | boolean | string[]> =
	{
		text: (text) => text,
		integer: (text, name) => {
			if (!/^[1-9]\d{0,18}$/.test(text)) throw invalidArguments(`not an integer: ${name}`);
			return Number(text);
		},
		boolean: (text, name) => {
			if (text !== 'true' && text !== 'false') throw invalidArguments(`not a boolean: ${name}`);
			return text === 'true';
		},
		list: (text, name) => {
			let list: unknown;
			try {
				list = JSON.parse(text);
			} catch {
				list = undefined;
			}
			if (
				!Array.isArray(list) ||
				list.length === 0 ||
				!list.every((part) => typeof part === 'string')
			)
				throw invalidArguments(`not a list of texts: ${name}`);
			return list;
		},
	};
