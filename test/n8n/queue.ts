import { randomBytes } from 'node:crypto';

import { until } from '../until';
import { Daemon } from './daemon';
import { n8n, node } from './install';
import { withoutCode, withoutEditor } from './environments';
import { N8nFolder } from './folder';
import { freePort } from './freePort';
import { N8nServer } from './server';
import { Stores } from './stores';
import { buildUp, unwind, type Undo } from './undo';

/** So short that a killed worker is told of within a minute and not after two. */
const LOCKS = {
	QUEUE_WORKER_LOCK_DURATION: '6000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	QUEUE_WORKER_STALLED_INTERVAL: '3000',
};

export class Worker {
	private constructor(private readonly daemon: Daemon) {}

	static async start({ environment }: N8nFolder): Promise<Worker> {
		const env = {
			...environment,
			N8N_RUNNERS_BROKER_PORT: String(await freePort()),
			N8N_LOG_LEVEL: 'debug',
		};
		return new Worker(
			await Daemon.start(node, [...n8n, 'worker'], /n8n worker is now ready/, { env }),
		);
	}

	/** The execution that it has begun and not finished. */
	get running(): string | undefined {
		const finished = this.executions('finished');
		return this.executions('started').find((id) => !finished.includes(id));
	}

	/** How many executions it has finished. */
	get finished(): number {
		return this.executions('finished').length;
	}

	get log(): string {
		return this.daemon.log;
	}

	private executions(what: 'started' | 'finished'): string[] {
		return [...this.daemon.log.matchAll(new RegExp(`Worker ${what} execution (\\d+)`, 'g'))].map(
			([, id]) => String(id),
		);
	}

	/** Waits until it has heard that it is to stop, and has not yet stopped. */
	async untilStopping(): Promise<void> {
		await this.daemon.untilLogged(/Received SIGTERM/);
	}

	async end(signal: NodeJS.Signals): Promise<number | null> {
		return await this.daemon.end(signal);
	}
}

/** An n8n in queue mode: a main and its workers, each with a folder of its own as on machines of their own. */
export class Cluster {
	readonly workers = new Set<Worker>();

	/** Those that were ended too. */
	private readonly everyWorker: Worker[] = [];

	private constructor(
		readonly main: N8nServer,
		private readonly stores: Stores,
		private readonly environment: Record<string, string>,
		private readonly undo: Undo,
	) {}

	/** @param slack what leads slack.com to the emulator */
	static async start(slack: Record<string, string>, workers: number): Promise<Cluster> {
		return await buildUp(async (undo) => {
			const stores = await Stores.start(undo);
			const environment = {
				...slack,
				...LOCKS,
				...withoutEditor,
				...withoutCode,
				...stores.environment,
				EXECUTIONS_MODE: 'queue',
				N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
			};
			// The main first: it makes the tables.
			const main = await N8nServer.start(await makeFolder(environment, undo), 'debug');
			undo.push(async () => await main.stop());
			const cluster = new Cluster(main, stores, environment, undo);
			const started = await Promise.allSettled(
				Array.from({ length: workers }, async () => await cluster.addWorker()),
			);
			for (const each of started) if (each.status === 'rejected') throw each.reason;
			return cluster;
		});
	}

	private async addWorker(): Promise<void> {
		const worker = await Worker.start(await makeFolder(this.environment, this.undo));
		this.workers.add(worker);
		this.everyWorker.push(worker);
		this.undo.push(async () => await worker.end('SIGKILL'));
	}

	/** Ends the worker that runs something. @returns the worker, what it ran, and its exit code once it has ended */
	async endBusyWorker(
		signal: NodeJS.Signals,
	): Promise<{ worker: Worker; execution: string; code: Promise<number | null> }> {
		const worker = await until('a worker ran something', () =>
			[...this.workers].find(({ running }) => running !== undefined),
		);
		this.workers.delete(worker);
		return { worker, execution: String(worker.running), code: worker.end(signal) };
	}

	/** How many executions wait in Redis for a worker, or are in the hands of one. */
	async queued(): Promise<number> {
		const counts = await Promise.all(
			['wait', 'active', 'delayed', 'paused'].map(
				async (list) => await this.stores.count(`bull:jobs:${list}`),
			),
		);
		return counts.reduce((sum, count) => sum + count, 0);
	}

	/** All that is written down, by where it stands: the logs at debug, the tables, what went through Redis. */
	async writings(): Promise<Record<string, string>> {
		return {
			main: this.main.log,
			...Object.fromEntries(this.everyWorker.map(({ log }, index) => [`worker ${index + 1}`, log])),
			redis: this.stores.commands,
			tables: await this.stores.dump(),
		};
	}

	async stop(): Promise<void> {
		await unwind(this.undo);
	}
}

async function makeFolder(environment: Record<string, string>, undo: Undo): Promise<N8nFolder> {
	const folder = await N8nFolder.make(environment);
	undo.push(() => folder.remove());
	return folder;
}
