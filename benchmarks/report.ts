import type { Bar } from './cases';

export interface Result {
	name: string;
	ratio: string;
	limit: string;
	ratios: number[];
	shown: string;
}

export function median(values: number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 === 1
		? (sorted[middle] ?? 0)
		: ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function rowOf({ name, ratio, limit, ratios, shown }: Result): string {
	return `| ${name} | ${ratio} | ${median(ratios).toFixed(2)} | ${Math.min(...ratios).toFixed(2)} – ${Math.max(...ratios).toFixed(2)} | ${limit} | ${shown} |`;
}

/** A page with a row that was measured alone: in place of the one of its name, or as the last. */
export function withRow(text: string, result: Result): string {
	const lines = text.split('\n');
	const old = lines.findIndex((line) => line.startsWith(`| ${result.name} |`));
	const last = lines.findLastIndex((line) => line.startsWith('|'));
	lines.splice(old < 0 ? last + 1 : old, old < 0 ? 0 : 1, rowOf(result));
	return lines.join('\n');
}

export function page(machine: string, rounds: number, results: Result[]): string {
	const rows = results.map(rowOf);
	return `# Benchmarks

Made by \`npm run bench\`: ${machine}. Medians of ${rounds} rounds; every ratio is of two figures of the same round. Slack is the emulator on the same machine, reached
over TLS through a proxy. With "tiers on" it allows 20 calls a minute, as Slack's tier 2 does, with a minute of 6 seconds for all alike; \`Retry-After\` is in whole seconds.

| case | ratio | median | spread | wanted | last round |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

The organisation of 100,000 people has 20 workspaces, and three sessions a person. An address to proof is measured in Slack's real minute. "By hand" is the same work as well as it can be done with other means: a workflow of
n8n's HTTP Request nodes, and a script with Slack's SDK.

The 200,000 people go through *User: Get Many* in n8n's engine, and through the SDK's \`paginate\` with the same filter by hand. The ten that the node finds go into *Reset in Bulk*: the run fails where anybody else is signed
out. What the emulator keeps is part of the growth of the live heap, for both alike. Slack allows 100 of these pages a minute: some 20 minutes, for both alike.

Where n8n's CPU goes in 1,000 calls of this node, by a profile: 1.5 % is the node's own code, an eighth is n8n working out the expression of each item, and about a third is a connection and its TLS hand-shake for each call,
which n8n makes for its HTTP Request node alike.
`;
}

/** One simple chart for the README. */
export function chart(bars: Bar[]): string {
	const most = Math.max(...bars.map(([, minutes]) => minutes));
	const drawn = bars.map(([name, minutes], index) => {
		const y = 44 + index * 48;
		const width = Math.max(3, (minutes / most) * 460);
		return `<text x="0" y="${y}" font-size="13">${name}</text><rect x="0" y="${y + 7}" width="${width.toFixed(0)}" height="16" rx="3" fill="${index === 0 ? '#d1344b' : '#9a8fa6'}"/><text x="${(width + 8).toFixed(0)}" y="${y + 20}" font-size="13">${minutes.toFixed(0)} minutes</text>`;
	});
	return `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="${50 + bars.length * 48}" font-family="sans-serif"><rect width="640" height="${50 + bars.length * 48}" fill="#fff"/><text x="0" y="16" font-size="14" font-weight="bold">5,000 addresses signed out among 100,000 people, within Slack's limits</text>${drawn.join('')}</svg>\n`;
}
