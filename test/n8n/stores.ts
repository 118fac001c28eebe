import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

import { Daemon } from './daemon';
import { freePort } from './freePort';
import type { Undo } from './undo';

const run = promisify(execFile);

/** Debian keeps PostgreSQL's programs out of PATH. */
const DEBIAN = '/usr/lib/postgresql';

function find(program: string): string | undefined {
	const versions = existsSync(DEBIAN)
		? readdirSync(DEBIAN).map((version) => join(DEBIAN, version, 'bin'))
		: [];
	return [...(process.env.PATH ?? '').split(delimiter), ...versions]
		.map((folder) => join(folder, program))
		.find(existsSync);
}

function need(program: string): string {
	const path = find(program);
	if (path === undefined) throw new Error(`${program} is not on this machine`);
	return path;
}

/** What queue mode needs and this machine does not have. */
export const missing = ['redis-server', 'initdb', 'postgres', 'pg_dump'].filter(
	(program) => find(program) === undefined,
);

/** A Redis and a PostgreSQL on loopback. */
export class Stores {
	private constructor(
		/** What leads n8n to them. */
		readonly environment: Record<string, string>,
		private readonly redisPort: number,
		private readonly told: { text: string },
	) {}

	static async start(undo: Undo): Promise<Stores> {
		const redis = await startRedis(undo);
		const port = Number(redis.QUEUE_BULL_REDIS_PORT);
		const told = await listenIn(port, undo);
		const environment = { ...redis, ...(await startPostgres(undo)) };
		return new Stores(environment, port, told);
	}

	/** What stands in all tables of PostgreSQL, as text: bytes too, whose hexadecimal form nobody would search for a word. */
	async dump(): Promise<string> {
		const { stdout } = await run(
			need('pg_dump'),
			[
				'--data-only',
				'--host=127.0.0.1',
				`--port=${this.environment.DB_POSTGRESDB_PORT}`,
				'--username=postgres',
				'postgres',
			],
			{ env: { ...process.env, PGOPTIONS: '-c bytea_output=escape' }, maxBuffer: Infinity },
		);
		return stdout;
	}

	/** Every command that Redis has been given. */
	get commands(): string {
		return this.told.text;
	}

	/** How many there are in a list or a sorted set of Redis. */
	async count(key: string): Promise<number> {
		const socket = connect(this.redisPort, '127.0.0.1');
		try {
			const what = key.endsWith(':delayed') ? 'ZCARD' : 'LLEN';
			socket.write(`${what} ${key}\r\n`);
			const [answer] = (await once(socket, 'data')) as [Buffer];
			const [, count] = /^:(\d+)\r\n$/.exec(answer.toString()) ?? [];
			if (count === undefined) throw new Error(`Redis on ${what} ${key}: ${answer.toString()}`);
			return Number(count);
		} finally {
			socket.destroy();
		}
	}
}

async function startRedis(undo: Undo): Promise<{
	QUEUE_BULL_REDIS_HOST: string;
	QUEUE_BULL_REDIS_PORT: string;
}> {
	const port = String(await freePort());
	// Without save it writes no file, wherever it is started.
	const parameters = ['--port', port, '--bind', '127.0.0.1', '--save', ''];
	const redis = await Daemon.start(
		need('redis-server'),
		parameters,
		/ready to accept connections/i,
		{},
	);
	undo.push(() => redis.end('SIGINT'));
	return { QUEUE_BULL_REDIS_HOST: '127.0.0.1', QUEUE_BULL_REDIS_PORT: port };
}

/** Has Redis tell what it is given: the main and the workers speak to each other by it. */
async function listenIn(port: number, undo: Undo): Promise<{ text: string }> {
	const socket = connect(port, '127.0.0.1');
	undo.push(() => socket.destroy());
	const told = { text: '' };
	socket.write('MONITOR\r\n');
	const [ready] = (await once(socket, 'data')) as [Buffer];
	if (ready.toString() !== '+OK\r\n') throw new Error(`Redis on MONITOR: ${ready.toString()}`);
	socket.on('data', (text: Buffer) => (told.text += text.toString()));
	return told;
}

async function startPostgres(undo: Undo): Promise<Record<string, string>> {
	const port = String(await freePort());
	const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
	undo.push(() => rmSync(folder, { recursive: true, force: true }));
	const user = await unprivileged();
	if (user) chownSync(folder, user.uid, user.gid);
	const options = { ...user, cwd: folder };
	await run(
		need('initdb'),
		[
			'-D',
			folder,
			'--username=postgres',
			'--auth=trust',
			'--locale=C',
			'--encoding=UTF8',
			'--no-sync',
		],
		options,
	);
	const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'].flatMap(
		(setting) => ['-c', setting],
	);
	const postgres = await Daemon.start(
		need('postgres'),
		['-D', folder, '-p', port, ...settings],
		/ready to accept connections/,
		options,
	);
	// To PostgreSQL this signal means: without waiting for those that are connected.
	undo.push(() => postgres.end('SIGINT'));
	return {
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: port,
		DB_POSTGRESDB_DATABASE: 'postgres',
		DB_POSTGRESDB_USER: 'postgres',
		DB_POSTGRESDB_PASSWORD: 'unused',
	};
}

/** PostgreSQL refuses to run as root, as which a CI container often works. */
async function unprivileged(): Promise<{ uid: number; gid: number } | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const [uid, gid] = await Promise.all(
		['-u', '-g'].map(async (which) => Number((await run('id', [which, 'postgres'])).stdout)),
	);
	return uid === undefined || gid === undefined ? undefined : { uid, gid };
}
