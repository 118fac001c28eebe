import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeTypeDescription, IWorkflowBase } from 'n8n-workflow';

import { operations } from '../../../nodes/SlackAdminSessions/operations/list';
import { nodeType } from '../ourNodes';
import { readExample, type Stage } from './stage';

const NOTE = 'n8n-nodes-base.stickyNote';
const FOLDER = join(__dirname, '../../../examples');
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

/** What must hold of every workflow in `examples`, as it ships. */
export function shipped(stage: () => Stage): void {
	let types: INodeTypeDescription[];
	beforeAll(async () => {
		types = JSON.parse(
			await stage().server.page(`${stage().server.url}/types/nodes.json`),
		) as INodeTypeDescription[];
	});

	test('there are the eight, and the page names them', () => {
		expect(files).toEqual([
			'compromised-account.json',
			'contractors-session-length.json',
			'guests-on-friday.json',
			'lost-phone.json',
			'off-boarding.json',
			'outside-our-networks.json',
			'quarterly-drill.json',
			'stolen-session.json',
		]);
		const links = [
			...readFileSync(join(FOLDER, 'README.md'), 'utf8').matchAll(/\]\(([\w-]+\.json)\)/g),
		].map(([, file]) => file);
		expect([...new Set(links)].sort()).toEqual(files);
	});

	describe.each(files)('%s, as it ships', (file) => {
		const workflow = readExample(file);
		const working = workflow.nodes.filter(({ type }) => type !== NOTE);
		const ours = working.filter(({ type }) => type === nodeType.installed);

		test('whatever writes has Dry Run on, and does not throw away what it has done', () => {
			const writing = ours.filter(({ parameters }) =>
				operations.some(
					({ option, resource, would }) =>
						would !== undefined &&
						option.value === parameters.operation &&
						resource === (parameters.resource ?? 'session'),
				),
			);
			expect(writing.length).toBeGreaterThan(0);
			for (const { name, parameters, onError } of writing) {
				expect([name, parameters.options]).toEqual([
					name,
					expect.objectContaining({ dryRun: true }),
				]);
				expect([name, onError]).toEqual([name, expect.stringMatching(/^continue/)]);
			}
		});

		test('what our nodes could not do leads on to something', () => {
			for (const { name, onError, alwaysOutputData } of ours) {
				const outputs = (workflow.connections[name]?.main ?? []).map((links) => links?.length ?? 0);
				expect([name, outputs]).toEqual([
					name,
					onError === 'continueErrorOutput'
						? [expect.any(Number), expect.any(Number)]
						: [expect.any(Number)],
				]);
				expect([name, Math.min(...outputs)]).not.toEqual([name, 0]);
				// n8n gives out an empty item as if it were done, beside the one at the error output.
				expect([name, onError === 'continueErrorOutput' && alwaysOutputData === true]).toEqual([
					name,
					false,
				]);
			}
		});

		test('n8n has each node in that version', () => {
			for (const { name, type, typeVersion } of workflow.nodes) {
				const versions = types
					.filter((description) => description.name === type)
					.flatMap(({ version }) => version);
				expect([name, versions]).toEqual([name, expect.arrayContaining([typeVersion])]);
			}
		});

		test('every node hangs together, and names, IDs and places are unique', () => {
			const links = Object.entries(workflow.connections).flatMap(([from, { main = [] }]) =>
				main.flatMap((output) => (output ?? []).map(({ node: to }) => ({ from, to }))),
			);
			const names = workflow.nodes.map(({ name }) => name);
			for (const { from, to } of links) expect(names).toEqual(expect.arrayContaining([from, to]));
			const triggers = working.filter(({ name }) => !links.some(({ to }) => to === name));
			for (const { type } of triggers)
				expect(types.find(({ name }) => name === type)?.group).toContain('trigger');

			const reached = new Set(triggers.map(({ name }) => name));
			for (const name of reached)
				for (const { from, to } of links) if (from === name) reached.add(to);
			expect([...reached].sort()).toEqual(working.map(({ name }) => name).sort());
			for (const each of [
				names,
				workflow.nodes.map(({ id }) => id),
				workflow.nodes.map(({ position }) => position.join()),
			])
				expect(new Set(each).size).toBe(workflow.nodes.length);
		});

		test('from left to right, and no note lies on a node', () => {
			const at = (name: string) =>
				working.find((node) => node.name === name)?.position[0] ?? Number.NaN;
			for (const [from, { main = [] }] of Object.entries(workflow.connections))
				for (const { node: to } of main.flatMap((output) => output ?? []))
					expect([from, to, at(from) < at(to)]).toEqual([from, to, true]);
			for (const {
				name,
				position: [x, y],
				parameters,
			} of workflow.nodes.filter(({ type }) => type === NOTE)) {
				const covered = working.filter(
					({ position: [left, top] }) =>
						left + 100 > x &&
						left < x + Number(parameters.width) &&
						top + 120 > y &&
						top < y + Number(parameters.height),
				);
				expect([name, covered.map((node) => node.name)]).toEqual([name, []]);
			}
		});

		test('the notes say what to set, name only nodes that there are, and tell the order and of Dry Run', () => {
			const notes = workflow.nodes
				.filter(({ type }) => type === NOTE)
				.map(({ parameters }) => String(parameters.content));
			const text = notes.join('\n');
			expect(text).toContain('**Set, after the import**');
			expect(text).toContain('**Dry Run is on**');
			expect(text).toMatch(/identity provider.*then reset.*deactivate/is);
			const told = [...text.matchAll(/^\d\. (\*.*?): /gm)].flatMap(([, names = '']) =>
				[...names.matchAll(/(?<!\*)\*([^*]+)\*(?!\*)/g)].map(([, name = '']) => name),
			);
			expect(told.length).toBeGreaterThan(1);
			expect(working.map(({ name }) => name)).toEqual(expect.arrayContaining(told));
			// By hand, whoever runs it sees that it is an error.
			const byItself = working.some(
				({ type }) => /Trigger$|webhook$/.test(type) && !/(manual|form)Trigger$/.test(type),
			);
			expect([file, text.includes('an *Error Workflow*: n8n tells nobody by itself')]).toEqual([
				file,
				byItself,
			]);
			for (const type of new Set(
				working.flatMap(({ credentials }) => Object.keys(credentials ?? {})),
			))
				expect(text).toContain(`**${called[type]}**`);
		});

		test('it names credentials and holds none, and has no data of a run', () => {
			const { nodes, connections, settings, name, ...rest } = workflow as IWorkflowBase &
				Record<string, unknown>;
			expect(rest).toEqual({});
			expect([name, settings]).toEqual([expect.any(String), { executionOrder: 'v1' }]);
			for (const { type, credentials = {} } of nodes) {
				for (const [kind, credential] of Object.entries(credentials))
					expect([kind, Object.keys(credential)]).toEqual([
						expect.stringMatching(new RegExp(`^(${Object.keys(called).join('|')})$`)),
						['id', 'name'],
					]);
				const own = ownCredentials[type];
				if (own) expect(credentials).toEqual(own);
			}
			expect(JSON.stringify(workflow)).not.toMatch(/xox|xapp|password|secret/i);
		});
	});
}

/** What each node of ours has, by its type. */
const ownCredentials: Record<string, object> = {
	[nodeType.installed]: {
		slackAdminSessionsApi: { id: 'slackAdminSessions', name: 'Slack Admin Sessions' },
	},
	[`${nodeType.installed}Trigger`]: {
		slackAuditLogsApi: { id: 'slackAuditLogs', name: 'Slack Audit Logs' },
	},
};

/** How the notes speak of each credential. */
const called: Record<string, string> = {
	slackAdminSessionsApi: 'Slack Admin Sessions',
	slackAuditLogsApi: 'Slack Audit Logs',
	smtp: 'SMTP',
	httpHeaderAuth: 'Header Auth',
	httpBasicAuth: 'Basic Auth',
};
