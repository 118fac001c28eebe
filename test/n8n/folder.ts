import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { quickStart } from './environments';
import { freePort } from './freePort';
import { n8n, node } from './install';
import { makeTemplate, type Template } from './template';

const run = promisify(execFile);

/** How the node gets into n8n: as users install it, or from a folder, as some companies do. */
export type Loaded = 'installed' | 'custom';

/** A folder with everything of one n8n in it: its database, its key, the packed node. */
export class N8nFolder {
	private constructor(
		readonly path: string,
		readonly environment: NodeJS.ProcessEnv,
	) {}

	/**
	 * @param environment what leads slack.com to the emulator
	 * @param loaded nothing where the test installs the node itself
	 */
	static async make(
		environment: Record<string, string>,
		loaded: Loaded | 'nothing' = 'installed',
	): Promise<N8nFolder> {
		const template = await makeTemplate();
		const path = mkdtempSync(join(tmpdir(), 'n8n-'));
		const folder = new N8nFolder(path, {
			...process.env,
			...environment,
			PATH: `${dirname(node)}:${process.env.PATH}`,
			N8N_USER_FOLDER: path,
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_SECURE_COOKIE: 'false',
			N8N_DIAGNOSTICS_ENABLED: 'false',
			N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
			N8N_TEMPLATES_ENABLED: 'false',
			N8N_PERSONALIZATION_ENABLED: 'false',
			N8N_HIRING_BANNER_ENABLED: 'false',
			N8N_RESTRICT_FILE_ACCESS_TO: path,
			N8N_SSRF_PROTECTION_ENABLED: undefined,
			NODE_ENV: 'production',
			...quickStart,
			...(loaded === 'custom' && { N8N_CUSTOM_EXTENSIONS: join(path, 'custom') }),
		});
		folder.fill(template, loaded);
		return folder;
	}

	private fill(template: Template, loaded: Loaded | 'nothing'): void {
		const [own, nodes] = [join(this.path, '.n8n'), join(this.path, '.n8n', 'nodes')];
		cpSync(join(template.path, '.n8n'), own, { recursive: true });
		if (loaded === 'installed') return;
		if (loaded === 'custom')
			cpSync(
				join(nodes, 'node_modules', 'n8n-nodes-slack-admin-sessions'),
				join(this.path, 'custom'),
				{
					recursive: true,
				},
			);
		rmSync(nodes, { recursive: true });
	}

	/** Writes a file that workflows may read, and tells its path. */
	write(name: string, text: string): string {
		const path = join(this.path, name);
		writeFileSync(path, text);
		return path;
	}

	/** Runs one of n8n's commands to its end. */
	async command(...parameters: string[]): Promise<string> {
		const port = String(await freePort());
		const { stdout } = await run(node, [...n8n, ...parameters], {
			env: { ...this.environment, N8N_RUNNERS_BROKER_PORT: port },
			maxBuffer: 256 * 1024 * 1024,
		});
		return stdout;
	}

	remove(): void {
		rmSync(this.path, { recursive: true, force: true });
	}
}
