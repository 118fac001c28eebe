import 'reflect-metadata';
import { Logger } from '@n8n/backend-common';
import { Container } from '@n8n/di';
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	LoggerProxy,
	NodeConnectionTypes,
	Workflow,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
	type NodeExecutionHint,
	type OnError,
} from 'n8n-workflow';

import { SlackAdminSessions } from '../../nodes/SlackAdminSessions/SlackAdminSessions.node.ts';
import { Credentials } from './credentials';
import './patientRegex';

/** Every line that n8n's logger wrote, at every level. */
export const log: string[] = [];

const write = (message: string, metadata?: object) =>
	void log.push(`${message} ${JSON.stringify(metadata ?? {})}`);
/** What the node's own lines go through too. */
export const logger = {
	error: write,
	warn: write,
	info: write,
	debug: write,
	scoped: () => logger,
};
// In place of n8n's own, which would take the proxy over when it is first asked for.
Container.set(Logger, logger as unknown as Logger);
LoggerProxy.init(logger);

let stopAt: Promise<unknown> | undefined;

/** Stops the next run at a moment, as n8n's stop button does. */
export function stopNext(moment: Promise<unknown>): void {
	stopAt = moment;
}

const running = new Set<ReturnType<WorkflowExecute['run']>>();

/** Stops what still runs. After a test that took too long, it would go on in the next one. */
export function stopAll(): void {
	for (const execution of running) execution.cancel();
}

export interface Setup {
	parameters: INodeParameters;
	items: IDataObject[];
	/** What the credential holds, or what n8n throws in its place. Where n8n renews a token, it is kept in there. */
	credential: ICredentialDataDecryptedObject | Error;
	onError?: OnError;
	retryOnFail?: boolean;
	/** The workflow's time limit, in seconds. Nothing keeps to it: `stopNext` ends a run. */
	timeLimit?: number;
	typeVersion?: number;
	/** As n8n gives the node to an AI agent. */
	asTool?: boolean;
	/** The tool is called by an agent, as by all but Agent v3. What it answers is the json of the items of `Items`. */
	calledByAgent?: boolean;
}

export interface Outcome {
	/** The items at each output; none where the run ended in an error. */
	outputs: INodeExecutionData[][];
	error: NonNullable<IRun['data']['resultData']['error']> | undefined;
	hints: NodeExecutionHint[];
	run: IRun;
}

/** Runs the node behind a node that gives the items, in n8n's own engine. */
export async function runNode({ items, credential, ...setup }: Setup): Promise<Outcome> {
	const workflowData = makeWorkflow(setup);
	const workflow = new Workflow({ ...workflowData, nodeTypes: nodeTypes(items) });
	const additionalData = {
		credentialsHelper: new Credentials(credential),
		hooks: new ExecutionLifecycleHooks('manual', '1', workflowData),
		executionId: '1',
		currentNodeExecutionIndex: 0,
		restApiUrl: 'http://localhost/rest',
		instanceBaseUrl: 'http://localhost',
		webhookBaseUrl: 'http://localhost/webhook',
		webhookWaitingBaseUrl: 'http://localhost/webhook-waiting',
		webhookTestBaseUrl: 'http://localhost/webhook-test',
		formWaitingBaseUrl: 'http://localhost/form-waiting',
		variables: {},
		setExecutionStatus: () => undefined,
		sendDataToUI: () => undefined,
	} as unknown as IWorkflowExecuteAdditionalData;

	const execution = start(new WorkflowExecute(additionalData, 'manual'), workflow);
	running.add(execution);
	void stopAt?.then(() => execution.cancel());
	stopAt = undefined;
	const run = await execution.finally(() => running.delete(execution));
	const task = run.data.resultData.runData[NODE]?.at(-1);
	return {
		outputs: (task?.data?.main ?? []).map((output) => output ?? []),
		error: run.data.resultData.error,
		hints: task?.hints ?? [],
		run,
	};
}

/** n8n 1 takes one after another what n8n 2 takes by name. */
function start(execute: WorkflowExecute, workflow: Workflow): ReturnType<WorkflowExecute['run']> {
	const startNode = workflow.getNode('Items') ?? undefined;
	const run = execute.run.bind(execute) as unknown as (
		...parameters: unknown[]
	) => ReturnType<WorkflowExecute['run']>;
	return execute.run.length === 1 ? run({ workflow, startNode }) : run(workflow, startNode);
}

const NODE = 'Slack Admin Sessions';

function makeWorkflow({
	parameters,
	onError,
	retryOnFail,
	timeLimit,
	typeVersion = 1,
	asTool = false,
	calledByAgent = false,
}: Omit<Setup, 'items' | 'credential'>): IWorkflowBase {
	const nodes: INode[] = [
		{
			id: '1',
			name: 'Items',
			type: calledByAgent ? 'test.agent' : 'test.items',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		},
		{
			id: '2',
			name: NODE,
			type: `n8n-nodes-slack-admin-sessions.slackAdminSessions${asTool ? 'Tool' : ''}`,
			typeVersion,
			position: [200, 0],
			parameters,
			credentials: {
				slackAdminSessionsApi: { id: '1', name: 'Slack' },
				slackAdminSessionsOAuth2Api: { id: '2', name: 'Slack OAuth2' },
				slackAuditLogsApi: { id: '3', name: 'Slack Audit Logs' },
			},
			...(onError && { onError }),
			...(retryOnFail && { retryOnFail, maxTries: 2, waitBetweenTries: 0 }),
		},
	];
	const { Main, AiTool } = NodeConnectionTypes;
	const connections = calledByAgent
		? { [NODE]: { [AiTool]: [[{ node: 'Items', type: AiTool, index: 0 }]] } }
		: { Items: { [Main]: [[{ node: NODE, type: Main, index: 0 }]] } };
	return {
		id: '1',
		name: 'Test',
		active: false,
		isArchived: false,
		createdAt: new Date(),
		updatedAt: new Date(),
		nodes,
		connections,
		settings: { ...(timeLimit !== undefined && { executionTimeout: timeLimit }) },
		activeVersionId: null,
	};
}

/** n8n makes a node once and hands the same one to every run. To make it is slow, and n8n asks for it at every parameter of every item. */
const node = new SlackAdminSessions();
const tool = new SlackAdminSessions();
tool.description.name += 'Tool';
tool.description.outputs = [NodeConnectionTypes.AiTool];

function nodeTypes(items: IDataObject[]): INodeTypes {
	const source: INodeType = {
		description: {
			displayName: 'Items',
			name: 'items',
			group: ['trigger'],
			version: 1,
			description: 'Gives the items of the test',
			defaults: { name: 'Items' },
			inputs: [],
			outputs: [NodeConnectionTypes.Main],
			properties: [],
		},
		execute: () => Promise.resolve([items.map((json, item) => ({ json, pairedItem: { item } }))]),
	};
	const agent: INodeType = {
		description: { ...source.description, name: 'agent', inputs: [NodeConnectionTypes.AiTool] },
		async execute() {
			const tools = (await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0)) as Array<{
				invoke(toolArguments: IDataObject): Promise<string>;
			}>;
			const answers = await Promise.all(tools.map(async (each) => await each.invoke({})));
			return [
				answers
					.flatMap((answer) => JSON.parse(answer) as INodeExecutionData['json'][])
					.map((json) => ({ json })),
			];
		},
	};
	const byName = (name: string) => {
		if (name === 'test.items') return source;
		if (name === 'test.agent') return agent;
		return name.endsWith('Tool') ? tool : node;
	};
	return { getByName: byName, getByNameAndVersion: byName, getKnownTypes: () => ({}) };
}
