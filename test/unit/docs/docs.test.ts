import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { files, page, pages, ROOT } from './pages';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** The commands on the pages, one each where several stand in a line. */
const commands = pages.flatMap(({ path, commands: found }) =>
	found.flatMap((line) => line.split(' && ')).map((command) => ({ path, command })),
);

/** What a command names that has to be there: a script of package.json, a file, a project of Jest. */
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const projects = new Set(
	(require(join(ROOT, 'jest.config.js')) as { projects: Array<{ displayName: string }> }).projects.map(
		({ displayName }) => displayName,
	),
);

function missingOf(command: string): string[] {
	const [, script] = /npm run ([\w:]+)/.exec(command) ?? [];
	const [, file] = /tsx ([\w./-]+\.ts)/.exec(command) ?? [];
	const [, selected = ''] = /--selectProjects ((?:[a-z]\w+ ?)+)/.exec(command) ?? [];
	return [
		...(script === undefined || script in scripts ? [] : [`the script ${script}`]),
		...(file === undefined || files.has(file) ? [] : [`the file ${file}`]),
		...selected
			.split(' ')
			.filter((project) => project !== '' && !projects.has(project))
			.map((project) => `the project ${project}`),
	];
}

test('whatever a command on a page names is there', () => {
	expect(commands.length).toBeGreaterThan(15);
	expect(
		commands.flatMap(({ path, command }) =>
			missingOf(command).map((missing) => `${path}: ${command}: ${missing}`),
		),
	).toEqual([]);
});

test('a command that names what is not there would be found', () => {
	expect(missingOf('npm run nothing')).toEqual(['the script nothing']);
	expect(missingOf('npx tsx test/nothing.ts npx jest --selectProjects unit nothing')).toEqual([
		'the file test/nothing.ts',
		'the project nothing',
	]);
});

test('every script that a page names is there', () => {
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
				/^test\/n8n\/([\w]+\.test|(examples|shared)\/\w+)\.ts$/.test(file) && !file.endsWith('/shipped.ts'),
		)
		.map(read);
	expect(
		workflows.filter(
			(file) => !tests.some((text) => text.includes(file.replace(/^examples\/(?!.*\/)/, ''))),
		),
	).toEqual([]);
});
