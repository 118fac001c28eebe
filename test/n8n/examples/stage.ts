import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ParsedMail } from 'mailparser';
import type { IDataObject, INode, IPinData, IRunExecutionData, IWorkflowBase } from 'n8n-workflow';

import type { Emulator } from '../../emulator/emulator';
import { makeOrganisation, type Organisation, type Token } from '../../emulator/organisation';
import { until } from '../../until';
import { addCredentials, pickCredentials } from '../credentials';
import { Mailbox } from '../mail';
import { withUsedNodes } from '../environments';
import { isOpen, readExecution } from '../execution';
import type { N8nFolder } from '../folder';
import { nodeType } from '../ourNodes';
import type { N8nServer } from '../server';
import { buildUp, unwind, type Undo } from '../undo';
import { startWorld } from '../world';
import { Page } from './page';
import { State } from './state';

const EXAMPLES = join(__dirname, '../../../examples');

/** What the webhook's caller and the help desk know. Both are made up for the tests. */
export const siem = { name: 'x-siem-key', value: 'for-the-tests-only' };
export const helpDesk = { user: 'help-desk', password: 'for-the-tests-only' };

/** A change to a workflow that its sticky note asks for. */
export type Setting = (node: (name: string) => INode) => void;

/** One case and what came of it. */
export interface Row {
	workflow: string;
	what: string;
	before: State;
	after: State;
	changes: Record<string, string>;
	told: string;
}

/** An n8n with the credentials that the examples ask for, an emulated Slack and a mail server. */
export class Stage {
	/** What `docs/workflows.md` shows. */
	readonly rows: Row[] = [];

	private constructor(
		readonly emulator: Emulator,
		readonly mailbox: Mailbox,
		readonly folder: N8nFolder,
		readonly server: N8nServer,
		private readonly credentials: Record<string, string>,
		/** Of the admin, and of whoever reads the audit log. */
		private readonly tokens: { admin: Token; audit: Token },
		private readonly undo: Undo,
	) {}

	static async set(): Promise<Stage> {
		return await buildUp(async (undo) => {
			const mailbox = await Mailbox.open();
			undo.push(async () => await mailbox.close());
			const { emulator, token, folder, server, close } = await startWorld({
				environment: withUsedNodes,
			});
			undo.push(close);
			const audit = emulator.organisation.addToken({
				user_id: token.user_id,
				scopes: ['auditlogs:read'],
			});
			const credentials = await addCredentials(server, {
				slackAdminSessionsApi: { accessToken: token.value, environment: 'slack' },
				slackAuditLogsApi: { accessToken: audit.value },
				smtp: mailbox.credential,
				httpHeaderAuth: siem,
				httpBasicAuth: helpDesk,
			});
			return new Stage(
				emulator,
				mailbox,
				folder,
				server,
				credentials,
				{ admin: token, audit },
				undo,
			);
		});
	}

	async strike(): Promise<void> {
		await unwind(this.undo);
	}

	get organisation(): Organisation {
		return this.emulator.organisation;
	}

	get state(): State {
		return State.of(this.organisation);
	}

	/**
	 * One case: what is done, who has changed by it in Slack (and nobody else), and what people are told.
	 *
	 * @param act gives what people were told
	 */
	async play(
		workflow: string,
		what: string,
		changes: Record<string, string>,
		act: () => Promise<string>,
	): Promise<void> {
		try {
			const before = this.state;
			const told = await act();
			const after = this.state;
			expect(before.changesTo(after)).toEqual(changes);
			// No mail but those that the case has read.
			expect(this.mailbox.unread.map(({ subject }) => subject)).toEqual([]);
			this.rows.push({ workflow, what, before, after, changes, told });
		} finally {
			// What one case leaves behind is not held against the next.
			this.mailbox.unread.length = 0;
		}
	}

	/** Slack as it was on the first day, with nothing in the way: no case sees what another has done. */
	renew(token: Partial<Token> = {}): Organisation {
		const { organisation } = makeOrganisation();
		const { admin, audit } = this.tokens;
		organisation.addToken({ ...admin, ...token });
		organisation.addToken({ ...audit });
		this.emulator.organisation = organisation;
		delete this.emulator.faultFor;
		return organisation;
	}

	/**
	 * Imports an example as it ships, and does what its sticky notes ask for and nothing else.
	 *
	 * @param kept what its nodes have kept from executions before
	 */
	async import(
		file: string,
		setting: Setting = () => undefined,
		kept?: IDataObject,
	): Promise<Imported> {
		const workflow = readExample(file);
		pickCredentials(workflow, this.credentials);
		change(workflow, setting);
		const imported = kept
			? await this.server.createWithData({ ...workflow, staticData: kept })
			: await this.server.post<IWorkflowBase>('/workflows', workflow);
		return new Imported(this.server, imported);
	}
}

export function readExample(file: string): IWorkflowBase {
	return JSON.parse(readFileSync(join(EXAMPLES, file), 'utf8')) as IWorkflowBase;
}

function change(workflow: IWorkflowBase, setting: Setting): void {
	setting((name) => {
		const found = workflow.nodes.find((node) => node.name === name);
		if (!found) throw new Error(`There is no node ${name}`);
		return found;
	});
}

export interface Execution {
	id: string;
	status: string;
	data: IRunExecutionData;
}

/** A workflow that has been imported. */
export class Imported {
	constructor(
		private readonly server: N8nServer,
		private workflow: IWorkflowBase,
	) {}

	/** Changes it as its user would in the editor. */
	async change(setting: Setting): Promise<void> {
		change(this.workflow, setting);
		await this.save();
	}

	/** Pins what nodes give out when run by hand, as in the editor: they are not run. */
	async pin(pinData: IPinData): Promise<void> {
		this.workflow.pinData = pinData;
		await this.save();
	}

	/** Deactivates a node for one case. n8n then hands its input on at its first output, as if it had been done. */
	async without<T>(name: string, act: () => Promise<T>): Promise<T> {
		const switchTo = async (disabled: boolean) =>
			await this.change((node) => void (node(name).disabled = disabled));
		await switchTo(true);
		try {
			return await act();
		} finally {
			await switchTo(false);
		}
	}

	private async save(): Promise<void> {
		const { id, name, nodes, connections, settings, pinData, versionId } = this
			.workflow as IWorkflowBase & { versionId: string };
		const { status, data, message } = await this.server.request('PATCH', `/workflows/${id}`, {
			name,
			nodes,
			connections,
			settings,
			pinData,
			versionId,
		});
		if (status !== 200) throw new Error(`The workflow could not be changed: ${status} ${message}`);
		this.workflow = data as IWorkflowBase;
	}

	/** Turns Dry Run off in every node that has it, as the sticky note says to do once the preview looks right. */
	async turnDryRunOff(): Promise<void> {
		await this.change((node) => {
			for (const { name, type } of this.workflow.nodes) {
				if (type === nodeType.installed)
					delete (node(name).parameters.options as { dryRun?: boolean } | undefined)?.dryRun;
			}
		});
	}

	/** Publishes what has been saved, so that its trigger works. */
	async publish(): Promise<void> {
		const { id, versionId } = this.workflow as IWorkflowBase & { versionId: string };
		await this.server.post(`/workflows/${id}/activate`, { versionId, name: '', description: '' });
		await this.settled(
			({ status, liveVersionId }) => status === 'published' && liveVersionId === versionId,
		);
	}

	async unpublish(): Promise<void> {
		await this.server.post(`/workflows/${this.workflow.id}/deactivate`, {});
		await this.settled(({ status }) => status === 'not_published');
	}

	/** n8n publishes some moments after it has said so; until then the version before runs. */
	private async settled(
		isSettled: (publication: { status: string; liveVersionId: string | null }) => boolean,
	): Promise<void> {
		const { id, name } = this.workflow;
		await until(`n8n had published or unpublished ${name}`, async () =>
			isSettled(await this.server.get(`/workflows/${id}/publication-status`)),
		);
	}

	/** Runs it from a trigger, as the editor's button does. */
	async run(trigger: string): Promise<Execution> {
		const { id, status, data } = await this.server.run(this.workflow, trigger);
		return { id, status, data: readExecution(data) };
	}

	/** Waits until the last execution has ended, however it was started. */
	async ended(): Promise<Execution> {
		const { id, status } = await until(
			`an execution of ${this.workflow.name} had ended`,
			async () => {
				const [last] = await this.executions();
				return last && !isOpen(last) && last;
			},
		);
		const { data } = await this.server.get<{ data: string }>(`/executions/${id}`);
		return { id, status, data: readExecution(data) };
	}

	/** Opens the page that a mail leads to, on which a person decides. */
	async decide({ html }: ParsedMail): Promise<Page> {
		// n8n begins to wait some moments after the mail has gone: no person is that quick.
		await until(
			'n8n waited for the decision',
			async () => (await this.executions())[0]?.status === 'waiting',
		);
		const link = /href="([^"]+)"[^>]*>\s*Decide/.exec(String(html))?.[1] ?? '';
		return await Page.open(link.replaceAll('&amp;', '&'));
	}

	/** The newest first. */
	async executions(): Promise<Array<{ id: string; status: string }>> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId: this.workflow.id }));
		return (
			await this.server.get<{ results: Array<{ id: string; status: string }> }>(
				`/executions?limit=50&filter=${filter}`,
			)
		).results;
	}
}
