import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Installs a small package of the tests by its lock file, where that has not been done yet. Kept apart from the root so that its `npm ci` stays lean.
 *
 * @param scripts the packages whose install scripts are run; without scripts nothing is downloaded from elsewhere, and a package that cannot be built here breaks nothing
 */
export async function install(
	folder: string,
	announcement: string,
	scripts: string[] = [],
): Promise<void> {
	/** Written last: an install that was broken off is done again. */
	const stamp = join(folder, 'node_modules', '.installed');
	const lock = createHash('sha256')
		.update(readFileSync(join(folder, 'package-lock.json')))
		.digest('hex');
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;

	console.log(announcement);
	const started = Date.now();
	const seconds = () => Math.round((Date.now() - started) / 1000);
	const progress = setInterval(() => console.log(`  … ${seconds()} s`), 15_000);
	try {
		await npm(folder, 'ci');
		if (scripts.length > 0) await npm(folder, 'rebuild', ...scripts, '--ignore-scripts=false');
	} finally {
		clearInterval(progress);
	}
	writeFileSync(stamp, lock);
	console.log(`  It is installed (${seconds()} s).`);
}

async function npm(folder: string, ...parameters: string[]): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		// What npm says goes to stderr, so that the demo's table stays by itself.
		spawn('npm', parameters, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
			.on('error', reject)
			.on('exit', (code) =>
				code === 0
					? resolve()
					: reject(new Error(`npm ${parameters.join(' ')} ended with ${code}`)),
			);
	});
}
