import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { IDataObject, INodeParameters, IWorkflowBase } from 'n8n-workflow';

import type { Emulator } from '../test/emulator/emulator';
import { settled } from '../test/emulator/method';
import { makeOrganisation, Organisation } from '../test/emulator/organisation';
import { RateLimits } from '../test/emulator/rateLimits';
import { methodOf } from '../test/emulator/slack';
import { addCredentials } from '../test/n8n/credentials';
import { nodeType, readExecution, type N8nServer } from '../test/n8n/n8n';
import { startWorld } from '../test/n8n/world';

const run = promisify(execFile);

/** The longest run takes some minutes. In milliseconds. */
const LIMIT = 30 * 60_000;

/** How many workspaces the organisation has. */
const WORKSPACES = 20;

/** How many sessions each of its people has. */
const SESSIONS = 3;

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

/** A Slack with so many users, one session each. */
export interface Slack {
	users: number;
	/** In how many of the 20 workspaces each of them is. They have three sessions each then. */
	workspaces?: number;
	/** For how many of them an item comes in. All, where that is not said. */
	items?: number;
	/** Slack says of nobody in which workspaces they are. */
	hidesWorkspaces?: true;
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

	private reset(slack: Slack): void {
		const { latency = 0, minute } = slack;
		const { emulator } = this;
		emulator.organisation = this.organisation(slack);
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

	private organisation({ users, workspaces, sessions = users }: Slack): Organisation {
		const organisation = new Organisation();
		organisation.addPerson({ id: 'U0ADMIN0001', is_admin: true, is_owner: true });
		organisation.addToken({ user_id: 'U0ADMIN0001', value: this.token });
		for (let number = 1; number <= users; number++) {
			if (workspaces === undefined) organisation.addPerson({ id: idOf(number) });
			else {
				const teams = Array.from(
					{ length: workspaces },
					(_, index) => `T${String(((number + index) % WORKSPACES) + 1).padStart(10, '0')}`,
				);
				organisation.addPerson({ id: idOf(number), workspaces: teams });
				for (let session = 0; session < SESSIONS; session++)
					organisation.addSession(idOf(number), { team_id: teams[session % workspaces] ?? '' });
			}
		}
		if (workspaces === undefined)
			for (let number = 0; number < sessions; number++)
				organisation.addSession(idOf((number % users) + 1));
		return organisation;
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

	/**
	 * Runs a workflow of one node after the other.
	 *
	 * @param peers without their place; each has the credential of its type
	 */
	private async n8n(slack: Slack, ...peers: Peer[]): Promise<Sample> {
		const items = slack.sessions === undefined ? (slack.items ?? slack.users) : 1;
		const step = stepOf(slack);
		const nodes = [
			{
				name: 'Start',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				parameters: {},
			},
			code(
				'Items',
				`return Array.from({ length: ${items} }, (_, index) => { const id = 'U' + String(index * ${step} + 1).padStart(10, '0'); return { json: { user_id: id, email: id.toLowerCase() + '@example.com' } }; });`,
			),
			...peers,
		].map(({ credential, ...node }: Peer, index) => ({
			id: String(index),
			position: [200 * index, 0],
			...node,
			...(credential !== undefined && {
				credentials: { [credential]: { id: this.credentials[credential], name: credential } },
			}),
		}));
		const last = String(nodes.at(-1)?.name);
		const workflow = await this.server.post<IWorkflowBase>('/workflows', {
			name: 'Benchmark',
			settings: { saveDataSuccessExecution: 'all' },
			nodes,
			connections: Object.fromEntries(
				nodes
					.slice(1)
					.map(({ name }, index) => [
						nodes[index]?.name,
						{ main: [[{ node: name, type: 'main', index: 0 }]] },
					]),
			),
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
		return await this.n8n(slack, {
			name: 'Peer',
			type: 'n8n-nodes-base.noOp',
			typeVersion: 1,
			parameters: {},
		});
	}

	async ours(slack: Slack, parameters: INodeParameters): Promise<Sample> {
		return await this.n8n(slack, {
			name: 'Peer',
			type: nodeType.installed,
			typeVersion: 1.1,
			onError: 'continueRegularOutput',
			credential: 'slackAdminSessionsApi',
			parameters,
		});
	}

	/** n8n's HTTP Request node, one call an item; with its batching set so that it keeps to so many calls a minute, or as it comes. */
	async httpRequest(slack: Slack, batchInterval?: number): Promise<Sample> {
		return await this.n8n(
			slack,
			request(
				'Peer',
				'admin.users.session.reset',
				{ user_id: '={{ $json.user_id }}' },
				batchInterval,
			),
		);
	}

	/** One person signed out and proved by HTTP Request nodes, as well as one can do it by hand. The last node says `verified`. */
	async httpProof(slack: Slack): Promise<Sample> {
		const places = `const { user } = $('Look Up').first().json; return [user.enterprise_user.enterprise_id, ...user.enterprise_user.teams].map((team_id) => ({ json: { user_id: user.id, team_id } }));`;
		const place = { user_id: '={{ $json.user_id }}', team_id: '={{ $json.team_id }}' };
		return await this.n8n(
			slack,
			request('Look Up', 'users.lookupByEmail', { email: '={{ $json.email }}' }),
			code('Places', places),
			request('Before', 'admin.users.session.list', place),
			code('Person', `return [{ json: { user_id: $('Look Up').first().json.user.id } }];`),
			request('Reset', 'admin.users.session.reset', { user_id: '={{ $json.user_id }}' }),
			code('Places Again', places),
			request('After', 'admin.users.session.list', place),
			code(
				'Verdict',
				`const ids = (name) => $(name).all().flatMap(({ json }) => (json.active_sessions ?? []).map(({ session_id }) => session_id)); const after = ids('After'); const before = ids('Before'); return [{ json: { verified: before.length > 0 && !before.some((id) => after.includes(id)) } }];`,
			),
		);
	}

	/** Addresses looked up one by one within the quota, and then reset in one call for each thousand. */
	async httpAddresses(slack: Slack, batchInterval: number): Promise<Sample> {
		return await this.n8n(
			slack,
			request('Look Up', 'users.lookupByEmail', { email: '={{ $json.email }}' }, batchInterval),
			code(
				'Thousands',
				`const ids = $input.all().map(({ json }) => json.user.id); return Array.from({ length: Math.ceil(ids.length / 1000) }, (_, index) => ({ json: { user_ids: JSON.stringify(ids.slice(index * 1000, index * 1000 + 1000)) } }));`,
			),
			request('Reset', 'admin.users.session.resetBulk', { user_ids: '={{ $json.user_ids }}' }),
		);
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
					STEP: String(stepOf(slack)),
				},
			});
			return [];
		});
	}
}

/** A node of a workflow, without its place. */
interface Peer {
	name: string;
	type: string;
	typeVersion: number;
	parameters: INodeParameters;
	onError?: 'continueRegularOutput';
	credential?: string;
}

function code(name: string, jsCode: string): Peer {
	return { name, type: 'n8n-nodes-base.code', typeVersion: 2, parameters: { jsCode } };
}

/** A call of Slack by n8n's HTTP Request node, one an item. */
function request(
	name: string,
	method: string,
	body: Record<string, string>,
	batchInterval?: number,
): Peer {
	return {
		name,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		onError: 'continueRegularOutput',
		credential: 'httpHeaderAuth',
		parameters: {
			method: 'POST',
			url: `https://slack.com/api/${method}`,
			authentication: 'genericCredentialType',
			genericAuthType: 'httpHeaderAuth',
			sendBody: true,
			contentType: 'form-urlencoded',
			bodyParameters: {
				parameters: Object.entries(body).map(([key, value]) => ({ name: key, value })),
			},
			options:
				batchInterval === undefined ? {} : { batching: { batch: { batchSize: 1, batchInterval } } },
		},
	};
}

/** From one user with an item to the next: they are spread over the whole organisation, as a list of people is. */
function stepOf({ users, items = users }: Slack): number {
	return Math.max(1, Math.floor(users / items));
}

function idOf(number: number): string {
	return `U${String(number).padStart(10, '0')}`;
}
