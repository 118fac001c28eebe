import {
	Workflow,
	type IDataObject,
	type INode,
	type INodeParameters,
	type INodeTypes,
	type IPollFunctions,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { SlackAdminSessionsTrigger } from '../../../nodes/SlackAdminSessions/SlackAdminSessionsTrigger.node';
import type { Emulator } from '../../emulator/emulator';
import type { Organisation, Token } from '../../emulator/organisation';
import { clock } from '../clock';
import { makePollContext } from '../pollContext';
import type { FreshSlack } from '../slack';

const trigger = new SlackAdminSessionsTrigger();

const nodeTypes: INodeTypes = {
	getByName: () => trigger,
	getByNameAndVersion: () => trigger,
	getKnownTypes: () => ({}),
};

let workflows = 0;

/** A workflow that begins with the trigger, polled as n8n does. */
export class Poller {
	/** All that came out. */
	readonly out: IDataObject[] = [];

	private saved: IDataObject = {};

	private workflow: Workflow | undefined;

	private context: IPollFunctions | undefined;

	private readonly id = `workflow ${workflows++}`;

	constructor(
		readonly parameters: INodeParameters,
		private readonly accessToken: string,
	) {}

	/** @throws what would fail the activation */
	async activate(activation: WorkflowActivateMode = 'activate'): Promise<IDataObject[]> {
		this.context = this.makeContext('trigger', activation);
		return await this.poll();
	}

	/** n8n is begun again: it has what was stored with the last items, or at the activation. */
	async restart(): Promise<IDataObject[]> {
		return await this.activate('init');
	}

	/** @returns the items @throws what would be a failed execution */
	async poll(): Promise<IDataObject[]> {
		if (!this.context) throw new Error('The workflow is not active');
		const { workflow } = this;
		const polled = await trigger.poll.call(this.context);
		const items = (polled?.[0] ?? []).map(({ json }) => json);
		expect(polled === null || items.length > 0).toBe(true);
		if (polled && workflow) this.saved = JSON.parse(JSON.stringify(workflow.staticData)) as never;
		this.out.push(...items);
		return items;
	}

	/** The button *Fetch Test Event*. */
	async fetchTestEvent(): Promise<IDataObject[]> {
		const polled = await trigger.poll.call(this.makeContext('manual', 'manual'));
		return (polled?.[0] ?? []).map(({ json }) => json);
	}

	private makeContext(mode: WorkflowExecuteMode, activation: WorkflowActivateMode): IPollFunctions {
		const node: INode = {
			id: 'trigger',
			name: 'Slack Admin Sessions Trigger',
			type: 'n8n-nodes-slack-admin-sessions.slackAdminSessionsTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: this.parameters,
			credentials: { slackAuditLogsApi: { id: '1', name: 'Audit Log' } },
		};
		const staticData = JSON.parse(JSON.stringify(this.saved)) as IDataObject;
		const workflow = new Workflow({
			id: this.id,
			name: this.id,
			nodes: [node],
			connections: {},
			active: true,
			nodeTypes,
			staticData,
		});
		if (mode !== 'manual') this.workflow = workflow;
		return makePollContext(workflow, node, this.accessToken, mode, activation);
	}
}

export interface AuditedSlack {
	readonly emulator: Emulator;
	readonly organisation: Organisation;
	/** Lets time go by for this machine and for Slack alike. In seconds. */
	pass(seconds: number): void;
	/** Unix seconds. */
	readonly now: number;
	token(): Token;
	/** A trigger with the token of an Org Owner. */
	trigger(parameters?: INodeParameters): Poller;
	/** How often the log was asked. */
	calls(): number;
}

/** A Slack whose log is read, and a clock that can be moved on. */
export function useAuditLog(slack: FreshSlack): AuditedSlack {
	let token: Token;
	beforeEach(() => {
		slack.organisation.auditLog.clock = () => Date.now();
		token = slack.organisation.addToken({ user_id: 'U0ADMIN0001', scopes: ['auditlogs:read'] });
	});
	return {
		get emulator() {
			return slack.emulator;
		},
		get organisation() {
			return slack.organisation;
		},
		pass: (seconds) => clock.pass(seconds * 1000),
		get now() {
			return Math.floor(Date.now() / 1000);
		},
		token: () => token,
		trigger: (parameters = {}) => new Poller(parameters, token.value),
		calls: () => slack.emulator.calls('audit/v1/logs').length,
	};
}
