import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { makeTokenValue, type TokenKind } from '../emulator/organisation';

const ROOT = join(__dirname, '../..');
const looksLikeAToken =
	/xox[a-z]-[\w-]{8,}|xoxe\.xox[a-z]-[\w-]{8,}|xapp-[\w-]{8,}|-----BEGIN [A-Z ]*PRIVATE KEY-----\n[A-Za-z0-9+/]/;

test('the pattern finds every kind of token', () => {
	for (const kind of ['user', 'rotated', 'bot', 'appLevel', 'refresh'] satisfies TokenKind[])
		expect(makeTokenValue(kind)).toMatch(looksLikeAToken);
});

test('nothing in the repository looks like a token or a private key', () => {
	const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
		cwd: ROOT,
		encoding: 'utf8',
	})
		.trim()
		.split('\n');
	expect(files.length).toBeGreaterThan(30);
	expect(
		files.filter((file) => looksLikeAToken.test(readFileSync(join(ROOT, file), 'utf8'))),
	).toEqual([]);
});
