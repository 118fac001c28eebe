import { randomUUID } from 'node:crypto';
import type { INode, INodeParameters, IWorkflowBase } from 'n8n-workflow';
import type { Browser } from 'playwright-core';

import type { Emulator } from '../../emulator/emulator';
import {
	allScopes,
	makeOrganisation,
	type Organisation,
	type Token,
} from '../../emulator/organisation';
import { openBrowser } from '../browser';
import { chain } from '../chain';
import { withoutCode, withUsedNodes } from '../environments';
import { nodeType } from '../ourNodes';
import type { N8nServer } from '../server';
import { startWorld, type World } from '../world';
import { Editor } from './editor';

/** As it is imported. */
type Workflow = Pick<IWorkflowBase, 'name' | 'connections'> & { nodes: object[] };

/** Named as n8n does by itself. */
const CREDENTIAL = { name: 'Slack Admin Sessions account', type: 'slackAdminSessionsApi' };

/**
 * A stage for the tests of a file. Where there is no Chromium there are no tests, and none is set.
 *
 * @param nodes what n8n offers beside this node: hundreds, or those alone that the tests' workflows have in them
 */
export function useStage(nodes: 'all nodes' | 'used nodes'): Stage {
	const stage = new Stage();
	beforeAll(async () => await stage.set(nodes));
	beforeEach(async () => await stage.begin());
	afterAll(async () => await stage.strike());
	return stage;
}

/** A real n8n, an emulated Slack of 250 people, and a browser in which its owner is signed in. */
export class Stage {
	emulator!: Emulator;

	organisation!: Organisation;

	token!: Token;

	server!: N8nServer;

	editor!: Editor;

	private world?: World;

	private credential?: string;

	private browser?: Browser;

	async set(nodes: 'all nodes' | 'used nodes'): Promise<void> {
		({ organisation: this.organisation, token: this.token } = makeOrganisation(250));
		this.organisation.addPerson({
			id: 'U0GRACE0001',
			name: 'Grace Hopper',
			email: 'grace.hopper@example.com',
		});
		this.world = await startWorld({
			slack: { organisation: this.organisation, token: this.token },
			environment: { ...withoutCode, ...(nodes === 'used nodes' && withUsedNodes) },
		});
		({ emulator: this.emulator, server: this.server } = this.world);
		const { page, browser } = await openBrowser(this.server);
		this.browser = browser;
		this.editor = new Editor(page);
	}

	/** Puts right what the test before has changed between n8n and Slack. */
	async begin(): Promise<void> {
		delete this.emulator.faultFor;
		this.emulator.impostor = false;
		this.emulator.requests.length = 0;
		await this.emulator.open();
		Object.assign(this.token, { state: 'good', scopes: allScopes, isEnterpriseInstall: true });
	}

	async takeCredentials(): Promise<void> {
		for (const { id } of await this.credentials())
			await this.server.request('DELETE', `/credentials/${id}`);
	}

	/** Sees that n8n has one credential, of the good token, and the same one in all tests. Where it has to be made, n8n's page is loaded anew: the page would go on giving nodes a credential that is gone. */
	async giveCredential(): Promise<void> {
		const [found, ...more] = await this.credentials();
		if (found && found.id === this.credential && more.length === 0) return;
		await this.takeCredentials();
		({ id: this.credential } = await this.server.post('/credentials', {
			...CREDENTIAL,
			data: { accessToken: this.token.value, environment: 'slack' },
		}));
		await this.editor.page.goto(this.server.url);
		await this.editor.part('universal-add').waitFor();
	}

	async credentials(): Promise<Array<{ id: string; name: string }>> {
		return await this.server.get('/credentials');
	}

	/** Opens a workflow on the canvas, as somebody who has imported it. Its nodes get IDs of their own: by them it is seen that the canvas shows this workflow, and all of it. */
	async open(workflow: Workflow): Promise<void> {
		const nodes = workflow.nodes.map((node) => ({ ...node, id: randomUUID() }));
		const { id } = await this.server.post('/workflows', { ...workflow, nodes });
		await this.editor.openWorkflow(
			id,
			nodes.map((node) => node.id),
		);
	}

	/** Opens the panel of the node in a saved workflow, as somebody who has filled in a part of it before. */
	async openNode(parameters: INodeParameters): Promise<void> {
		await this.open(await this.workflow(parameters));
		await this.editor.openNode('Sign Out');
	}

	/**
	 * A workflow that ends in the node, with the credential where there is one.
	 *
	 * @param before the nodes between its trigger and the node
	 */
	async workflow(
		parameters: INodeParameters,
		before: Array<Omit<INode, 'id' | 'position'>> = [],
	): Promise<Workflow> {
		const [credential] = await this.credentials();
		const nodes = [
			{
				name: 'Start',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				parameters: {},
			},
			...before,
			{
				name: 'Sign Out',
				type: nodeType.installed,
				typeVersion: 1.1,
				parameters,
				...(credential && { credentials: { [CREDENTIAL.type]: credential } }),
			},
		];
		return { name: 'Sign Out', ...chain(nodes) };
	}

	/** Ends what has been started, also where `set` failed halfway. */
	async strike(): Promise<void> {
		await this.browser?.close();
		await this.world?.close();
	}

	/** @returns what tells everybody whose sessions or settings have changed since now */
	touched(): () => string[] {
		const look = () =>
			new Map(
				[...this.organisation.people.keys()].map((id) => [
					id,
					JSON.stringify([this.organisation.sessionsOf(id), this.organisation.settings.get(id)]),
				]),
			);
		const before = look();
		return () => [...look()].flatMap(([id, state]) => (before.get(id) === state ? [] : [id]));
	}
}
