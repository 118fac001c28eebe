/** Everything that must hold: `npm test`. Its last line is `N passed, N failed`. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { installN8n } from './n8n/install';
import installOldest from './oldest/install';
import installVerification from './verification/install';

const ROOT = join(__dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'test-'));
const started = Date.now();

/** What is read of Jest's report. */
interface Report {
	numPassedTests: number;
	numFailedTests: number;
	numFailedTestSuites: number;
	/** With times in milliseconds. */
	testResults: Array<{ name: string; startTime: number; endTime: number }>;
}

let passed = 0;
let failed = 0;
const suites: Array<{ name: string; seconds: number }> = [];

/** Runs a command to its end. @returns whether it went well */
async function run(command: string): Promise<boolean> {
	console.log(`\n> ${command}\n`);
	return await new Promise((resolve, reject) =>
		spawn(command, { stdio: 'inherit', shell: true })
			.on('error', reject)
			.on('exit', (code) => {
				console.log(`\n< ${command}: ${minutes()}\n`);
				resolve(code === 0);
			}),
	);
}

function minutes(): string {
	const seconds = Math.round((Date.now() - started) / 1000);
	return `${Math.floor(seconds / 60)} min ${seconds % 60} s since the start`;
}

async function step(...commands: string[]): Promise<void> {
	for (const command of commands) {
		if (await run(command)) passed++;
		else failed++;
	}
}

/**
 * Runs projects of Jest, and counts their tests.
 *
 * @param workers how many test files at once
 */
async function jest(projects: string[], workers: number): Promise<void> {
	const report = join(folder, `${projects.join('-')}.json`);
	const well = await run(
		`npx tsx test/emulator/trust.ts npx jest --json --outputFile=${report} --maxWorkers=${workers} --selectProjects ${projects.join(' ')}`,
	);
	try {
		const { numPassedTests, numFailedTests, numFailedTestSuites, testResults } = JSON.parse(
			readFileSync(report, 'utf8'),
		) as Report;
		passed += numPassedTests;
		// A suite that does not even load has no failed test in it.
		failed += Math.max(numFailedTests, numFailedTestSuites, well ? 0 : 1);
		for (const { name, startTime, endTime } of testResults)
			suites.push({
				name: `${relative(ROOT, name)}, beside ${projects.join(', ')}`,
				seconds: (endTime - startTime) / 1000,
			});
	} catch {
		failed++;
	}
}

/** One after the other, since npm uses both cores. What goes wrong shows again before the tests that need it. */
async function installAll(): Promise<void> {
	await installOldest();
	await installVerification();
	await installN8n();
}

async function main(): Promise<void> {
	const cores = availableParallelism();
	// Beside the tests that need none of it.
	const installing = installAll().catch(() => undefined);
	await step('npm run build');
	await Promise.all([step('npm run lint', 'npm run typecheck'), jest(['unit', 'engine'], cores)]);
	await installing;
	await Promise.all([
		// A suite of a real n8n waits for n8n, npm and the browser by turns: on two cores, three of them leave a fifth of the time unused.
		jest(['oldest', 'verification', 'n8n'], Math.max(4, cores)),
		// `npm run demo` builds the node before that, which the suites beside it are reading.
		step('npx tsx scripts/demo.ts'),
	]);
	console.log(`\n${minutes()}. The ten suites that took longest:`);
	suites.sort((one, other) => other.seconds - one.seconds);
	for (const { name, seconds } of suites.slice(0, 10))
		console.log(`${seconds.toFixed(0).padStart(5)} s  ${name}`);
	console.log(`\n${passed} passed, ${failed} failed`);
	process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

void main().finally(() => rmSync(folder, { recursive: true, force: true }));
