import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const HERE = __dirname;
const MODULES = join(HERE, 'node_modules');
/** Written last: an install that was broken off is done again. */
const STAMP = join(MODULES, '.installed');

/** The Node.js that n8n needs, and n8n itself. */
export const node = join(MODULES, '.bin', 'node');
export const n8n = join(MODULES, 'n8n', 'bin', 'n8n');

/** Installs the pinned n8n where that has not been done yet. The first time takes some minutes. */
export async function installN8n(): Promise<void> {
	const lock = createHash('sha256').update(readFileSync(join(HERE, 'package-lock.json'))).digest('hex');
	if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock) return;

	const { dependencies } = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8')) as { dependencies: { n8n: string } };
	console.log(`Installing n8n ${dependencies.n8n} below test/n8n: once, some 3 GB, about five minutes.`);
	const started = Date.now();
	const progress = setInterval(() => console.log(`  … ${Math.round((Date.now() - started) / 1000)} s`), 15_000);
	try {
		await npm('ci');
		// Without scripts nothing is downloaded from elsewhere, and a package that cannot be built here breaks nothing. These two need theirs.
		await npm('rebuild', 'node', 'sqlite3', '--ignore-scripts=false');
	} finally {
		clearInterval(progress);
	}
	writeFileSync(STAMP, lock);
	console.log(`  n8n is installed (${Math.round((Date.now() - started) / 1000)} s).`);
}

/** Before any test: two at once must not install. */
export default installN8n;

async function npm(...parameters: string[]): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		// What npm says goes to stderr, so that the demo's table stays by itself.
		spawn('npm', parameters, { cwd: HERE, stdio: ['ignore', 'ignore', 'inherit'] })
			.on('error', reject)
			.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`npm ${parameters.join(' ')} ended with ${code}`))));
	});
}
