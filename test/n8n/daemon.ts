import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';

/** A process that runs until it is ended, and what it has written. */
export class Daemon {
	log = '';

	private readonly ended: Promise<number | null>;

	private constructor(private readonly child: ChildProcess) {
		this.ended = new Promise((resolve, reject) =>
			child.once('exit', resolve).once('error', reject),
		);
		for (const stream of [child.stdout, child.stderr])
			stream?.on('data', (text: Buffer) => (this.log += text.toString()));
	}

	/** @param ready what it writes once it can be used */
	static async start(
		command: string,
		parameters: string[],
		ready: RegExp,
		options: SpawnOptions,
	): Promise<Daemon> {
		const daemon = new Daemon(
			spawn(command, parameters, { ...options, stdio: ['ignore', 'pipe', 'pipe'] }),
		);
		try {
			await Promise.race([
				daemon.untilLogged(ready),
				daemon.ended.then((code) => Promise.reject(new Error(`it ended with ${code}`))),
			]);
		} catch (error) {
			await daemon.end('SIGKILL').catch(() => undefined);
			throw new Error(
				`${command} ${parameters[0]} did not start: ${String(error)}\n${daemon.log.slice(-4000)}`,
			);
		}
		return daemon;
	}

	private async untilLogged(ready: RegExp): Promise<void> {
		for (let attempt = 0; attempt < 600; attempt++) {
			if (ready.test(this.log)) return;
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
		throw new Error('it was not ready in time');
	}

	/** @returns its exit code; none where the signal itself ended it */
	async end(signal: NodeJS.Signals): Promise<number | null> {
		this.child.kill(signal);
		return await this.ended;
	}
}
