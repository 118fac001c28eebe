/** Everything that must hold: `npm test`. Its last line is `N passed, N failed`. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'test-'));
const report = join(folder, 'jest.json');
let passed = 0;
let failed = 0;

function run(command: string): boolean {
	console.log(`\n> ${command}\n`);
	return spawnSync(command, { stdio: 'inherit', shell: true }).status === 0;
}

function step(command: string): void {
	if (run(command)) passed++;
	else failed++;
}

step('npm run lint');
step('npm run typecheck');
step('npm run build');

const ended = run(`npx tsx test/emulator/trust.ts npx jest --json --outputFile=${report}`);
try {
	const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(
		readFileSync(report, 'utf8'),
	) as Record<string, number>;
	passed += numPassedTests ?? 0;
	// A suite that does not even load has no failed test in it.
	failed += Math.max(numFailedTests ?? 0, numFailedTestSuites ?? 0, ended ? 0 : 1);
} catch {
	failed++;
}
rmSync(folder, { recursive: true, force: true });

step('npm run demo');

console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
