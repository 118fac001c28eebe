import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { readPrinted } from '../printed';
import { installN8n, n8n, node } from './install';

const run = promisify(execFile);
const ROOT = join(__dirname, '../..');

/** Beside n8n, so that an install of another n8n takes them away. */
const TEMPLATES = join(__dirname, 'node_modules', '.templates');

const TARBALL = 'node.tgz';

/** What every n8n of the tests begins with. It is made once for each build of the node, and copied: npm and n8n's migrations take their time. */
export interface Template {
	/** A folder of n8n's with its database, empty but for the tables, and with the packed node, installed as npm does it. */
	path: string;
	/** The packed node. */
	tarball: string;
	/** Of the node, by its package.json. */
	version: string;
}

export async function makeTemplate(): Promise<Template> {
	await installN8n();
	const path = join(TEMPLATES, fingerprint());
	if (!existsSync(path)) await make(path);
	const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
		version: string;
	};
	return { path, tarball: join(path, TARBALL), version };
}

/** Of everything that the packed node is made of. */
function fingerprint(): string {
	const hash = createHash('sha256');
	const files = readdirSync(join(ROOT, 'dist'), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name))
		.sort();
	for (const file of [join(ROOT, 'package.json'), join(ROOT, 'index.js'), ...files])
		hash.update(file).update(readFileSync(file));
	return hash.digest('hex').slice(0, 16);
}

async function make(path: string): Promise<void> {
	mkdirSync(TEMPLATES, { recursive: true });
	const earlier = readdirSync(TEMPLATES).filter((name) => !name.startsWith('making-'));
	const making = mkdtempSync(join(TEMPLATES, 'making-'));
	await Promise.all([installNode(making), makeTables(making)]);
	try {
		renameSync(making, path);
	} catch {
		// Another process has just made the same one.
		rmSync(making, { recursive: true });
	}
	for (const name of earlier) rmSync(join(TEMPLATES, name), { recursive: true, force: true });
}

async function installNode(folder: string): Promise<void> {
	const { stdout } = await run(
		'npm',
		['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
		{ cwd: ROOT },
	);
	const [packed] = readPrinted<Array<{ filename: string }>>(stdout);
	const tarball = join(folder, TARBALL);
	renameSync(join(folder, String(packed?.filename)), tarball);
	const nodes = join(folder, '.n8n', 'nodes');
	mkdirSync(nodes, { recursive: true });
	writeFileSync(join(nodes, 'package.json'), '{"private":true}');
	// As n8n does: its peer, n8n-workflow, is there already.
	const options = [
		'--ignore-scripts',
		'--legacy-peer-deps',
		'--no-audit',
		'--no-fund',
		'--no-package-lock',
		'--loglevel=error',
	];
	await run('npm', ['install', ...options, tarball], { cwd: nodes });
}

/** Any command of n8n's makes them. */
async function makeTables(folder: string): Promise<void> {
	await run(node, [...n8n, 'list:workflow'], {
		env: { ...process.env, N8N_USER_FOLDER: folder, NODE_ENV: 'production' },
	});
	// Its key, which each n8n makes for itself.
	rmSync(join(folder, '.n8n', 'config'));
}

/** Before any test: two at once must not install. */
export default makeTemplate;
