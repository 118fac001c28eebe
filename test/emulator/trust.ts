/** Runs a command that trusts the emulator: `tsx test/emulator/trust.ts jest …`. */
import { spawn } from 'node:child_process';

import { makeCertificate, saveCertificate } from './certificate';

async function main([command, ...parameters]: string[]): Promise<number> {
	if (command === undefined) throw new Error('usage: trust.ts COMMAND [ARGUMENT …]');
	const { environment, remove } = saveCertificate(await makeCertificate());
	try {
		const child = spawn(command, parameters, {
			stdio: 'inherit',
			env: { ...process.env, ...environment },
		});
		for (const signal of ['SIGINT', 'SIGTERM'] as const)
			process.on(signal, () => child.kill(signal));
		return await new Promise((resolve, reject) =>
			child.on('error', reject).on('exit', (code) => resolve(code ?? 1)),
		);
	} finally {
		remove();
	}
}

void main(process.argv.slice(2)).then((code) => {
	process.exitCode = code;
});
