import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import {
	createSourceFile,
	forEachChild,
	isStringLiteralLike,
	isTemplateHead,
	isTemplateMiddleOrTemplateTail,
	ScriptTarget,
	type Node,
} from 'typescript';

import { files, ROOT } from './docs/pages';

describe('the tree in CONTRIBUTING', () => {
	const { named, listed } = readTree();

	test('names nothing that is not there', () => {
		expect(named.size).toBeGreaterThan(40);
		expect([...named].filter((path) => !exists(path))).toEqual([]);
	});

	test('leaves out nothing of a folder whose parts it names', () => {
		const parts = [...files].flatMap((file) =>
			[...listed]
				.filter((folder) => file.startsWith(folder))
				.map((folder) => folder + firstPart(file.slice(folder.length))),
		);
		expect([...new Set(parts)].filter((path) => !named.has(path)).sort()).toEqual([]);
	});
});

/** A folder ends in a slash. */
function exists(path: string): boolean {
	return (
		files.has(path) || (path.endsWith('/') && [...files].some((file) => file.startsWith(path)))
	);
}

function firstPart(path: string): string {
	const slash = path.indexOf('/');
	return slash < 0 ? path : path.slice(0, slash + 1);
}

/** Every path that the tree names, and the folders whose parts it names. A line is names, some spaces, and what they are. */
function readTree(): { named: Set<string>; listed: Set<string> } {
	const text = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
	const [, tree = ''] = /## Where things live\n[^]*?```\n([^]*?)```/.exec(text) ?? [];
	const named = new Set<string>();
	const listed = new Set<string>();
	const above: string[] = [''];
	for (const line of tree.split('\n').filter((each) => each.trim() !== '')) {
		const [, indent = '', names = ''] = /^( *)(\S+(?: \S+)*)/.exec(line) ?? [];
		const depth = indent.length / 2;
		const folder = above[depth] ?? '';
		if (depth > 0) listed.add(folder);
		for (const name of names.split(' ')) {
			named.add(folder + name);
			above[depth + 1] = folder + name;
		}
	}
	return { named, listed };
}

describe("the house's rules on imports", () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'house-'));
		writeFileSync(join(folder, 'tsconfig.json'), '{}');
	});
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	const NODE = 'nodes/SlackAdminSessions';
	const plant = (path: string, text: string) => {
		mkdirSync(dirname(join(folder, NODE, path)), { recursive: true });
		writeFileSync(join(folder, NODE, path), text);
	};

	/** The names of the rules that what was planted breaks. */
	async function broken(): Promise<string[]> {
		const parameters = [
			'--config',
			join(ROOT, '.dependency-cruiser.cjs'),
			'--output-type',
			'json',
			'nodes',
		];
		const depcruise = join(ROOT, 'node_modules/.bin/depcruise');
		const { stdout } = await promisify(execFile)(depcruise, parameters, { cwd: folder }).catch(
			(error: { stdout: string }) => error,
		);
		const { summary } = JSON.parse(stdout) as {
			summary: { violations: Array<{ rule: { name: string } }> };
		};
		return [...new Set(summary.violations.map(({ rule }) => rule.name))].sort();
	}

	test('a circle is found, be it of types alone', async () => {
		plant('run/a.ts', "import type { B } from './b';\nexport type A = B;\n");
		plant('run/b.ts', "import type { A } from './a';\nexport type B = A;\n");
		expect(await broken()).toEqual(['no-circle']);
	});

	test('a parameter that makes a call, and a second door, are found', async () => {
		plant('slack/call.ts', 'export const call = 1;\n');
		plant('slack/httpTry.ts', 'export const tryOnce = 1;\n');
		plant('parameters/a.ts', "import { call } from '../slack/call';\nexport const a = call;\n");
		plant('run/b.ts', "import { tryOnce } from '../slack/httpTry';\nexport const b = tryOnce;\n");
		expect(await broken()).toEqual(['one-http-door', 'parameters-make-no-call']);
	});

	test('an import from above is found', async () => {
		plant('run/run.ts', 'export const run = 1;\n');
		plant('slack/a.ts', "import { run } from '../run/run';\nexport const a = run;\n");
		expect(await broken()).toEqual(['slack-imports-nothing-above']);
	});
});

test('a sentence that names a field names it as the panel does, in quotes', () => {
	const NAME = /displayName: '([A-Z][^'\s]*(?: [A-Z(][^'\s]*)+)'|textField\(\s*'([^' ]+ [^']+)'/g;
	const sources = [...files]
		.filter((file) => /^(nodes|credentials)\/.*\.ts$/.test(file))
		.map((file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') }));
	const names = sources
		.flatMap(({ text }) => [...text.matchAll(NAME)].map(([, one, other]) => one ?? other ?? ''))
		.filter((name) => !name.startsWith('Slack '));
	expect(names).toEqual(expect.arrayContaining(['Maximum Users', 'Ignore Actors', 'Dry Run']));
	// Of one word: those that no sentence of ours has in another sense.
	const bare = new RegExp(
		`(?<!['\\w])(${[...names, '[Ee]nvironment', 'Verify', 'By ID', 'Sign-In'].join('|')})(?!['\\w])`,
	);
	const unquoted = sources.flatMap(({ file, text }) =>
		literals(file, text)
			.filter((literal) => / [a-z]/.test(literal) && bare.test(literal))
			.map((literal) => `${file}: ${literal}`),
	);
	expect(unquoted).toEqual([]);
});

/** The texts of a file, without what stands in `${}`. */
function literals(file: string, text: string): string[] {
	const found: string[] = [];
	const visit = (node: Node) => {
		if (isStringLiteralLike(node) || isTemplateHead(node) || isTemplateMiddleOrTemplateTail(node))
			found.push(node.text);
		forEachChild(node, visit);
	};
	visit(createSourceFile(file, text, ScriptTarget.Latest));
	return found;
}
