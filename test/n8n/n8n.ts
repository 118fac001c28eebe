import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { IDataObject, IRunExecutionData, IWorkflowBase } from 'n8n-workflow';

import { until } from '../until';
import { START_LIMIT } from './daemon';
import { MODULES, n8n, node } from './install';
import { makeTemplate, type Template } from './template';

const run = promisify(execFile);

/** How the node gets into n8n: as users install it, or from a folder, as some companies do. */
export type Loaded = 'installed' | 'custom';

export const nodeType: Record<Loaded, string> = {
	installed: 'n8n-nodes-slack-admin-sessions.slackAdminSessions',
	custom: 'CUSTOM.slackAdminSessions',
};

/** n8n reads thousands of files at its start, and most of the tests of a real n8n begin with one. What Node.js has compiled of them is kept for the next, and Node.js gets the memory in which it need not tidy up so often. */
const quickStart = {
	NODE_COMPILE_CACHE: join(MODULES, '.compiled'),
	NODE_OPTIONS: '--max-semi-space-size=64',
};

/** For an n8n that no browser opens. Otherwise each start of n8n writes the thousands of files of its editor, which is a fifth of what a start costs. */
export const withoutEditor = { N8N_DISABLE_UI: 'true' };

/** For an n8n whose workflows have no Code node in them: it then starts no process of its own for code, which is a fifth of what a start costs. */
export const withoutCode = {
	N8N_RUNNERS_MODE: 'external',
	N8N_RUNNERS_AUTH_TOKEN: 'nobody comes with it',
};

/** Those nodes that the workflows of these tests have in them. */
const usedNodes = {
	'n8n-nodes-base': [
		'code',
		'convertToFile',
		'emailSend',
		'form',
		'formTrigger',
		'httpRequest',
		'if',
		'manualTrigger',
		'merge',
		// By it n8n tests credentials.
		'noOp',
		'readWriteFile',
		'removeDuplicates',
		'respondToWebhook',
		'scheduleTrigger',
		'set',
		'slackHitlTool',
		'splitOut',
		'stickyNote',
		'stopAndError',
		'switch',
		'wait',
		'webhook',
	],
	'@n8n/n8n-nodes-langchain': ['agent', 'chatTrigger', 'lmChatOpenAi', 'memoryBufferWindow'],
	'n8n-nodes-slack-admin-sessions': ['slackAdminSessions', 'slackAdminSessionsTrigger'],
};

/** For an n8n in a browser that looks for nothing among all of n8n's hundreds of nodes: its editor then takes a third of the time to load. */
export const withUsedNodes = {
	NODES_INCLUDE: JSON.stringify(
		Object.entries(usedNodes).flatMap(([of, names]) => names.map((name) => `${of}.${name}`)),
	),
};

/** For a polling trigger: the shortest interval is a minute, but there can be several. */
export const everyFiveSeconds = {
	item: Array.from({ length: 12 }, (_, number) => ({
		mode: 'custom',
		cronExpression: `${number * 5} * * * * *`,
	})),
};

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

export async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}

export const OWNER = { email: 'owner@example.com', password: 'Demo-only-1' };

/** n8n keeps what a run gave in a format that a library of its own reads. */
export function readExecution(data: string): IRunExecutionData {
	// Its types say that it is an ES module, which Jest cannot import; it comes as CommonJS too.
	const { parse } = require('flatted') as { parse(text: string): unknown };
	return parse(data) as IRunExecutionData;
}

/** Whether an execution still runs, or waits for somebody. */
export const isOpen = ({ status }: { status: string }) =>
	['new', 'running', 'waiting'].includes(status);

/** For every request to n8n: it drops a connection that was kept open, at times just when the next request goes out. */
export const fresh = { connection: 'close' };

const BROWSER_ID = 'test';

/** A running n8n, spoken to as its editor does. */
export class N8nServer {
	/** Everything that it wrote to its log. */
	log = '';

	private cookie = '';

	private constructor(
		readonly folder: N8nFolder,
		readonly url: string,
		private readonly child: ChildProcess,
	) {}

	get pid(): number | undefined {
		return this.child.pid;
	}

	get port(): string {
		return new URL(this.url).port;
	}

	/** What makes a browser its owner's. n8n takes the cookie from nobody else than the browser that has signed in, which it knows by an ID of its editor's. */
	get signedIn(): { cookie: string; browserId: string } {
		return { cookie: this.cookie, browserId: BROWSER_ID };
	}

	/** @param port the one of an n8n that has ended, for a browser that is to find this one in its place */
	static async start(folder: N8nFolder, logLevel = 'info', port?: string): Promise<N8nServer> {
		port ??= String(await freePort());
		const child = spawn(node, [...n8n, 'start'], {
			env: {
				...folder.environment,
				N8N_PORT: port,
				N8N_RUNNERS_BROKER_PORT: String(await freePort()),
				N8N_LOG_LEVEL: logLevel,
			},
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		const server = new N8nServer(folder, `http://127.0.0.1:${port}`, child);
		for (const stream of [child.stdout, child.stderr])
			stream?.on('data', (text: Buffer) => (server.log += text.toString()));
		try {
			await server.untilReady();
			// On a second start there is one.
			await server.request('POST', '/owner/setup', {
				...OWNER,
				firstName: 'Demo',
				lastName: 'Owner',
			});
			await server.post('/login', { emailOrLdapLoginId: OWNER.email, password: OWNER.password });
		} catch (error) {
			await server.stop();
			throw new Error(`n8n did not start: ${String(error)}\n${server.log.slice(-4000)}`);
		}
		return server;
	}

	private async untilReady(): Promise<void> {
		await until(
			'n8n was ready',
			async () => {
				if (this.child.exitCode !== null) throw new Error(`it ended with ${this.child.exitCode}`);
				return await fetch(`${this.url}/rest/login`, { headers: fresh }).then(
					// That nobody has signed in yet. While n8n starts, it answers something else.
					({ status }) => status === 401,
					() => false,
				);
			},
			START_LIMIT,
		);
	}

	async request(
		method: string,
		path: string,
		body?: unknown,
	): Promise<{ status: number; data: unknown; message?: string }> {
		const response = await fetch(`${this.url}/rest${path}`, {
			method,
			headers: {
				'content-type': 'application/json',
				'browser-id': BROWSER_ID,
				cookie: this.cookie,
				...fresh,
			},
			...(body !== undefined && { body: JSON.stringify(body) }),
		});
		const cookie = response.headers.get('set-cookie');
		if (cookie) this.cookie = cookie.split(';')[0] ?? '';
		const { data, message } = (await response.json()) as { data?: unknown; message?: string };
		return { status: response.status, data, ...(message !== undefined && { message }) };
	}

	async post<T = { id: string }>(path: string, body: unknown): Promise<T> {
		const { status, data, message } = await this.request('POST', path, body);
		if (status >= 400) throw new Error(`POST ${path}: ${status} ${message}`);
		return data as T;
	}

	async get<T>(path: string): Promise<T> {
		const { status, data, message } = await this.request('GET', path);
		if (status >= 400) throw new Error(`GET ${path}: ${status} ${message}`);
		return data as T;
	}

	/** Creates a workflow with what its nodes have kept between executions, which n8n takes by its public API alone. */
	async createWithData(workflow: IWorkflowBase): Promise<IWorkflowBase> {
		const { rawApiKey } = await this.post<{ rawApiKey: string }>('/api-keys', {
			label: workflow.name,
			expiresAt: null,
			scopes: ['workflow:create'],
		});
		const response = await fetch(`${this.url}/api/v1/workflows`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', 'x-n8n-api-key': rawApiKey, ...fresh },
			body: JSON.stringify(workflow),
		});
		const created = await response.text();
		if (!response.ok)
			throw new Error(`The workflow was not created: ${response.status} ${created}`);
		return JSON.parse(created) as IWorkflowBase;
	}

	/** A page of n8n's, as the signed-in browser gets it. */
	async page(address: string): Promise<string> {
		const { pathname, search } = new URL(address);
		return await (
			await fetch(`${this.url}${pathname}${search}`, {
				headers: { 'browser-id': BROWSER_ID, cookie: this.cookie, ...fresh },
			})
		).text();
	}

	/**
	 * Runs a saved workflow from a trigger, and gives the execution with its data once it has ended.
	 *
	 * @param given what the trigger gives out, where it does not make it up itself
	 * @param limit how long to wait for its end at the most, in milliseconds
	 */
	async run(
		workflow: IWorkflowBase,
		trigger: string,
		given?: IDataObject,
		limit?: number,
	): Promise<{ id: string; status: string; data: string }> {
		const task = given && {
			startTime: Date.now(),
			executionTime: 0,
			executionStatus: 'success',
			executionIndex: 0,
			source: [null],
			data: { main: [[{ json: given }]] },
		};
		const triggerToStartFrom = { name: trigger, ...(task && { data: task }) };
		const { executionId } = await this.post<{ executionId: string }>(
			`/workflows/${workflow.id}/run`,
			{ workflowData: workflow, startNodes: [], triggerToStartFrom },
		);
		return await this.ended(executionId, limit);
	}

	/** Waits until an execution has ended, and gives it with its data. */
	private async ended(
		id: string,
		limit = 240_000,
	): Promise<{ id: string; status: string; data: string }> {
		return await until(
			`execution ${id} had ended`,
			async () => {
				const { status, data, message } = await this.request('GET', `/executions/${id}`);
				// On a busy machine n8n takes a slow answer of its database for none, and says so until the next one.
				if (status === 503) return false;
				if (status >= 400) throw new Error(`GET /executions/${id}: ${status} ${message}`);
				const execution = data as { id: string; status: string; data: string };
				return !isOpen(execution) && execution;
			},
			limit,
		);
	}

	/** As a machine does that loses its power. */
	async kill(): Promise<void> {
		const ended = new Promise((resolve) => this.child.once('exit', resolve));
		this.child.kill('SIGKILL');
		await ended;
	}

	async stop(): Promise<void> {
		if (this.child.exitCode !== null || this.child.signalCode !== null) return;
		const ended = new Promise((resolve) => this.child.once('exit', resolve));
		this.child.kill('SIGTERM');
		const late = setTimeout(() => this.child.kill('SIGKILL'), 10_000);
		await ended;
		clearTimeout(late);
	}
}
