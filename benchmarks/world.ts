import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { IDataObject, INodeParameters, IWorkflowBase } from 'n8n-workflow';

import type { Emulator } from '../test/emulator/emulator';
import { settled } from '../test/emulator/method';
import { makeOrganisation } from '../test/emulator/organisation';
import { RateLimits } from '../test/emulator/rateLimits';
import { methodOf } from '../test/emulator/slack';
import { chain } from '../test/n8n/chain';
import { addCredentials } from '../test/n8n/credentials';
import { readExecution } from '../test/n8n/execution';
import { node } from '../test/n8n/install';
import { nodeType } from '../test/n8n/ourNodes';
import type { N8nServer } from '../test/n8n/server';
import { startWorld } from '../test/n8n/world';
import { code, type Peer } from './byHand';
import { ADMIN, organisationOf, spread, type Slack } from './organisation';

const run = promisify(execFile);

/** The longest run takes some minutes. In milliseconds. */
const LIMIT = 30 * 60_000;

/** What one run of a peer took. */
export interface Sample {
	/** What the last node gave, where the peer is a workflow. */
	given: IDataObject[];
	/** From the first request to the last, in milliseconds. */
	time: number;
	calls: number;
	/** How many of these were for one method. */
	callsOf(method: string): number;
	/** Of all users, those who are signed out in the emulator's own state. */
	done: number;
	/** Of the n8n process, in milliseconds. */
	cpu: number;
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

	private reset(slack: Slack): void {
		const { latency = 0, minute } = slack;
		const { emulator } = this;
		emulator.organisation = organisationOf(slack, this.token);
		emulator.unsettled = {
			...settled,
			...(slack.hidesWorkspaces && {
				usersInfoRefusesBy: 'team_access_not_granted',
				enterpriseUser: 'missing',
			}),
		};
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

	private async measure(slack: Slack, work: () => Promise<IDataObject[]>): Promise<Sample> {
		this.reset(slack);
		const cpu = this.cpu();
		const started = Date.now();
		const given = await work();
		const { requests, organisation } = this.emulator;
		const time =
			(requests.at(-1)?.at ?? started) - (requests[0]?.at ?? started) + (slack.latency ?? 0);
		const methods = requests.map(methodOf);
		return {
			given,
			time,
			calls: requests.length,
			callsOf: (method) => methods.filter((each) => each === method).length,
			done: [...organisation.people.keys()].filter(
				(id) => id !== ADMIN && organisation.sessionsOf(id).length === 0,
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

	/**
	 * Runs a workflow of one node after the other.
	 *
	 * @param peers without their place; each has the credential of its type
	 */
	async workflow(slack: Slack, ...peers: Peer[]): Promise<Sample> {
		const items = slack.sessions === undefined ? (slack.items ?? slack.users) : 1;
		const { first, step } = spread(slack);
		const nodes = [
			{
				name: 'Start',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				parameters: {},
			},
			code(
				'Items',
				`return Array.from({ length: ${items} }, (_, index) => { const id = 'U' + String(index * ${step} + ${first}).padStart(10, '0'); return { json: { user_id: id, email: id.toLowerCase() + '@example.com' } }; });`,
			),
			...peers,
		].map(({ credential, ...node }: Peer) => ({
			...node,
			...(credential !== undefined && {
				credentials: {
					[credential]: { id: this.credentials[credential] ?? null, name: credential },
				},
			}),
		}));
		const last = String(nodes.at(-1)?.name);
		const workflow = await this.server.post<IWorkflowBase>('/workflows', {
			name: 'Benchmark',
			settings: { saveDataSuccessExecution: 'all' },
			...chain(nodes),
		});
		return await this.measure(slack, async () => {
			const { resultData } = readExecution(
				(await this.server.run(workflow, 'Start', undefined, LIMIT)).data,
			);
			if (resultData.error) throw resultData.error;
			return (resultData.runData[last]?.[0]?.data?.main?.[0] ?? []).map(({ json }) => json);
		});
	}

	/** What n8n itself needs for a workflow with so many items. */
	async nothing(slack: Slack): Promise<Sample> {
		return await this.workflow(slack, {
			name: 'Peer',
			type: 'n8n-nodes-base.noOp',
			typeVersion: 1,
			parameters: {},
		});
	}

	async ours(slack: Slack, parameters: INodeParameters): Promise<Sample> {
		return await this.workflow(slack, {
			name: 'Peer',
			type: nodeType.installed,
			typeVersion: 1.1,
			onError: 'continueRegularOutput',
			credential: 'slackAdminSessionsApi',
			parameters,
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
					COUNT: String(slack.sessions ?? slack.items ?? slack.users),
					FIRST: String(spread(slack).first),
					STEP: String(spread(slack).step),
				},
			});
			return [];
		});
	}

	/** What a connection and its TLS hand-shake cost by themselves, under n8n's own Node.js. @returns CPU in milliseconds a call */
	async handShake(calls: number): Promise<number> {
		const file = join(__dirname, 'clients/handShake.ts');
		const { stdout } = await run(node, ['--import', 'tsx', file], {
			env: { ...process.env, ...this.environment, COUNT: String(calls) },
		});
		return Number(stdout);
	}
}
