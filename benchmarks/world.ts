import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { INodeParameters, IWorkflowBase } from 'n8n-workflow';

import type { Emulator } from '../test/emulator/emulator';
import { makeOrganisation, Organisation } from '../test/emulator/organisation';
import { RateLimits } from '../test/emulator/rateLimits';
import { addCredentials } from '../test/n8n/credentials';
import { nodeType, readExecution, type N8nServer } from '../test/n8n/n8n';
import { startWorld } from '../test/n8n/world';

const run = promisify(execFile);

/** The longest run takes some minutes. In milliseconds. */
const LIMIT = 30 * 60_000;

/** What one run of a peer took. */
export interface Sample {
	/** From the first request to the last, in milliseconds. */
	time: number;
	calls: number;
	/** Of all users, those who are signed out in the emulator's own state. */
	done: number;
	/** Of the n8n process, in milliseconds. */
	cpu: number;
}

/** A Slack with so many users, one session each. */
export interface Slack {
	users: number;
	/** Before each answer, in milliseconds. */
	latency?: number;
	/** Slack's tiers, with a minute of so many milliseconds. None: calls are not counted. */
	minute?: number;
	sessions?: number;
}

/** A real n8n, and the emulator that all peers call. */
export class World {
	private constructor(
		private readonly emulator: Emulator,
		private readonly server: N8nServer,
		private readonly environment: Record<string, string>,
		private readonly token: string,
		/** Their IDs, by type. */
		private readonly credentials: Record<string, string>,
		readonly close: () => Promise<void>,
	) {}

	static async make(): Promise<World> {
		const { emulator, token, folder, server, close } = await startWorld({
			slack: makeOrganisation(0),
			certificate: 'own',
			logLevel: 'error',
		});
		const environment = {
			...emulator.environment,
			NODE_EXTRA_CA_CERTS: String(folder.environment.NODE_EXTRA_CA_CERTS),
		};
		const ids = await addCredentials(server, {
			slackAdminSessionsApi: { accessToken: token.value, environment: 'slack' },
			httpHeaderAuth: { name: 'Authorization', value: `Bearer ${token.value}` },
		});
		return new World(emulator, server, environment, token.value, ids, close);
	}

	private reset({ users, latency = 0, minute, sessions = users }: Slack): void {
		const organisation = new Organisation();
		organisation.addPerson({ id: 'U0ADMIN0001', is_admin: true, is_owner: true });
		organisation.addToken({ user_id: 'U0ADMIN0001', value: this.token });
		for (let number = 1; number <= users; number++)
			organisation.addPerson({ id: `U${String(number).padStart(10, '0')}` });
		for (let number = 0; number < sessions; number++)
			organisation.addSession(`U${String((number % users) + 1).padStart(10, '0')}`);
		const { emulator } = this;
		emulator.organisation = organisation;
		emulator.requests.length = 0;
		if (minute === undefined) delete emulator.limits;
		else emulator.limits = new RateLimits(minute);
		if (latency === 0) delete emulator.faultFor;
		else {
			emulator.faultFor =
				() =>
				async ({ work, send }) => {
					await new Promise((resolve) => setTimeout(resolve, latency));
					send(work());
				};
		}
	}

	private async measure(slack: Slack, work: () => Promise<void>): Promise<Sample> {
		this.reset(slack);
		const cpu = this.cpu();
		const started = Date.now();
		await work();
		const { requests, organisation } = this.emulator;
		const time =
			(requests.at(-1)?.at ?? started) - (requests[0]?.at ?? started) + (slack.latency ?? 0);
		return {
			time,
			calls: requests.length,
			done: [...organisation.people.keys()].filter(
				(id) => id !== 'U0ADMIN0001' && organisation.sessionsOf(id).length === 0,
			).length,
			cpu: this.cpu() - cpu,
		};
	}

	/** Of the n8n process so far: user and system, in milliseconds. */
	private cpu(): number {
		const stat = readFileSync(`/proc/${this.server.pid}/stat`, 'utf8')
			.replace(/^.*\) /, '')
			.split(' ');
		return (Number(stat[11]) + Number(stat[12])) * 10;
	}

	private async n8n(
		slack: Slack,
		{
			credential,
			...node
		}: { type: string; typeVersion: number; parameters: INodeParameters; credential?: string },
	): Promise<Sample> {
		const items = slack.sessions === undefined ? slack.users : 1;
		const workflow = await this.server.post<IWorkflowBase>('/workflows', {
			name: 'Benchmark',
			settings: { saveDataSuccessExecution: 'all' },
			nodes: [
				{
					id: '1',
					name: 'Start',
					type: 'n8n-nodes-base.manualTrigger',
					typeVersion: 1,
					position: [0, 0],
					parameters: {},
				},
				{
					id: '2',
					name: 'Items',
					type: 'n8n-nodes-base.code',
					typeVersion: 2,
					position: [200, 0],
					parameters: {
						jsCode: `return Array.from({ length: ${items} }, (_, index) => ({ json: { user_id: 'U' + String(index + 1).padStart(10, '0') } }));`,
					},
				},
				{
					id: '3',
					name: 'Peer',
					...node,
					position: [400, 0],
					onError: 'continueRegularOutput',
					...(credential !== undefined && {
						credentials: { [credential]: { id: this.credentials[credential], name: credential } },
					}),
				},
			],
			connections: {
				Start: { main: [[{ node: 'Items', type: 'main', index: 0 }]] },
				Items: { main: [[{ node: 'Peer', type: 'main', index: 0 }]] },
			},
		});
		return await this.measure(slack, async () => {
			const { resultData } = readExecution(
				(await this.server.run(workflow, 'Start', undefined, LIMIT)).data,
			);
			if (resultData.error) throw resultData.error;
		});
	}

	/** What n8n itself needs for a workflow with so many items. */
	async nothing(slack: Slack): Promise<Sample> {
		return await this.n8n(slack, { type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} });
	}

	async ours(slack: Slack, parameters: INodeParameters): Promise<Sample> {
		return await this.n8n(slack, {
			type: nodeType.installed,
			typeVersion: 1,
			credential: 'slackAdminSessionsApi',
			parameters,
		});
	}

	/** n8n's HTTP Request node, one call an item; with its batching set so that it keeps to so many calls a minute, or as it comes. */
	async httpRequest(slack: Slack, batchInterval?: number): Promise<Sample> {
		return await this.n8n(slack, {
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			credential: 'httpHeaderAuth',
			parameters: {
				method: 'POST',
				url: 'https://slack.com/api/admin.users.session.reset',
				authentication: 'genericCredentialType',
				genericAuthType: 'httpHeaderAuth',
				sendBody: true,
				contentType: 'form-urlencoded',
				bodyParameters: { parameters: [{ name: 'user_id', value: '={{ $json.user_id }}' }] },
				options:
					batchInterval === undefined
						? {}
						: { batching: { batch: { batchSize: 1, batchInterval } } },
			},
		});
	}

	async client(slack: Slack, name: 'webApi' | 'keepAlive', job = 'reset'): Promise<Sample> {
		return await this.measure(slack, async () => {
			const tsx = join(__dirname, '../node_modules/.bin/tsx');
			await run(tsx, [join(__dirname, 'clients', `${name}.ts`)], {
				env: {
					...process.env,
					...this.environment,
					SLACK_TOKEN: this.token,
					JOB: job,
					COUNT: String(slack.sessions ?? slack.users),
				},
			});
		});
	}
}
