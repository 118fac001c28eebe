import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { registryHosts, type Certificate } from '../emulator/certificate';
import type { Emulator } from '../emulator/emulator';
import { Daemon } from './daemon';
import { installN8n, node } from './install';
import { freePort } from './freePort';

const run = promisify(execFile);
const VERDACCIO = join(__dirname, 'node_modules/verdaccio/bin/verdaccio');

/**
 * An npm registry on loopback, with nothing in it and nothing behind it. n8n takes another registry than npm's own only with a licence:
 * so the emulator's proxy leads npm's own name here, and n8n does what it does for every user.
 */
export class Registry {
	private constructor(
		private readonly folder: string,
		private readonly url: string,
		/** What n8n and the npm below it need, beside the emulator's environment: nothing of this machine's npm, its cache least of all. */
		readonly environment: Record<string, string>,
		private readonly daemon: Daemon,
	) {}

	static async start(emulator: Emulator, { key, cert }: Certificate): Promise<Registry> {
		await installN8n();
		const folder = mkdtempSync(join(tmpdir(), 'registry-'));
		const write = (name: string, text: string): string => {
			writeFileSync(join(folder, name), text, { mode: 0o600 });
			return join(folder, name);
		};
		const port = await freePort();
		const anybody = { access: '$anonymous', publish: '$anonymous' };
		// YAML is what it reads, and JSON is YAML.
		const settings = write(
			'config.yaml',
			JSON.stringify({
				storage: join(folder, 'storage'),
				https: { key: write('key.pem', key), cert: write('cert.pem', cert) },
				uplinks: {},
				packages: { '**': anybody },
				web: { enable: false },
				log: { type: 'stdout', format: 'pretty', level: 'warn' },
			}),
		);
		// npm publishes only as somebody, whoever that is.
		write('publisher.npmrc', `//${registryHosts.local}:${port}/:_authToken=anybody\n`);
		const daemon = await Daemon.start(
			node,
			[VERDACCIO, '--config', settings, '--listen', `https://127.0.0.1:${port}`],
			/http address/,
			{ cwd: folder },
		);
		emulator.neighbours.set(registryHosts.npm, port);
		const environment = {
			npm_config_registry: `https://${registryHosts.npm}/`,
			npm_config_cache: join(folder, 'cache'),
			npm_config_userconfig: join(folder, 'none.npmrc'),
			// Where a machine names certificates for npm, npm looks at no others.
			npm_config_cafile: join(folder, 'cert.pem'),
		};
		return new Registry(folder, `https://${registryHosts.local}:${port}/`, environment, daemon);
	}

	/** @param as a version other than the one that it was packed as */
	async publish(tarball: string, as?: string): Promise<void> {
		const what = as === undefined ? tarball : await this.renumber(tarball, as);
		const options = [
			'--ignore-scripts',
			'--loglevel=error',
			'--fetch-retries=0',
			`--noproxy=${registryHosts.local}`,
			`--registry=${this.url}`,
			`--userconfig=${join(this.folder, 'publisher.npmrc')}`,
		];
		await run('npm', ['publish', what, ...options], {
			env: { ...process.env, ...this.environment },
		});
	}

	private async renumber(tarball: string, version: string): Promise<string> {
		const folder = join(this.folder, version);
		mkdirSync(folder);
		await run('tar', ['-xzf', tarball, '-C', folder]);
		const path = join(folder, 'package', 'package.json');
		writeFileSync(
			path,
			JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), version }),
		);
		return dirname(path);
	}

	async stop(): Promise<void> {
		await this.daemon.end('SIGTERM');
		rmSync(this.folder, { recursive: true, force: true });
	}
}
