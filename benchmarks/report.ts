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

/** A call each for a thousand users under 20 calls a minute, computed; a call for all of them, measured to need no wait. */
const MINUTES = [
	['A call a user (HTTP Request, SDK, Reset)', Math.ceil(1_000 / 20) - 1],
	['Reset in Bulk', 0.02],
] as const;

export function page(machine: string, rounds: number, results: Result[]): string {
	const rows = results.map(
		({ name, ratio, limit, ratios, shown }) =>
			`| ${name} | ${ratio} | ${median(ratios).toFixed(2)} | ${Math.min(...ratios).toFixed(2)} – ${Math.max(...ratios).toFixed(2)} | ${limit} | ${shown} |`,
	);
	return `# Benchmarks

Made by \`npm run bench\`: ${machine}. Medians of ${rounds} rounds; every ratio is of two figures of the same round. Slack is the emulator on the same machine, reached
over TLS through a proxy. With "tiers on" it allows 20 calls a minute, as Slack's tier 2 does, with a minute of 6 seconds for all alike; \`Retry-After\` is in whole seconds.

| case | ratio | median | spread | wanted | last round |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

With Slack's real minute, a call a user for 1,000 users takes ${MINUTES[0][1]} minutes (computed from the quota: the first 20 go at once); Reset in Bulk makes one call.
`;
}

/** One simple chart for the README: minutes for 1,000 users. */
export function chart(): string {
	const bars = MINUTES.map(([name, minutes], index) => {
		const y = 40 + index * 50;
		const width = Math.max(3, (minutes / MINUTES[0][1]) * 380);
		return `<text x="0" y="${y}" font-size="13">${name}</text><rect x="0" y="${y + 7}" width="${width.toFixed(0)}" height="16" rx="3" fill="${index === 0 ? '#9a8fa6' : '#d1344b'}"/><text x="${(width + 8).toFixed(0)}" y="${y + 20}" font-size="13">${index === 0 ? `${minutes} min (computed from the quota)` : 'one call'}</text>`;
	});
	return `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="140" font-family="sans-serif"><rect width="640" height="140" fill="#fff"/><text x="0" y="16" font-size="14" font-weight="bold">1,000 users under Slack's 20 calls a minute</text>${bars.join('')}</svg>\n`;
}
