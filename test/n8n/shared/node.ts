import type { INodeExecutionData, IWorkflowBase, OnError } from 'n8n-workflow';

import type { Emulator } from '../../emulator/emulator';
import { faults } from '../../emulator/faults';
import type { Organisation, Token } from '../../emulator/organisation';
import { RateLimits } from '../../emulator/rateLimits';
import { answersOfNobody } from './answersOfNobody';
import { filesWith, halvesOf, textsWith } from '../inTheClear';
import { readExecution } from '../execution';
import type { Loaded, N8nFolder } from '../folder';
import { nodeType } from '../ourNodes';
import type { N8nServer } from '../server';
import type { World } from '../world';

const TYPE = 'slackAdminSessionsApi';

/** The node and its credential, as the editor and the runs of a real n8n use them. n8n's log has to be at debug. */
export function node(world: () => World, loaded: Loaded): void {
	let emulator: Emulator;
	let organisation: Organisation;
	let token: Token;
	let folder: N8nFolder;
	let server: N8nServer;
	let credential: { id: string; name: string };

	beforeAll(async () => {
		({ emulator, folder, server } = world());
		({ organisation, token } = world().renew());
		const { id } = await server.post('/credentials', {
			name: 'Slack',
			type: TYPE,
			data: { accessToken: token.value, environment: 'slack' },
		});
		credential = { id, name: 'Slack' };
	});

	const workflow = (onError: OnError, more: object = {}) => ({
		name: `Reset ${onError}`,
		settings: {},
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
				type: 'n8n-nodes-base.splitOut',
				typeVersion: 1,
				position: [200, 0],
				parameters: { fieldToSplitOut: 'users', options: {} },
			},
			{
				id: '3',
				name: 'Reset',
				type: nodeType[loaded],
				typeVersion: 1,
				position: [400, 0],
				parameters: {
					operation: 'reset',
					user: { __rl: true, mode: 'id', value: '={{ $json.users }}' },
				},
				credentials: { [TYPE]: credential },
				onError,
				...more,
			},
			{
				id: '4',
				name: 'List',
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				position: [100, 0],
				parameters: {
					mode: 'raw',
					jsonOutput: '{ "users": ["U0000000001", "U9999999999", "U0000000002"] }',
					options: {},
				},
			},
		],
		connections: {
			Start: { main: [[{ node: 'List', type: 'main', index: 0 }]] },
			List: { main: [[{ node: 'Items', type: 'main', index: 0 }]] },
			Items: { main: [[{ node: 'Reset', type: 'main', index: 0 }]] },
		},
	});

	async function run(data: object): Promise<{
		outputs: INodeExecutionData[][];
		error: { message: string; description?: string | null | undefined } | undefined;
	}> {
		const saved = await server.post<IWorkflowBase>('/workflows', data);
		const execution = await server.run(saved, 'Start');
		const { resultData } = readExecution(execution.data);
		return {
			outputs: (resultData.runData.Reset?.at(-1)?.data?.main ?? []).map((output) => output ?? []),
			error: resultData.error,
		};
	}

	const row = ({ json, pairedItem }: INodeExecutionData) => ({
		item: (pairedItem as { item: number }).item,
		...json,
	});
	const failed = {
		code: 'user_not_found',
		outcome: 'failed',
		user_id: 'U9999999999',
		message: expect.any(String),
		description: expect.any(String),
	};

	test('Continue: all at the one output, in order', async () => {
		const { outputs } = await run(workflow('continueRegularOutput'));
		expect(outputs.map((output) => output.map(row))).toEqual([
			[
				{
					item: 0,
					ok: true,
					outcome: 'reset',
					user_id: 'U0000000001',
					devices: 'all',
					requested_at: expect.any(String),
					acted_as: 'U0ADMIN0001',
				},
				{ item: 1, error: failed },
				{
					item: 2,
					ok: true,
					outcome: 'reset',
					user_id: 'U0000000002',
					devices: 'all',
					requested_at: expect.any(String),
					acted_as: 'U0ADMIN0001',
				},
			],
		]);
		expect(organisation.sessionsOf('U0000000001')).toEqual([]);
	});

	test('Continue (using error output): each at its output, linked to its source, every field there', async () => {
		const { outputs } = await run(workflow('continueErrorOutput'));
		expect(outputs[0]?.map(row)).toMatchObject([
			{ item: 0, outcome: 'reset' },
			{ item: 2, outcome: 'reset' },
		]);
		expect(outputs[1]?.map(row)).toEqual([{ item: 1, users: 'U9999999999', error: failed }]);
	});

	test('Stop: the error says who it was and what was done before', async () => {
		const { error } = await run(workflow('stopWorkflow'));
		expect(error?.message).toContain('user U9999999999');
		expect(error?.description).toMatch(/Done: U0000000001/);
	});

	test('Retry On Fail: the same outcome, however often n8n runs the node', async () => {
		const { outputs } = await run(
			workflow('continueErrorOutput', { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 }),
		);
		expect(outputs[0]?.map(row)).toMatchObject([
			{ item: 0, outcome: 'reset' },
			{ item: 2, outcome: 'reset' },
		]);
		expect(outputs[1]?.map(row)).toMatchObject([{ item: 1, error: failed }]);
	});

	const steal = (url: string) => {
		const [start] = workflow('stopWorkflow').nodes;
		const node = {
			id: '2',
			name: 'Steal',
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			position: [200, 0],
			parameters: {
				method: 'POST',
				url,
				authentication: 'predefinedCredentialType',
				nodeCredentialType: TYPE,
			},
			credentials: { [TYPE]: credential },
		};
		return {
			name: 'Steal',
			settings: {},
			nodes: [start, node],
			connections: { Start: { main: [[{ node: 'Steal', type: 'main', index: 0 }]] } },
		};
	};

	if (loaded === 'installed') {
		test('a workflow in which an HTTP Request node has the credential cannot be saved', async () => {
			const { status, message } = await server.request(
				'POST',
				'/workflows',
				steal('https://slack.com/api/auth.test'),
			);
			expect([status, message]).toEqual([
				400,
				expect.stringContaining('cannot use credential type'),
			]);
		});
	} else {
		test('an HTTP Request node with the credential sends nothing to anybody', async () => {
			emulator.requests.length = 0;
			for (const url of ['https://elsewhere.example/', 'https://slack.com/api/auth.test']) {
				const { error } = await run(steal(url));
				expect(error?.message).toContain('This token is for https://slack.com alone');
			}
			expect(emulator.requests).toEqual([]);
		});
	}

	test('a workflow with the node as an AI tool can be saved with it', async () => {
		const [, , reset] = workflow('stopWorkflow').nodes;
		const { status, message } = await server.request('POST', '/workflows', {
			name: 'Tool',
			settings: {},
			nodes: [{ ...reset, type: `${nodeType[loaded]}Tool` }],
			connections: {},
		});
		expect([status, message]).toEqual([200, undefined]);
	});

	const kinds: Array<[string, () => string, string]> = [
		['a good token', () => token.value, 'OK'],
		[
			'a rotated token',
			() => organisation.addToken({ user_id: 'U0ADMIN0001', kind: 'rotated' }).value,
			'OK',
		],
		[
			'a wrong token',
			() => `${token.value}x`,
			'Slack does not accept this token. Copy the User OAuth Token',
		],
		[
			'a bot token',
			() => organisation.addToken({ user_id: 'U0BOT000001', kind: 'bot' }).value,
			'This is a bot token',
		],
		[
			'an app-level token',
			() => organisation.addToken({ user_id: 'U0ADMIN0001', kind: 'appLevel' }).value,
			'This is an app-level token',
		],
		[
			'a refresh token',
			() => organisation.addToken({ user_id: 'U0ADMIN0001', kind: 'refresh' }).value,
			'This is a refresh token',
		],
		[
			'a token of a single workspace',
			() => organisation.addToken({ user_id: 'U0ADMIN0001', isEnterpriseInstall: false }).value,
			'This token is of a single workspace',
		],
		[
			'a revoked token',
			() => organisation.addToken({ user_id: 'U0ADMIN0001', state: 'revoked' }).value,
			'This token has been revoked',
		],
		[
			'an expired token',
			() => organisation.addToken({ user_id: 'U0ADMIN0001', state: 'expired' }).value,
			'This token has expired',
		],
		['an empty token', () => '', 'The token is empty'],
		['a blank token', () => '  ', 'The token is empty'],
	];
	const testCredential = async (accessToken: string) => {
		const { status, message } = await server.post<{ status: string; message: string }>(
			'/credentials/test',
			{
				credentials: {
					id: credential.id,
					name: 'Slack',
					type: TYPE,
					data: { accessToken, environment: 'slack' },
				},
			},
		);
		return `${status} ${message}`;
	};

	test.each(kinds)('the credential test tells %s', async (_, value, expected) => {
		expect(await testCredential(value())).toContain(expected);
	});

	test.each(Object.keys(answersOfNobody))(
		'the credential test is not green on an answer that is not of Slack: %s',
		async (name) => {
			emulator.faultFor = () => answersOfNobody[name];
			expect(await testCredential(token.value).finally(() => delete emulator.faultFor)).toMatch(
				/^Error .*not Slack's/,
			);
		},
	);

	test("Slack's answer in a list: n8n shows a rule the list's first entry alone, and a run takes it for nobody's answer", async () => {
		emulator.faultFor = () => faults['array after Slack worked'];
		const tested = await testCredential(token.value);
		const { error } = await run(workflow('stopWorkflow')).finally(() => delete emulator.faultFor);
		// Should this fail, n8n tells the two apart by now, and so can the credential's rules.
		expect(tested).toMatch(/^OK/);
		expect(error?.message).toMatch(/the answer was not Slack's/);
	});

	test('a credential whose expression cannot be worked out is not told as none', async () => {
		const { id } = await server.post<{ id: string }>('/credentials', {
			name: 'By $env',
			type: TYPE,
			data: { accessToken: '={{ $env.SLACK_TOKEN }}', environment: 'slack' },
		});
		const { error } = await run(
			workflow('stopWorkflow', { credentials: { [TYPE]: { id, name: 'By $env' } } }),
		);
		expect(error?.message).toBe(
			'An expression in the credential cannot be worked out: access to env vars denied',
		);
		expect(error?.description).toContain('N8N_BLOCK_ENV_ACCESS_IN_NODE');
	});

	const search = async (filter?: string, paginationToken?: string) =>
		await server.post<{
			results: Array<{ name: string; value: string }>;
			paginationToken?: string;
		}>('/dynamic-node-parameters/resource-locator-results', {
			path: 'parameters.user',
			methodName: 'searchUsers',
			nodeTypeAndVersion: { name: nodeType[loaded], version: 1 },
			currentNodeParameters: {
				resource: 'session',
				operation: 'reset',
				authentication: 'accessToken',
			},
			credentials: { [TYPE]: credential },
			...(filter !== undefined && { filter }),
			...(paginationToken !== undefined && { paginationToken }),
		});

	test("From List, with Slack's rate limits on and 12,000 users: pages, and searches", async () => {
		for (let number = 21; number <= 12_000; number++)
			organisation.addPerson({
				id: `U${String(number).padStart(10, '0')}`,
				is_active: number % 2 === 1,
			});
		emulator.limits = new RateLimits();
		emulator.requests.length = 0;

		const first = await search();
		expect(first.results).toHaveLength(100);
		expect(first.results).toContainEqual({
			name: 'u0000000001 (u0000000001@example.com)',
			value: 'U0000000001',
		});
		expect(first.results).toContainEqual({
			name: 'bot (bot@example.com, bot)',
			value: 'U0BOT000001',
		});
		// Slack lists the active ones only: U0000000022 is deactivated.
		expect(first.results.map(({ value }) => value)).not.toContain('U0000000022');
		const second = await search(undefined, first.paginationToken);
		expect(second.results).toHaveLength(100);

		expect((await search('u0000000311')).results).toEqual([
			{ name: 'u0000000311 (u0000000311@example.com)', value: 'U0000000311' },
		]);
		expect((await search('U0000011999@example.com')).results).toEqual([
			{ name: 'u0000011999 (u0000011999@example.com)', value: 'U0000011999' },
		]);
		organisation.addPerson({ id: 'W0000000001', local_id: 'U0LOCAL0001', name: 'local' });
		expect((await search('local@example.com')).results).toEqual([
			{ name: 'local (local@example.com)', value: 'W0000000001' },
		]);
		expect((await search('nobody@example.com')).results).toEqual([]);

		const calls = emulator.calls('admin.users.list').length;
		const far = await search('u0000011999');
		expect(far.results).toEqual([
			{ name: expect.stringContaining('Type the whole address'), value: '' },
		]);
		expect(emulator.calls('admin.users.list').length - calls).toBe(5);
		delete emulator.limits;
	});

	test('the token is in no table, log or file of n8n in the clear', () => {
		const halves = halvesOf([token.value]);
		expect(server.log).toContain('debug');
		expect(textsWith(halves, { log: server.log })).toEqual([]);
		expect(filesWith(halves, folder.path)).toEqual([]);
		// What is in the clear would be found.
		expect(filesWith([credential.id], folder.path).join()).toContain('database.sqlite');
	});
}
