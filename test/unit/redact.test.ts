import { redact } from '../../nodes/SlackAdminSessions/redact';

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
