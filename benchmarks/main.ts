/** `npm run bench`: this node beside what people would use instead, in a real n8n. Writes RESULTS.md and chart.svg. `--rounds 1` for a quick look, `--guests` for the row on guests alone. */
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

/** Runs a measurement in a process of its own, whose heap can be cleaned up at will. */
async function alone<Measured>(file: string): Promise<Measured> {
	const bin = join(__dirname, '../node_modules/.bin/tsx');
	const { stdout } = await run(bin, [
		join(__dirname, '../test/emulator/trust.ts'),
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

async function startUp(): Promise<Result> {
	const ours = join(__dirname, '../dist/nodes/SlackAdminSessions/SlackAdminSessions.node.js');
	const theirs = join(
		__dirname,
		'../test/n8n/node_modules/n8n-nodes-base/dist/nodes/Slack/Slack.node.js',
	);
	const pairs: Array<[number, number]> = [];
	for (let round = 0; round < 5; round++)
		pairs.push([
			await loading(ours, join(__dirname, '..')),
			await loading(theirs, join(__dirname, '../test/n8n')),
		]);
	const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
		cwd: join(__dirname, '..'),
	});
	const [packed] = JSON.parse(stdout) as Array<{ size: number }>;
	return {
		name: 'loading the node',
		ratio: "time: this node / n8n's own Slack node",
		limit: '–',
		ratios: pairs.map(([own, other]) => own / other),
		shown: `${pairs[0]?.[0].toFixed(0)} ms against ${pairs[0]?.[1].toFixed(0)} ms; the package is ${((packed?.size ?? 0) / 1024).toFixed(0)} KB packed`,
	};
}

async function heap(rounds: number): Promise<Result> {
	const heaps: Array<Growth & { kept: number }> = [];
	for (let round = 0; round < rounds; round++) heaps.push(await alone('memory.ts'));
	return {
		name: '100,000 sessions through a filter that keeps 10',
		ratio: 'growth of the live heap, in pages',
		limit: '< 2',
		ratios: heaps.map(({ pages }) => pages),
		shown: `${heaps[0]?.calls} calls, ${heaps[0]?.kept} kept`,
	};
}

/** Measured once, since it takes minutes. */
async function guests(): Promise<Result> {
	const { ours, sdk, callsToSignOut } = await alone<Guests>('guests.ts');
	const shown = ({ calls, time, grown }: Found) =>
		`${calls.toLocaleString('en')} calls, ${seconds(time)}, live heap + ${(grown / 2 ** 20).toFixed(1)} MB`;
	return {
		name: '200,000 people through a filter that keeps 10 guests, tiers off',
		ratio: "time: this node / Slack's SDK paging",
		limit: '–',
		ratios: [ours.time / sdk.time],
		shown: `${shown(ours)}; SDK: ${shown(sdk)}; ${callsToSignOut} calls more sign these ten out, and nobody else`,
	};
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			rounds: { type: 'string', default: '5' },
			only: { type: 'string' },
			guests: { type: 'boolean', default: false },
		},
	});
	const rounds = Number(values.rounds);
	const file = join(__dirname, 'RESULTS.md');
	if (values.guests) {
		writeFileSync(file, withRow(readFileSync(file, 'utf8'), await guests()));
		return;
	}
	const world = await World.make();
	const results: Result[] = [];
	let bars: Bar[] = [];
	const measureAll = async (all: Case[]) => {
		for (const { name, limit, ratio, rounds: most = rounds, measure } of all.filter(
			(one) => values.only === undefined || one.name.includes(values.only),
		)) {
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
	};
	try {
		await measureAll(cases);
		results.push(await heap(rounds), await guests(), await startUp());
		// What takes longest comes last: it waits for the quota, so that the machine is free for other work by then.
		await measureAll(organisationCases);
	} finally {
		await world.close();
	}

	const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node.js ${process.version} (n8n under its own), n8n 2.41.1`;
	const text = page(machine, rounds, results);
	console.log(`\n${text}`);
	if (values.only === undefined) {
		writeFileSync(file, text);
		writeFileSync(join(__dirname, 'chart.svg'), chart(bars));
	}
}

void main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
