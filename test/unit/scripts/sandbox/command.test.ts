import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { trustedCertificate } from '../../../emulator/certificate';
import { startEmulator, type Emulator } from '../../../emulator/emulator';
import { makeTokenValue } from '../../../emulator/organisation';
import { until } from '../../../until';
import { ROOT } from '../../docs/pages';
import { GONE, makeSandbox, TESTER } from './inMemory';

let emulator: Emulator;
let token: string;
let auditToken: string;
let folder: string;

beforeEach(async () => {
	const sandbox = makeSandbox();
	token = sandbox.token.value;
	auditToken = sandbox.organisation.addToken({
		user_id: 'U0ADMIN0001',
		scopes: ['auditlogs:read'],
	}).value;
	emulator = await startEmulator(sandbox.organisation, trustedCertificate());
	folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
});
afterEach(async () => {
	await emulator.close();
	rmSync(folder, { recursive: true, force: true });
});

/** The command in a process of its own, in a folder of its own. */
function start(parameters: string[] = []) {
	// Without tsx's own process in between: a start costs half.
	const tsx = pathToFileURL(require.resolve('tsx')).href;
	const child = spawn(
		process.execPath,
		['--import', tsx, join(ROOT, 'scripts/sandbox.ts'), ...parameters],
		{ cwd: folder, env: { ...process.env, ...emulator.environment } },
	);
	let printed = '';
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
	const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
	return {
		/** Waits for each question, then types the answer to it. */
		async answer(answers: Array<[question: string, answer: string]>) {
			for (const [question, answer] of answers) {
				await until(
					() => `"${question}" is asked, after:\n${printed}`,
					() => printed.includes(question) || child.exitCode !== null,
				);
				child.stdin.write(`${answer}\n`);
			}
		},
		interrupt: () => child.kill('SIGINT'),
		end: () => child.stdin.end(),
		until: async (text: string) => {
			await until(
				() => `"${text}" is printed, after:\n${printed}`,
				() => printed.includes(text),
			);
		},
		async result() {
			const code = await ended;
			return { code, printed, left: readdirSync(folder) };
		},
	};
}

const beginning = (): Array<[string, string]> => [
	['User OAuth Token', token],
	['Is this a sandbox', 'yes'],
	['The test account', TESTER],
	['deactivated already', GONE],
	['reads the audit log', auditToken],
];

test('from the token to the page, over HTTPS and a proxy; the token is nowhere', async () => {
	const command = start();
	await command.answer([...beginning(), ['Write this', 'yes'], ['Revoke what', 'yes']]);
	command.end();
	const { code, printed } = await command.result();
	expect([code, printed.includes(token), printed.includes(auditToken)]).toEqual([0, false, false]);
	expect(printed).toContain('This is the token of admin (U0ADMIN0001) of the organisation');
	expect(printed).toContain('The token is revoked.');

	const page = readFileSync(join(folder, 'docs/settled.md'), 'utf8');
	expect(page).toContain('| all sessions of the user |');
	expect(page).toContain('| yes, as a number |');
	const recorded = join(folder, 'test/emulator/recorded');
	const texts = readdirSync(recorded).map((name) => readFileSync(join(recorded, name), 'utf8'));
	expect(texts.length).toBeGreaterThan(10);
	for (const text of [page, ...texts])
		for (const real of [token, auditToken, TESTER, GONE, 'tester@example.com', 'E011E2SBBFC'])
			expect(text).not.toContain(real);
	expect(emulator.requests.every(({ host }) => /^(api\.)?slack\.com$/.test(host))).toBe(true);
});

test('Ctrl-C at a question and in the middle of a call: no file, and the exit code of Ctrl-C', async () => {
	const atQuestion = start();
	await atQuestion.answer(beginning());
	await atQuestion.until('Write this');
	atQuestion.interrupt();
	expect(await atQuestion.result()).toMatchObject({ code: 130, left: [] });

	let isHeld = false;
	emulator.faultFor = ({ path }) =>
		path.endsWith('session.list') ? () => void (isHeld = true) : undefined;
	const inCall = start();
	await inCall.answer(beginning());
	await until('a call hangs', () => isHeld);
	inCall.interrupt();
	const { code, printed, left } = await inCall.result();
	expect([code, left]).toEqual([130, []]);
	expect(printed).toContain('Interrupted.\nNothing was written to Slack.');
});

test('no network, and somebody else in Slack’s place: a sentence, and nothing is left', async () => {
	emulator.faultFor = () => (exchange) =>
		exchange.send({
			status: 200,
			headers: { 'content-type': 'text/html' },
			body: '<p>Sign in</p>',
		});
	const atPortal = start();
	await atPortal.answer([['User OAuth Token', token]]);
	const portal = await atPortal.result();
	expect(portal).toMatchObject({ code: 1, left: [] });
	expect(portal.printed).toContain('What answered auth.test is not Slack (HTTP 200)');

	await emulator.shut();
	const alone = start();
	await alone.answer([['User OAuth Token', token]]);
	const { code, printed, left } = await alone.result();
	expect([code, left]).toEqual([1, []]);
	expect(printed).toContain('No answer from slack.com to auth.test (ECONNREFUSED).');
	expect(printed).not.toContain('    at ');
});

test('a token as an argument is refused before anything is asked, and not repeated', async () => {
	const value = makeTokenValue('user');
	const { code, printed, left } = await start([value]).result();
	expect([code, left, existsSync(join(folder, 'docs'))]).toEqual([1, [], false]);
	expect(printed).toContain('This command takes no argument');
	expect(printed).not.toContain(value);
	expect(emulator.requests).toEqual([]);
});
