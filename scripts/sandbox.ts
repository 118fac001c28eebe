/** Settles with a real Slack what no public text settles: `npm run sandbox`. */
import { join } from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';

import { connect } from './sandbox/connect';
import { talk } from './sandbox/conversation';
import { Interrupted } from './sandbox/stop';
import { openTerminal } from './sandbox/terminal';

async function main(): Promise<void> {
	// A token in an argument would be in the shell's history and in the list of processes.
	if (process.argv.length > 2)
		throw new Error(
			'This command takes no argument: it asks for the token. If that was a token, it is in the history of your shell now: revoke it.',
		);
	const terminal = openTerminal(process.stdin, process.stdout);
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, terminal.interrupt);
	try {
		process.exitCode = await talk({
			terminal,
			connect: (token) => connect(token, terminal.interrupted),
			clock: {
				now: Date.now,
				pause: async (milliseconds) =>
					await rest(milliseconds, undefined, { signal: terminal.interrupted }).catch(() => {
						throw new Interrupted();
					}),
			},
			// npm runs it in the folder of package.json.
			folders: {
				recorded: join(process.cwd(), 'test/emulator/recorded'),
				page: join(process.cwd(), 'docs/settled.md'),
			},
			day: new Date().toISOString().slice(0, 10),
		});
	} finally {
		terminal.close();
	}
}

void main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
