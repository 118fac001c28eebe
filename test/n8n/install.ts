import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { install } from '../install';

export const MODULES = join(__dirname, 'node_modules');

/** The Node.js that n8n needs, and what it is given to run n8n. */
export const node = join(MODULES, '.bin', 'node');
export const n8n = [
	'--require',
	join(__dirname, 'patientRegex.js'),
	join(MODULES, 'n8n', 'bin', 'n8n'),
];

/** Installs the pinned n8n where that has not been done yet. The first time takes some minutes. */
export async function installN8n(): Promise<void> {
	const { dependencies } = JSON.parse(readFileSync(join(__dirname, 'package.json'), 'utf8')) as {
		dependencies: { n8n: string };
	};
	await install(
		__dirname,
		`Installing n8n ${dependencies.n8n} below test/n8n: once, some 3 GB, about five minutes.`,
		['node', 'sqlite3'],
	);
}
