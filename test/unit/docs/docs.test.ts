import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { files, page, pages, ROOT } from './pages';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** Commands on the pages that are run, and the file that does it. */
const run: Record<string, string> = {
	'npm ci': '.ci/run',
	'npm test': '.ci/run',
	'npm run lint': 'test/all.ts',
	'npm run typecheck': 'test/all.ts',
	'npm run build': 'test/all.ts',
	'npm run demo': 'test/all.ts',
	'npm run emulator': 'test/unit/scripts/commands.test.ts',
	'npm run docs': 'test/unit/scripts/commands.test.ts',
	'npm run release:check': 'test/unit/scripts/commands.test.ts',
	'npm pack': 'test/n8n/communityNodes.test.ts',
	'npm install': 'test/n8n/n8n.ts',
};

/** Those that are not, and why. */
const notRun: Record<string, string> = {
	'npm run test:unit': 'two projects of jest, which `npm test` runs with all others',
	"npx tsx test/emulator/trust.ts npx jest --selectProjects unit engine --testPathPatterns 'operations|description|emulator|access|errors|docs'":
		'parts of two projects of jest, which `npm test` runs',
	'npx jest --selectProjects unit --testPathPatterns description -u':
		'takes new snapshots: a person looks at the difference',
	'UPDATE_DOCS=1 npm run test:unit': 'writes a page that a test compares',
	'UPDATE_DOCS=1 npm run test:n8n -- --testPathPatterns n8n/examples':
		'writes a page that a test compares',
	'jest --selectProjects oldest': 'a project of jest, which `npm test` runs with all others',
	'CHAOS_RUNS=50 npm run chaos': 'half an hour; `npm test` runs the same test with fewer seeds',
	'npm run bench': 'a quarter of an hour, and its figures are of the machine',
	'apt-get install chromium redis-server postgresql':
		'of the machine; `.ci/run` installs the three where one is missing',
	'npm run dev':
		'for a person at a browser, until Ctrl-C; it builds, under the feet of other tests',
	'npm version --no-git-tag-version X.Y.Z': 'a release',
	'npm publish': 'a release',
	'npm run prepublishOnly': 'a release; its three parts are run',
	'npx tsx test/n8n/released/keep.ts n8n-nodes-slack-admin-sessions-X.Y.Z.tgz': 'once a release',
	'npx @n8n/scan-community-package n8n-nodes-slack-admin-sessions':
		'needs a published package; the test of verification runs it on a packed one',
};

const commands = pages.flatMap(({ path, commands: found }) =>
	found.flatMap((line) => line.split(' && ')).map((command) => ({ path, command })),
);

test('every command on the pages is run, or is on the list of those that are not', () => {
	expect(commands.filter(({ command }) => !(command in run) && !(command in notRun))).toEqual([]);
	const told = new Set(commands.map(({ command }) => command));
	expect(
		[...Object.keys(run), ...Object.keys(notRun)].filter((command) => !told.has(command)),
	).toEqual([]);
});

test.each(Object.entries(run))('%s is run by %s', (command, file) => {
	const [, script] = /^npm run (.+)$/.exec(command) ?? [];
	const text = read(file);
	expect(
		[
			command,
			`'${script}'`,
			command
				.split(' ')
				.map((word) => `'${word}'`)
				.join(', '),
			`'${command.replace('npm ', '')}'`,
		].some((spelling) => text.includes(spelling)),
	).toBe(true);
});

test('every script that a page names is there', () => {
	const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
	const named = pages.flatMap(({ text }) =>
		[...text.matchAll(/npm run ([\w:]+)/g)].map(([, script = '']) => script),
	);
	expect(named.length).toBeGreaterThan(10);
	expect(named.filter((script) => !(script in scripts))).toEqual([]);
});

describe.each(pages.map((each) => [each.path, each] as const))(
	'%s',
	(path, { links, blocks, text }) => {
		test('every link leads to a file, and to a heading in it', () => {
			const broken = links.filter((link) => {
				const [target = '', anchor] = link.split('#');
				const to = target === '' ? path : join(dirname(path), target);
				if (!files.has(to) && !existsSync(join(ROOT, to))) return true;
				return anchor !== undefined && !page(to).anchors.includes(anchor);
			});
			expect(broken).toEqual([]);
		});

		test('every block of JSON is JSON', () => {
			for (const { content } of blocks.filter(({ language }) => language === 'json'))
				expect(() => JSON.parse(content) as unknown).not.toThrow();
		});

		test('every file that it names in backticks is there', () => {
			const named = [
				...text.matchAll(/`((?:docs|test|examples|benchmarks|nodes)\/[\w./-]+\.\w+)`/g),
			].map(([, file = '']) => file);
			expect(
				named.filter((file) => !files.has(file) && !files.has(join(dirname(path), file))),
			).toEqual([]);
		});
	},
);

test('the index names every page of docs, and README leads to it', () => {
	const named = page('docs/README.md').links.map((link) => join('docs', link));
	expect(
		pages
			.map(({ path }) => path)
			.filter(
				(path) => path.startsWith('docs/') && path !== 'docs/README.md' && !named.includes(path),
			),
	).toEqual([]);
	expect(page('README.md').links).toEqual(
		expect.arrayContaining(['docs/README.md', 'docs/slack-app.md', 'docs/recipes.md']),
	);
});

test('every picture is shown on a page', () => {
	const shown = new Set(
		pages.flatMap(({ path, links }) => links.map((link) => join(dirname(path), link))),
	);
	expect(
		[...files].filter((file) => file.startsWith('docs/pictures/') && !shown.has(file)),
	).toEqual([]);
});

test('every workflow that ships is named in a test that runs it', () => {
	const workflows = [...files].filter(
		(file) =>
			/^(examples|docs)\/.*\.json$/.test(file) && 'nodes' in (JSON.parse(read(file)) as object),
	);
	expect(workflows.length).toBeGreaterThan(7);
	// shipped.ts looks at all of them and runs none.
	const tests = [...files]
		.filter(
			(file) =>
				/^test\/n8n\/([\w]+\.test|examples\/\w+)\.ts$/.test(file) && !file.endsWith('/shipped.ts'),
		)
		.map(read);
	expect(
		workflows.filter(
			(file) => !tests.some((text) => text.includes(file.replace(/^examples\/(?!.*\/)/, ''))),
		),
	).toEqual([]);
});
