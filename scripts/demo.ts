/** The main job, once, in a real n8n: signs the leavers of a list out of an emulated Slack, and checks every line against the emulator's own state. */
import Table from 'cli-table3';
import { parse } from 'csv-parse/sync';
import type {
	IDataObject,
	INodeExecutionData,
	INodeParameters,
	IRun,
	IWorkflowBase,
} from 'n8n-workflow';

import { makeOrganisation, type Organisation } from '../test/emulator/organisation';
import { unwind, type Undo } from '../test/n8n/undo';
import { layGround } from '../test/n8n/world';
import { readPrinted } from '../test/printed';
import { layOutOffBoarding } from './offBoarding';

const NODE = 'Sign Out of Slack';

interface Leaver {
	name: string;
	slack_user_id: string;
}

interface Line extends Leaver {
	before: number;
	after: number;
	outcome: string;
	/** By the node's own lists of sessions. Nothing is said of whoever was not signed out. */
	verified: boolean | undefined;
	reason: string;
}

async function main(): Promise<boolean> {
	const slack = makeOrganisation();
	const { organisation, token } = slack;
	// Somebody who is signed in everywhere.
	for (let count = 0; count < 9; count++)
		organisation.addSession('U0000000008', { client: count % 2 === 0 ? 'mobile' : 'web' });
	const before = new Map(
		[...organisation.people.keys()].map((id) => [id, organisation.sessionsOf(id).length]),
	);

	const undo: Undo = [];
	for (const signal of ['SIGINT', 'SIGTERM'] as const)
		process.once(signal, () => void unwind(undo).finally(() => process.exit(130)));

	try {
		const { folder } = await layGround(undo, { slack, certificate: 'own' });
		console.log(
			'Importing the credential and the workflow examples/off-boarding.json into a fresh n8n, its paths set and Dry Run off …',
		);
		const { workflow, csv } = layOutOffBoarding(folder);
		const leavers = parse<Leaver>(csv, { columns: true });
		const credential = {
			id: 'slackAdminSessions',
			name: 'Slack Admin Sessions',
			type: 'slackAdminSessionsApi',
			data: { accessToken: token.value, environment: 'slack' },
		};
		await folder.command(
			'import:credentials',
			`--input=${folder.write('credentials.json', JSON.stringify([credential]))}`,
		);
		await folder.command(
			'import:workflow',
			`--input=${folder.write('workflow.json', JSON.stringify({ ...withoutDryRun(workflow), id: 'offboarding', active: false }))}`,
		);

		console.log(`Running it on examples/data/leavers.csv, ${leavers.length} people …\n`);
		const output = await folder.command('execute', '--id=offboarding', '--rawOutput');
		const lines = read(readPrinted<IRun>(output), leavers, before, organisation);
		show(lines);

		const wrong = [...disagreements(lines), ...othersTouched(leavers, before, organisation)];
		for (const text of wrong) console.log(`NOT AS IT SHOULD BE: ${text}`);
		const done = lines.filter(({ outcome }) => outcome === 'reset').length;
		if (wrong.length === 0)
			console.log(
				`\n${done} people are signed out of Slack, which the lists of their sessions prove. ${lines.length - done} are not, each with the reason. The emulator's own state agrees with every line.`,
			);
		return wrong.length === 0;
	} finally {
		await unwind(undo);
	}
}

/** What a user takes away once the preview looks right. */
function withoutDryRun(workflow: IWorkflowBase): IWorkflowBase {
	const nodes = workflow.nodes.map((node) => {
		if (node.name !== NODE) return node;
		const { dryRun, ...options } = node.parameters.options as INodeParameters;
		if (dryRun !== true) throw new Error('The workflow does not ship with Dry Run on');
		return { ...node, parameters: { ...node.parameters, options } };
	});
	return { ...workflow, nodes };
}

function read(
	run: IRun,
	leavers: Leaver[],
	before: Map<string, number>,
	organisation: Organisation,
): Line[] {
	const items = (run.data.resultData.runData[NODE]?.[0]?.data?.main ?? []).flatMap(
		(output) => output ?? [],
	);
	const byItem = new Map(
		items.map((item: INodeExecutionData) => [
			(item.pairedItem as { item: number }).item,
			item.json,
		]),
	);
	if (items.length !== leavers.length || byItem.size !== leavers.length)
		throw new Error(`${leavers.length} items went in and ${items.length} came out`);
	return leavers.map((leaver, index) => {
		const json = byItem.get(index) ?? {};
		const error = json.error as IDataObject | undefined;
		return {
			...leaver,
			before: before.get(leaver.slack_user_id) ?? 0,
			after: organisation.sessionsOf(leaver.slack_user_id).length,
			outcome: String(error?.outcome ?? json.outcome),
			verified: typeof json.verified === 'boolean' ? json.verified : undefined,
			reason: String(error?.message ?? ''),
		};
	});
}

function show(lines: Line[]): void {
	const table = new Table({
		head: ['Who', 'Slack user', 'Sessions before', 'after', 'Outcome', 'Verified', 'Reason'],
		colWidths: [19, 13, 10, 7, 9, 10, 60],
		wordWrap: true,
		style: { head: [], border: [], compact: true },
	});
	for (const { name, slack_user_id, before, after, outcome, verified, reason } of lines)
		table.push([name, slack_user_id, before, after, outcome, verified ?? '', reason]);
	console.log(table.toString());
}

function disagreements(lines: Line[]): string[] {
	return lines.flatMap(({ name, before, after, outcome, verified, reason }) => {
		if (outcome === 'reset')
			return before > 0 && after === 0 && verified === true
				? []
				: [`${name} is said to be signed out (verified: ${verified}) and has ${after} sessions`];
		if (outcome === 'failed')
			return after === before && verified === undefined && reason !== ''
				? []
				: [`${name} is said not to be signed out and has ${after} sessions of ${before}`];
		return [`the outcome of ${name} is ${outcome}`];
	});
}

function othersTouched(
	leavers: Leaver[],
	before: Map<string, number>,
	organisation: Organisation,
): string[] {
	const named = new Set(leavers.map(({ slack_user_id }) => slack_user_id));
	return [...before].flatMap(([id, count]) =>
		named.has(id) || organisation.sessionsOf(id).length === count
			? []
			: [`${id} is not on the list and lost sessions`],
	);
}

void main().then(
	(agreed) => {
		process.exitCode = agreed ? 0 : 1;
	},
	(error: unknown) => {
		console.error(error);
		process.exitCode = 1;
	},
);
