import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';

import { until } from '../until';

/** How long a start may take, in milliseconds: four times what a very busy machine needs. */
export const START_LIMIT = 10 * 60_000;

/** A process that runs until it is ended, and what it has written. */
export class Daemon {
	log = '';

	private readonly ended: Promise<number | null>;

	/** How it has ended, once it has. */
	private code?: number | string | null;

	private constructor(private readonly child: ChildProcess) {
		this.ended = new Promise((resolve, reject) =>
			child.once('exit', resolve).once('error', reject),
		);
		this.ended.then(
			(code) => (this.code = code),
			(error: unknown) => (this.code = String(error)),
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
			await daemon.untilLogged(ready);
		} catch (error) {
			await daemon.end('SIGKILL').catch(() => undefined);
			throw new Error(
				`${command} ${parameters[0]} did not start: ${String(error)}\n${daemon.log.slice(-4000)}`,
			);
		}
		return daemon;
	}

	async untilLogged(text: RegExp): Promise<void> {
		await until(
			`it had written ${text}`,
			() => {
				if (text.test(this.log)) return true;
				if (this.code !== undefined) throw new Error(`it ended with ${this.code}`);
				return false;
			},
			START_LIMIT,
		);
	}

	/** @returns its exit code; none where the signal itself ended it */
	async end(signal: NodeJS.Signals): Promise<number | null> {
		this.child.kill(signal);
		return await this.ended;
	}
}
