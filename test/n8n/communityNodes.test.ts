import type { ICredentialType, INodeTypeDescription, IWorkflowBase } from 'n8n-workflow';
import type { Browser } from 'playwright-core';

import type { Emulator } from '../emulator/emulator';
import { hasBrowser, openBrowser } from './browser';
import { CommunityNodesCalls, CommunityNodesPage, type CommunityNodes } from './communityNodes';
import { addCredentials } from './credentials';
import { filesWith, halvesOf, textsWith } from './inTheClear';
import { withoutCode, withUsedNodes } from './environments';
import type { N8nFolder } from './folder';
import { nodeType } from './ourNodes';
import { Registry } from './registry';
import {
	makeSlack,
	makeTokens,
	PACKAGE,
	foreseen,
	releasedVersions,
	resultOf,
	tarballOf,
	workflowsOf,
	type Result,
} from './released';
import { CREDENTIAL_NAME } from './released/workflows';
import { makeTemplate } from './template';
import { startWorld, type World } from './world';

jest.setTimeout(10 * 60_000);

const withBrowser = hasBrowser(
	"n8n's Community Nodes page; the calls that it makes are tested without it",
);

describe('installed and updated as users do', () => {
	/** Each workflow that a released version saved, and what it gave under that version. */
	const saved = new Map<string, { workflow: IWorkflowBase; result: Result }>();
	let world: World;
	const tokens = makeTokens();
	let emulator: Emulator;
	let registry: Registry;
	let folder: N8nFolder;
	let browser: Browser | undefined;
	let nodes: CommunityNodes;
	/** Their IDs, by type. */
	const credentials: Record<string, string> = {};
	let log = '';

	beforeAll(async () => {
		world = await startWorld({
			slack: makeSlack(tokens),
			loaded: 'nothing',
			logLevel: 'debug',
			environment: { ...withUsedNodes, ...withoutCode },
			beside: async (slack, certificate, undo) => {
				registry = await Registry.start(slack, certificate);
				undo.push(async () => await registry.stop());
				return registry.environment;
			},
		});
		({ emulator, folder } = world);
		const opened = withBrowser ? await openBrowser(world.server) : undefined;
		browser = opened?.browser;
		nodes = opened
			? new CommunityNodesPage(opened.page, world.server.url)
			: new CommunityNodesCalls(() => world.server);
	});
	afterAll(async () => {
		await browser?.close();
		await (world as World | undefined)?.close();
	});

	async function restart(): Promise<void> {
		log += world.server.log;
		await world.restart();
	}

	const installed = async () =>
		(
			await world.server.get<
				Array<{
					packageName: string;
					installedVersion: string;
					updateAvailable?: string;
					failedLoading: boolean;
				}>
			>('/community-packages')
		)[0];
	const types = async () =>
		(
			JSON.parse(
				await world.server.page(`${world.server.url}/types/nodes.json`),
			) as INodeTypeDescription[]
		).filter(({ name }) => name.startsWith(PACKAGE));

	/** One of each type that the installed version is the first to have. */
	async function addNewCredentials(): Promise<void> {
		const known = JSON.parse(
			await world.server.page(`${world.server.url}/types/credentials.json`),
		) as ICredentialType[];
		const data = {
			slackAdminSessionsApi: { accessToken: tokens.admin, environment: 'slack' },
			slackAuditLogsApi: { accessToken: tokens.audit },
		};
		const added = Object.entries(data).filter(
			([type]) => !(type in credentials) && known.some(({ name }) => name === type),
		);
		Object.assign(
			credentials,
			await addCredentials(world.server, Object.fromEntries(added), CREDENTIAL_NAME),
		);
	}

	/** The versions of this node that a workflow has it in. */
	const typeVersionsOf = ({ nodes: all }: IWorkflowBase) =>
		all.filter(({ type }) => type.startsWith(PACKAGE)).map(({ typeVersion }) => typeVersion);

	/** What each saved workflow gives. Those that several versions saved to the letter alike are run once for all of them. */
	async function resultsNow(): Promise<Record<string, Result>> {
		const results: Record<string, Result> = {};
		const known = new Map<string, Result>();
		for (const [name, { workflow }] of saved) {
			const content = JSON.stringify([workflow.nodes, workflow.connections, workflow.settings]);
			const result =
				known.get(content) ?? (await resultOf(world.server, emulator, tokens, workflow));
			known.set(content, result);
			results[name] = result;
		}
		return results;
	}
	const resultsThen = () =>
		Object.fromEntries([...saved].map(([name, { result }]) => [name, foreseen(result)]));

	test('a name that nobody has published is told so, and nothing is installed', async () => {
		expect(await nodes.install(`${PACKAGE}-misspelt`)).toMatch(/does not exist/);
		expect(await installed()).toBeUndefined();
	});

	test.each(releasedVersions)(
		'%s is installed, and runs the workflows that it saved',
		async (version) => {
			await registry.publish(tarballOf(version));
			const first = version === releasedVersions[0];
			expect(first ? await nodes.install(PACKAGE) : await nodes.update(PACKAGE)).toContain(
				first ? 'Package installed' : 'Package updated',
			);
			expect(await installed()).toMatchObject({
				packageName: PACKAGE,
				installedVersion: version,
				failedLoading: false,
			});

			await addNewCredentials();
			emulator.requests.length = 0;
			const files = workflowsOf(version, credentials);
			const known = (await types()).flatMap(({ version: typeVersion }) => typeVersion);
			expect(new Set(files.flatMap(typeVersionsOf))).toEqual(new Set(known));
			for (const file of files) {
				const workflow = await world.server.post<IWorkflowBase>('/workflows', file);
				expect(workflow.nodes).toEqual(file.nodes);
				// The node as an agent's tool is saved only: there is no trigger to run it from.
				if (!workflow.nodes.some(({ name }) => name === 'Start')) continue;
				const result = await resultOf(world.server, emulator, tokens, workflow);
				expect(Object.keys(result.outputs).sort()).toEqual(
					workflow.nodes.map(({ name }) => name).sort(),
				);
				saved.set(`${workflow.name}, saved by ${version}`, { workflow, result });
			}
			expect(saved.get(`Stop, saved by ${version}`)?.result.status).toBe('error');
			expect(saved.get(`Sessions, saved by ${version}`)?.result).toMatchObject({
				status: 'success',
				sessions: { U0000000001: [], U0000000003: [3002, 3004] },
			});
			for (const typeVersion of known.filter((each) => each > 1))
				expect(saved.get(`Output ${typeVersion}, saved by ${version}`)?.result).toMatchObject({
					status: 'success',
					sessions: { U0000000006: [] },
				});
			for (const name of [
				'list',
				'reset',
				'resetBulk',
				'invalidate',
				'getSettings',
				'setSettings',
				'clearSettings',
			])
				expect(emulator.calls(`admin.users.session.${name}`)).not.toEqual([]);
		},
	);

	test('the node is there with its pictures, and as a tool', async () => {
		const found = await types();
		expect(found.map(({ name }) => name).sort()).toEqual([
			nodeType.installed,
			`${nodeType.installed}Tool`,
			`${nodeType.installed}Trigger`,
		]);
		const { light, dark } = found[0]?.iconUrl as { light: string; dark: string };
		for (const path of [light, dark])
			expect(await world.server.page(`${world.server.url}/${path}`)).toContain('<svg');
	});

	test('this version comes as an update, and gives the same results at once', async () => {
		const packed = await makeTemplate();
		const version = unreleased(packed.version);
		await registry.publish(packed.tarball, version);
		expect(await installed()).toMatchObject({
			installedVersion: releasedVersions.at(-1),
			updateAvailable: version,
		});
		expect(await nodes.update(PACKAGE)).toContain('Package updated');
		expect(await installed()).toEqual(
			expect.objectContaining({ installedVersion: version, failedLoading: false }),
		);
		expect(await resultsNow()).toMatchObject(resultsThen());
	});

	/** Until its version is raised, what is here has the number of a version that has been released. */
	function unreleased(version: string): string {
		const [major, minor] = version.split('.').map(Number);
		return releasedVersions.includes(version) ? `${major}.${Number(minor) + 1}.0` : version;
	}

	test('and after a restart, with the credential saved before', async () => {
		await restart();
		expect(await resultsNow()).toMatchObject(resultsThen());
		const data = await world.server.get<{ data: object }>(
			`/credentials/${credentials.slackAdminSessionsApi}?includeData=true`,
		);
		expect(
			await world.server.post('/credentials/test', {
				credentials: {
					id: credentials.slackAdminSessionsApi,
					name: 'Slack',
					type: 'slackAdminSessionsApi',
					data: data.data,
				},
			}),
		).toMatchObject({ status: 'OK' });
	});

	test('the tokens are nowhere in the clear', () => {
		const halves = halvesOf([tokens.admin, tokens.audit]);
		expect(log).toContain('Community package installed');
		expect(textsWith(halves, { before: log, now: world.server.log })).toEqual([]);
		expect(filesWith(halves, folder.path)).toEqual([]);
		// What is in the clear would be found.
		expect(filesWith(Object.values(credentials), folder.path).join()).toContain('database.sqlite');
	});

	test('uninstalled: n8n starts, the workflows are there, and a run says which node is missing', async () => {
		expect(await nodes.uninstall(PACKAGE)).toContain('Package uninstalled');
		expect(await types()).toEqual([]);
		await restart();
		for (const { workflow } of saved.values()) {
			expect((await world.server.get<IWorkflowBase>(`/workflows/${workflow.id}`)).nodes).toEqual(
				workflow.nodes,
			);
			emulator.requests.length = 0;
			await expect(world.server.run(workflow, 'Start')).rejects.toThrow(
				`Unrecognized node type: ${nodeType.installed}`,
			);
			expect(emulator.requests).toEqual([]);
		}
	});
});
