import { redact, shorten, showValue } from '../../nodes/SlackAdminSessions/redact';

const secret = '1234567890-abcdefghijkl';

test.each([
	`xoxp-${secret}`,
	`xwfp-${secret}`,
	`xoxp_${secret}`,
	`xoxp&#45;${secret.replace('-', '&#45;')}`,
	`xoxp&#x2D;${secret}`,
	`xoxp\\u002d${secret.replace('-', '\\u002d')}`,
	`xoxp\u2011${secret}`,
	`xoxe.xoxp-${secret}`,
	...['', 'a', 'ab'].map((before) => Buffer.from(`${before}xoxp-${secret}`).toString('base64')),
])('%s', (token) => {
	const shown = redact(`before ${token} after`);
	expect(shown).toMatch(/^before \S{0,4}\[token removed\] after$/);
});

describe.each(['xoxp', 'xoxb', 'xoxe.xoxp', 'xapp', 'xwfp'])('in base64, %s', (kind) => {
	const header = (before: string) => `${before}Authorization: Bearer ${kind}-${secret}???~~~`;
	const encode = (text: string) => Buffer.from(text).toString('base64');
	const ways: Array<[string, (text: string) => string]> = [
		['alone', encode],
		['in a longer text', (text) => encode(`${text}\r\nHost: slack.com`)],
		['in lines', (text) => encode(text).replace(/.{19}/g, '$&\r\n')],
		['in JSON, in lines', (text) => JSON.stringify(encode(text).replace(/.{19}/g, '$&\n'))],
		['with slashes as JSON has them', (text) => encode(text).replaceAll('/', '\\/')],
		['in an address', (text) => encodeURIComponent(encode(text))],
		['for addresses', (text) => Buffer.from(text).toString('base64url')],
	];

	test.each(ways)('%s: at each of the three places', (_, write) => {
		for (const before of ['', 'a', 'ab']) {
			const written = write(header(before));
			const shown = redact(`before ${written} after`);
			expect(shown).toContain('[token removed]');
			// Of what is left no piece is of the token.
			const pieces = shown.match(/[\w+/-]{4,}/g) ?? [];
			const decoded = pieces.map((piece) => Buffer.from(piece, 'base64').toString('latin1')).join();
			for (const part of ['12345', '67890', 'abcde', 'ghijk']) expect(decoded).not.toContain(part);
			expect(shown).toMatch(/ after$/);
		}
	});
});

test('other base64 and hashes stay', () => {
	const others = [Buffer.from('Authorization: Basic user:password'.repeat(3)).toString('base64')];
	others.push('b4b3a41fc0ffee00b4b3a41fc0ffee00', 'U0123ABCDEF, W0123ABCDEF');
	for (const text of others) expect(redact(text)).toBe(text);
});

test('the bare beginnings in our own advice stay', () => {
	const advice = 'a token begins with xoxp-, not xapp-';
	expect(redact(advice)).toBe(advice);
});

test.each([
	['abc\u202edef', '"abc[U+202E]def"'],
	['a\u200bb\u00a0c', '"a[U+200B]b[U+00A0]c"'],
	['two\nlines', '"two\\nlines"'],
	[['U1', '\u2066U2'], '["U1","[U+2066]U2"]'],
])('a value is shown with its invisible characters by name: %j', (value, shown) => {
	expect(showValue(value)).toBe(shown);
});

test('what Slack says is shown on one line, short, without a token or an invisible character', () => {
	expect(shorten(`a\r\nb \u202e xoxp-${secret} c`, 200)).toBe('a b [U+202E] [token removed] c');
	expect(shorten('x'.repeat(300), 20)).toBe(`${'x'.repeat(17)}…`);
});
