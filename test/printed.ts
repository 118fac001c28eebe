/**
 * The JSON that a program has printed. n8n and npm write lines of their log before it and after it, at times of their own choosing: they are
 * passed over.
 *
 * @param output everything that the program has written; the JSON begins a line and ends a line
 */
export function readPrinted<T>(output: string): T {
	const lines = output.split(/\r?\n/);
	for (const [first, line] of lines.entries()) {
		if (!/^[{[]/.test(line)) continue;
		for (let last = lines.length - 1; last >= first; last--) {
			if (!/[}\]]$/.test(lines[last] ?? '')) continue;
			const value = parse(lines.slice(first, last + 1).join('\n'));
			if (value !== undefined) return value as T;
		}
	}
	throw new Error(`There is no JSON in what was printed: ${output.slice(-2000)}`);
}

/** Nothing where it is not JSON: a line of a log may begin with a bracket too. */
function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
