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
