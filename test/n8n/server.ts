import { spawn, type ChildProcess } from 'node:child_process';
import type { IDataObject, IWorkflowBase } from 'n8n-workflow';

import { until } from '../until';
import { START_LIMIT } from './daemon';
import { isOpen } from './execution';
import type { N8nFolder } from './folder';
import { freePort } from './freePort';
import { n8n, node } from './install';

export const OWNER = { email: 'owner@example.com', password: 'Demo-only-1' };

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
