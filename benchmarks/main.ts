/** `npm run bench`: this node beside what people would use instead, in a real n8n. Writes RESULTS.md and chart.svg. `--rounds 1` for a quick look, `--only guests` for the rows alone that have this in their name. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';

import { node } from '../test/n8n/install';
import { cases, seconds, type Bar, type Case } from './cases';
import type { Found, Guests } from './guests';
import type { Growth } from './liveHeap';
import { organisationCases } from './organisationCases';
import { chart, page, withRow, type Result } from './report';
import { World } from './world';

const run = promisify(execFile);

const ROOT = join(__dirname, '..');

/** Runs a measurement in a process of its own, whose heap can be cleaned up at will. */
async function alone<Measured>(file: string): Promise<Measured> {
	const { stdout } = await run(join(ROOT, 'node_modules/.bin/tsx'), [
		join(ROOT, 'test/emulator/trust.ts'),
		'node',
		'--expose-gc',
		'--import',
		'tsx',
		join(__dirname, file),
	]);
	return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as Measured;
}

/** What n8n does at its start: the class is loaded and made. In a process of its own, since a module is loaded once. */
async function loading(file: string, folder: string): Promise<number> {
	const code = `const before = process.hrtime.bigint(); const [Type] = Object.values(require(${JSON.stringify(file)})); new Type(); console.log(Number(process.hrtime.bigint() - before) / 1e6)`;
	// n8n has n8n-workflow loaded by then: the one that the file itself finds.
	const { stdout } = await run(node, ['-r', 'n8n-workflow', '-e', code], { cwd: folder });
	return Number(stdout);
}

/** In bytes. */
async function packedSize(): Promise<number> {
	const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
		cwd: ROOT,
	});
	const [found] = JSON.parse(stdout) as Array<{ size: number }>;
	return found?.size ?? 0;
}

/** What is measured in processes of its own, without n8n. */
const withoutN8n: Case[] = [
	{
		name: '100,000 sessions through a filter that keeps 10',
		ratio: 'growth of the live heap, in pages',
		limit: '< 2',
		async measure() {
			const { pages, calls, kept } = await alone<Growth & { kept: number }>('memory.ts');
			return { ratio: pages, shown: `${calls} calls, ${kept} kept` };
		},
	},
	{
		name: '200,000 people through a filter that keeps 10 guests, tiers off',
		ratio: "time: this node / Slack's SDK paging",
		limit: '–',
		rounds: 1,
		async measure() {
			const { ours, sdk, callsToSignOut } = await alone<Guests>('guests.ts');
			const shown = ({ calls, time, grown }: Found) =>
				`${calls.toLocaleString('en')} calls, ${seconds(time)}, live heap + ${(grown / 2 ** 20).toFixed(1)} MB`;
			return {
				ratio: ours.time / sdk.time,
				shown: `${shown(ours)}; SDK: ${shown(sdk)}; ${callsToSignOut} calls more sign these ten out, and nobody else`,
			};
		},
	},
	{
		name: 'loading the node',
		ratio: "time: this node / n8n's own Slack node",
		limit: '–',
		async measure() {
			const ours = await loading(
				join(ROOT, 'dist/nodes/SlackAdminSessions/SlackAdminSessions.node.js'),
				ROOT,
			);
			const theirs = await loading(
				join(ROOT, 'test/n8n/node_modules/n8n-nodes-base/dist/nodes/Slack/Slack.node.js'),
				join(ROOT, 'test/n8n'),
			);
			const packed = await packedSize();
			return {
				ratio: ours / theirs,
				shown: `${ours.toFixed(0)} ms against ${theirs.toFixed(0)} ms; the package is ${(packed / 1024).toFixed(0)} KB packed`,
			};
		},
	},
];

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { rounds: { type: 'string', default: '5' }, only: { type: 'string', default: '' } },
	});
	const rounds = Number(values.rounds);
	// What takes longest comes last: it waits for the quota, so that the machine is free for other work by then.
	const chosen = [...cases, ...withoutN8n, ...organisationCases].filter(({ name }) =>
		name.includes(values.only),
	);
	const world = await World.make();
	const results: Result[] = [];
	let bars: Bar[] | undefined;
	try {
		for (const { name, limit, ratio, rounds: most = rounds, measure } of chosen) {
			const ratios: number[] = [];
			let shown = '';
			for (let round = 0; round < Math.min(rounds, most); round++) {
				const sample = await measure(world);
				ratios.push(sample.ratio);
				shown = sample.shown;
				bars = sample.bars ?? bars;
				console.log(`${name}: ${sample.ratio.toFixed(2)} ${sample.shown}`);
			}
			results.push({ name, ratio, limit, ratios, shown });
		}
	} finally {
		await world.close();
	}

	const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node.js ${process.version} (n8n under its own), n8n 2.41.1`;
	const file = join(__dirname, 'RESULTS.md');
	const text =
		values.only === ''
			? page(machine, rounds, results)
			: results.reduce(withRow, readFileSync(file, 'utf8'));
	writeFileSync(file, text);
	if (bars) writeFileSync(join(__dirname, 'chart.svg'), chart(bars));
}

void main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
