import { PassThrough } from 'node:stream';

import { openTerminal } from '../../../../scripts/sandbox/terminal';
import { makeTokenValue } from '../../../emulator/organisation';
import { until } from '../../../until';

/** A terminal that somebody types into: what Node sees of one, and what it shows. */
function fakeTerminal() {
	const keys = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => keys });
	const screen = new PassThrough();
	let shown = '';
	screen.on('data', (chunk: Buffer) => (shown += chunk.toString()));
	const terminal = openTerminal(keys, screen);
	return { terminal, type: (text: string) => keys.write(text), shows: () => shown };
}

test('what is typed hidden is never on the screen, and no key brings it back', async () => {
	const { terminal, type, shows } = fakeTerminal();
	const token = makeTokenValue('user');
	const asked = terminal.ask('Token:', 'hidden');
	// A key at a time, and one that is taken back.
	for (const key of `${token}x`) type(key);
	type('\x7f\r');
	expect(await asked).toBe(token);

	const next = terminal.ask('Account:');
	// The arrow up: the line before.
	type('\x1b[AU0TESTER001\r');
	expect(await next).toBe('U0TESTER001');
	await until('the second answer is shown', () => shows().includes('U0TESTER001'));
	expect(shows()).toContain('Token: ');
	for (let length = 5; length <= token.length; length += 5)
		expect(shows()).not.toContain(token.slice(0, length));
	terminal.close();
});

test('Ctrl-C ends a question, and every later one', async () => {
	const { terminal, type } = fakeTerminal();
	const asked = terminal.ask('Account:');
	type('half\x03');
	await expect(asked).rejects.toThrow('Interrupted.');
	expect(terminal.interrupted.aborted).toBe(true);
	await expect(terminal.ask('Another:')).rejects.toThrow('Interrupted.');
	terminal.close();
});

test('an input that ends is no answer', async () => {
	const { terminal, type } = fakeTerminal();
	const asked = terminal.ask('Account:');
	type('\x04');
	await expect(asked).rejects.toThrow('No answer.');
});
