import { spawnSync } from 'node:child_process';

/** How much of a token is secret: the rest says of which kind it is. */
const SECRET = 36;

/** Both halves of each token, to be looked for: whoever cuts a token short in a text gives a part of it away. */
export function halvesOf(tokens: string[]): string[] {
	return tokens.flatMap((token) => {
		const secret = token.slice(-SECRET);
		return [secret.slice(0, SECRET / 2), secret.slice(SECRET / 2)];
	});
}

/** @returns the names of the texts in which one of the words stands */
export function textsWith(words: string[], texts: Record<string, string>): string[] {
	return Object.entries(texts).flatMap(([name, text]) =>
		words.some((word) => text.includes(word)) ? [name] : [],
	);
}

/** @returns the files below a folder in which one of the words stands, databases too */
export function filesWith(words: string[], folder: string): string[] {
	const { status, stdout, stderr } = spawnSync('grep', ['-rlF', '-f', '-', folder], {
		input: words.join('\n'),
		encoding: 'utf8',
	});
	if (status !== 0 && status !== 1) throw new Error(`grep in ${folder}: ${stderr}`);
	return stdout.split('\n').filter((line) => line !== '');
}
