import { execFileSync, spawnSync } from 'node:child_process';
import {
	appendFileSync,
	copyFileSync,
	cpSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const MODULES = join(__dirname, 'node_modules');
const NODE = 'nodes/SlackAdminSessions/SlackAdminSessions.node.ts';

/** Under jest's `test`, nodes-base's rules look at files of every name. */
const env = { ...process.env, NODE_ENV: '' };

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'verification-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** n8n's tool in strict mode, as a verified node needs it: with the template's configuration to the letter, which the root's own lint goes beyond. */
function n8nNodeLint(change: () => void = () => undefined) {
	for (const path of ['nodes', 'credentials', 'package.json', 'package-lock.json', 'tsconfig.json'])
		cpSync(join(ROOT, path), join(folder, path), { recursive: true });
	const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
		n8n: object;
	};
	writeFileSync(
		join(folder, 'package.json'),
		`${JSON.stringify({ ...manifest, n8n: { ...manifest.n8n, strict: true } }, null, 2)}\n`,
	);
	copyFileSync(
		join(MODULES, '@n8n/node-cli/dist/template/templates/shared/default/eslint.config.mjs'),
		join(folder, 'eslint.config.mjs'),
	);
	symlinkSync(MODULES, join(folder, 'node_modules'));
	change();
	const { status, stdout, stderr } = spawnSync(join(MODULES, '.bin', 'n8n-node'), ['lint'], {
		cwd: folder,
		encoding: 'utf8',
		env,
	});
	return { status, output: `${stdout}${stderr}` };
}

/** The part of n8n's scanner that looks at files. The rest of it asks npm for the provenance, and needs a published package. */
function scan(path: string, patterns: string): { passed: boolean; details?: string } {
	const scanner = join(MODULES, '@n8n/scan-community-package/scanner/scanner.mjs');
	const code = `import(${JSON.stringify(scanner)}).then(async ({ analyzePackage, SOURCE_FILE_PATTERNS }) => console.log(JSON.stringify(await analyzePackage(${JSON.stringify(path)}, ${patterns}))));`;
	return JSON.parse(execFileSync(process.execPath, ['-e', code], { encoding: 'utf8', env })) as {
		passed: boolean;
		details?: string;
	};
}

test('n8n-node lint, strict', () => {
	expect(n8nNodeLint()).toMatchObject({ status: 0 });
});

test('n8n-node lint finds what is forbidden', () => {
	const { status, output } = n8nNodeLint(() =>
		appendFileSync(join(folder, NODE), '\nexport const secret = process.env.SECRET;\n'),
	);
	expect(status).not.toBe(0);
	expect(output).toContain('no-restricted-globals');
});

test("n8n's scanner passes the sources", () => {
	expect(scan(ROOT, 'SOURCE_FILE_PATTERNS')).toEqual({ passed: true });
});

test("n8n's scanner passes the packed package, and fails it for what is forbidden", () => {
	const name = execFileSync(
		'npm',
		['pack', '--silent', '--ignore-scripts', '--pack-destination', folder],
		{ cwd: ROOT, encoding: 'utf8' },
	).trim();
	execFileSync('tar', ['-xzf', join(folder, name), '-C', folder]);
	const packed = join(folder, 'package');
	const patterns = "['**/*.js', 'package.json']";
	expect(scan(packed, patterns)).toEqual({ passed: true });

	appendFileSync(
		join(packed, 'dist', NODE.replace('.ts', '.js')),
		'\nsetTimeout(() => undefined, 1);\n',
	);
	expect(scan(packed, patterns)).toMatchObject({
		passed: false,
		details: expect.stringContaining('no-restricted-globals'),
	});
});
