import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { page, pages, ROOT } from './pages';

const readme = page('README.md');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** What a reader reads: without blocks and pictures, without the targets of links and what stands in backticks. */
function wordsOf(prose: string): string {
	return prose
		.replace(/<picture>[^]*?<\/picture>|!\[[^\]]*\]\([^)]*\)/g, '')
		.replace(/\]\([^)]*\)/g, ']')
		.replace(/`[^`]*`/g, '');
}

/** Its sentences, without tables and the marks of lists and headings. Short ones are nobody's own. */
function sentencesOf(prose: string): string[] {
	return wordsOf(prose)
		.replace(/^\|.*$/gm, '')
		.replace(/[*_#[\]]/g, ' ')
		.split(/[.:?!]\s|\n/)
		.map((sentence) => sentence.replace(/^[\s\d.-]+/, '').replace(/\s+/g, ' '))
		.map((sentence) => sentence.trim().toLowerCase())
		.filter((sentence) => sentence.split(' ').length > 6);
}

test('the first screen shows what it does, the way from an alarm to its session, and a picture', () => {
	const [first = ''] = readme.text.split(/^## /m);
	expect(first.split('\n').length).toBeLessThan(20);
	expect(first).toContain('docs/recipes.md#from-slacks-alarm-to-that-one-session');
	expect(first).toContain('<picture>');
});

test('a newcomer comes to the install, the Slack app and a dry run before anything else', () => {
	const headings = [...readme.text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
	expect(headings.slice(0, 4)).toEqual([
		'Install it in your n8n',
		'The Slack app',
		'A first dry run',
		'Without any Slack',
	]);
});

test('each number is a version that the code has, or stands in the table of the benchmarks', () => {
	const [, oldest] = /needs n8n (\S+) or newer/.exec(read('nodes/SlackAdminSessions/minimumN8n.ts')) ?? [];
	const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
	const versions = [oldest, engines.node.replace('>=', '')];
	const text = wordsOf(readme.prose.replace(/^\d+\. /gm, '')).replace(/\bn8n\b|OAuth2/g, '');
	expect([...text.matchAll(/\d[\d.,]*\b/g)].map(([number]) => number).sort()).toEqual(versions.sort());

	const chart = /!\[([^\]]*)\]\(benchmarks\/chart\.svg\)/.exec(readme.text)?.[1] ?? '';
	const measured = [...chart.matchAll(/\d[\d,]* [a-z]+/g)].map(([words]) => words);
	expect(measured.length).toBeGreaterThan(1);
	const results = read('benchmarks/RESULTS.md');
	for (const words of measured) expect(results).toContain(words);
});

test('no sentence stands twice, neither here nor here and on another page', () => {
	const own = sentencesOf(readme.prose);
	expect(own.length).toBeGreaterThan(20);
	expect(own.filter((sentence, index) => own.indexOf(sentence) !== index)).toEqual([]);
	const elsewhere = new Map(
		pages
			.filter(({ path }) => path !== 'README.md')
			.flatMap(({ path, prose }) => sentencesOf(prose).map((sentence) => [sentence, path])),
	);
	expect(
		own.flatMap((sentence) =>
			elsewhere.has(sentence) ? `${elsewhere.get(sentence)}: ${sentence}` : [],
		),
	).toEqual([]);
});
