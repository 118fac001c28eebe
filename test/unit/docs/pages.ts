import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../../..');

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
	cwd: ROOT,
	encoding: 'utf8',
})
	.trim()
	.split('\n');

/** Every file of the repository, from its root. */
export const files: ReadonlySet<string> = new Set(tracked);

/** A page of documentation, as a reader sees it. */
export class Page {
	readonly text: string;

	constructor(readonly path: string) {
		this.text = readFileSync(join(ROOT, path), 'utf8');
	}

	/** What stands between fences, with the language that the fence names. */
	get blocks(): Array<{ language: string; content: string }> {
		return [...this.text.matchAll(/^( *)```(\w*)\n([\s\S]*?)^\1```$/gm)].map(
			([, , language = '', content = '']) => ({ language, content }),
		);
	}

	/** The page without its blocks. */
	get prose(): string {
		return this.text.replace(/^( *)```(\w*)\n[\s\S]*?^\1```$/gm, '');
	}

	/** As GitHub names them. */
	get anchors(): string[] {
		return [...this.prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
			heading
				.toLowerCase()
				.replace(/[^\p{Letter}\p{Number} _-]/gu, '')
				.replaceAll(' ', '-'),
		);
	}

	/** Links and pictures, without those that lead out of the repository. */
	get links(): string[] {
		const found = [...this.prose.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)];
		return found
			.map(([, link, attribute]) => link ?? attribute ?? '')
			.filter((link) => !/^[a-z]+:/.test(link));
	}

	/** Each line of a block without a language, and what stands in backticks and begins as a command does. */
	get commands(): string[] {
		const lines = this.blocks
			.filter(({ language }) => ['', 'sh', 'bash'].includes(language))
			.flatMap(({ content }) => content.split('\n'));
		const inline = [...this.prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
		return [...lines.map((line) => line.replace(/ {2,}#.*$/, '').trim()), ...inline].filter(
			(text) => /^([A-Z_]+=\S+ )?(npm|npx|node|docker|curl|git|jest|apt-get) \S/.test(text),
		);
	}
}

export const pages = tracked
	.filter((path) =>
		/^(README|CONTRIBUTING|SECURITY|CHANGELOG)\.md$|^(docs|examples|benchmarks)\/.*\.md$/.test(
			path,
		),
	)
	.map((path) => new Page(path));

export function page(path: string): Page {
	const found = pages.find((each) => each.path === path);
	if (!found) throw new Error(`There is no page ${path}`);
	return found;
}
