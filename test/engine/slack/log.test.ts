import { faults } from '../../emulator/faults';
import { log } from '../engine';
import { byId, reset, users, useSlack } from '../slack';

const slack = useSlack();
beforeEach(() => {
	log.length = 0;
});

const METHOD = 'admin.users.session.reset';
const linesOf = (method: string) => log.filter((line) => line.includes(` ${method}, try `));

test('each try has a line that says what came of it and when the next one is', async () => {
	let calls = 0;
	slack.emulator.faultFor = ({ path }) =>
		path.endsWith(METHOD) && calls++ === 0 ? faults['502 after Slack worked'] : undefined;
	await slack.run({ parameters: reset, items: users(1) });
	const lines = linesOf(METHOD);
	expect(lines).toHaveLength(2);
	expect(lines[0]).toMatch(
		/try 1: HTTP 502, not Slack's answer, may have worked, again in [\d.]+ s/,
	);
	expect(lines[1]).toMatch(/try 2: ok/);
	expect(linesOf('auth.test')).toHaveLength(1);
});

test('that Maximum Wait does not allow the next try is told', async () => {
	slack.emulator.faultFor = ({ path }) =>
		path.endsWith(METHOD) ? faults['503 before Slack worked'] : undefined;
	await slack.run({
		parameters: { ...reset, options: { maxWait: 0 } },
		items: users(1),
		onError: 'continueRegularOutput',
	});
	expect(linesOf(METHOD)).toHaveLength(1);
	expect(log.filter((line) => line.includes(`${METHOD}: no further try`))).toEqual([
		expect.stringContaining("since 'Maximum Wait' is used up"),
	]);
});

test('a refusal is told by its code, and that no further try follows', async () => {
	await slack.run({
		parameters: { ...reset, user: byId('U9999999999') },
		items: [{}],
		onError: 'continueRegularOutput',
	});
	expect(linesOf(METHOD)).toEqual([
		expect.stringContaining('try 1: HTTP 200 user_not_found, has not worked, no further try'),
	]);
});

test('no line has an argument, a body or a token in it', async () => {
	slack.emulator.faultFor = ({ path }) =>
		path.endsWith('users.lookupByEmail') ? faults['echo of the token'] : undefined;
	const email = 'u0000000003@example.com';
	await slack.run({
		parameters: { ...reset, user: { __rl: true, mode: 'email', value: email } },
		items: [{}],
		onError: 'continueRegularOutput',
	});
	delete slack.emulator.faultFor;
	await slack.run({ parameters: reset, items: users(2) });
	const lines = [...linesOf('users.lookupByEmail'), ...linesOf(METHOD)].join('\n');
	expect(lines).not.toBe('');
	for (const secret of [email, 'U0000000001', slack.token.value.slice(5)])
		expect(lines).not.toContain(secret);
});
