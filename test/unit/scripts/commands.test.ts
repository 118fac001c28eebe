import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { fetch, ProxyAgent } from 'undici';

import { hindrancesHere } from '../../../scripts/release';
import { ROOT } from '../docs/pages';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const npmRun = async (script: string) =>
	await promisify(execFile)('npm', ['run', '--silent', script], { cwd: ROOT }).then(
		({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
		(error: { code: number; stdout: string; stderr: string }) => error,
	);

test('the emulator says how to reach it, answers there, and cleans up at Ctrl-C', async () => {
	// A group of its own, since Ctrl-C goes to npm and to all below it.
	const child = spawn('npm', ['run', 'emulator'], {
		cwd: ROOT,
		detached: true,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const ended = new Promise((resolve) => child.once('exit', resolve));
	const lines: string[] = [];
	const said = (pattern: RegExp) =>
		lines.map((line) => pattern.exec(line)?.[1]).find((found) => found !== undefined) ?? '';
	let proxy: ProxyAgent | undefined;
	try {
		for await (const line of createInterface({ input: child.stdout })) {
			lines.push(line);
			if (line.startsWith('Ctrl-C ends it')) break;
		}
		const certificate = said(/export NODE_EXTRA_CA_CERTS=(.+)/);
		proxy = new ProxyAgent({
			uri: said(/export HTTPS_PROXY=(.+)/),
			requestTls: { ca: readFileSync(certificate) },
		});
		const response = await fetch('https://slack.com/api/auth.test', {
			method: 'POST',
			headers: { authorization: `Bearer ${said(/^ {2}(xox\S+)$/)}` },
			dispatcher: proxy,
		});
		expect(await response.json()).toMatchObject({ ok: true, is_enterprise_install: true });

		process.kill(-Number(child.pid), 'SIGINT');
		await ended;
		expect(existsSync(certificate)).toBe(false);
	} finally {
		if (child.exitCode === null && child.signalCode === null)
			process.kill(-Number(child.pid), 'SIGKILL');
		await proxy?.destroy();
	}
});

test('the page of codes is what the table makes of it, and that of settled points what the records do', async () => {
	const pages = () => ['docs/errors.md', 'docs/settled.md'].map(read);
	const before = pages();
	expect(await npmRun('docs')).toMatchObject({ code: 0 });
	expect(pages()).toEqual(before);
});

test('release:check says what hinders a release, and fails when something does', async () => {
	const found = hindrancesHere();
	const { code, stderr } = await npmRun('release:check');
	expect([code, stderr.trim()]).toEqual([found.length === 0 ? 0 : 1, found.join('\n')]);
});
