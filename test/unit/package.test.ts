import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

const packed = (
	JSON.parse(
		execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
			cwd: ROOT,
			encoding: 'utf8',
		}),
	) as Array<{ files: Array<{ path: string }>; size: number }>
)[0];
const files = packed?.files.map(({ path }) => path) ?? [];
const code = files.filter((path) => path.endsWith('.js'));

test('the package holds what a user needs and nothing else', () => {
	expect(
		files.filter((path) => !/^dist\/(nodes|credentials)\/.+\.(js|svg|json)$/.test(path)).sort(),
	).toEqual(['LICENSE.md', 'README.md', 'index.js', 'package.json']);
	expect(files).toEqual(
		expect.arrayContaining([
			'dist/nodes/SlackAdminSessions/SlackAdminSessions.node.js',
			'dist/nodes/SlackAdminSessions/SlackAdminSessions.node.json',
			'dist/nodes/SlackAdminSessions/SlackAdminSessionsTrigger.node.js',
			'dist/nodes/SlackAdminSessions/SlackAdminSessionsTrigger.node.json',
			'dist/nodes/SlackAdminSessions/slackAdminSessions.svg',
			'dist/nodes/SlackAdminSessions/slackAdminSessions.dark.svg',
			'dist/credentials/SlackAdminSessionsApi.credentials.js',
		]),
	);
	// In bytes. Something large may have slipped in. For an operation more, raise it and say so in the commit.
	expect(packed?.size).toBeLessThan(130_000);
});

test('every schema of an output is packed, where n8n looks for it', () => {
	const folder = 'nodes/SlackAdminSessions/__schema__';
	const schemas = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.json'))
		.map((file) => `dist/${folder}/${file}`);
	expect(schemas.length).toBeGreaterThan(0);
	expect(files.filter((file) => file.includes('__schema__')).sort()).toEqual(schemas.sort());
});

test.each(code)(
	'%s needs nothing but n8n-workflow and its own files, and touches nothing of the machine',
	(path) => {
		const text = readFileSync(join(ROOT, path), 'utf8');
		const needed = [...text.matchAll(/(?:require|import)\(\s*["']([^"']+)["']\s*\)/g)].map(
			([, name = '']) => name,
		);
		expect(needed.filter((name) => name !== 'n8n-workflow' && !name.startsWith('.'))).toEqual([]);
		expect(needed.filter((name) => builtinModules.includes(name.replace('node:', '')))).toEqual([]);
		expect(text).not.toMatch(
			/\bprocess\b|\bglobalThis\b|\b__dirname\b|setTimeout|setInterval|\beval\b|new Function/,
		);
		expect(text).not.toMatch(
			/emulator|HTTPS_PROXY|rejectUnauthorized|skipSslCertificateValidation|NODE_EXTRA/i,
		);
	},
);

test('nothing is needed at run time but n8n itself', () => {
	const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<
		string,
		unknown
	>;
	expect(manifest).not.toHaveProperty('dependencies');
	expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	expect(manifest.devDependencies).toEqual(expect.not.objectContaining({ n8n: expect.anything() }));
	for (const version of Object.values(manifest.devDependencies as Record<string, string>))
		expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});

test('index.js gives the classes', () => {
	const given = require(join(ROOT, 'index.js')) as Record<string, unknown>;
	expect(Object.keys(given).sort()).toEqual([
		'SlackAdminSessions',
		'SlackAdminSessionsApi',
		'SlackAdminSessionsOAuth2Api',
		'SlackAdminSessionsTrigger',
		'SlackAuditLogsApi',
	]);
});
