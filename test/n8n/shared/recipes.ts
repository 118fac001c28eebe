import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INode, IWorkflowBase } from 'n8n-workflow';

import { hosts } from '../../emulator/certificate';
import type { Emulator } from '../../emulator/emulator';
import { faults } from '../../emulator/faults';
import type { Organisation, Token } from '../../emulator/organisation';
import { addCredentials, pickCredentials } from '../credentials';
import { readExecution } from '../execution';
import { nodeType } from '../ourNodes';
import type { N8nServer } from '../server';
import type { World } from '../world';

const [ADA, ALAN, GRACE, PRIMARY] = ['U0000000003', 'U0000000002', 'U0000000004', 'U0PRIMARY01'];

/** Recipes that need more than this node. */
export function recipes(world: () => World): void {
	let emulator: Emulator;
	let organisation: Organisation;
	let server: N8nServer;
	let credentials: Record<string, string>;
	let weakAuditToken: string;

	beforeAll(async () => {
		({ emulator, server } = world());
		const slack = world().renew();
		({ organisation } = slack);
		organisation.addPerson({ id: 'U0ORGADMIN1', is_admin: true });
		const auditToken = organisation.addToken({
			user_id: 'U0ADMIN0001',
			scopes: ['auditlogs:read'],
		}).value;
		weakAuditToken = organisation.addToken({
			user_id: 'U0ORGADMIN1',
			scopes: ['auditlogs:read'],
		}).value;
		credentials = await addCredentials(server, {
			slackAdminSessionsApi: { accessToken: slack.token.value, environment: 'slack' },
			slackAuditLogsApi: { accessToken: auditToken },
		});
	});

	/** What was asked of the audit log. */
	const queries = () =>
		emulator
			.calls('audit/v1/logs')
			.map(({ path }) => new URL(path, `https://${hosts.audit}`).searchParams);

	/** The last node's items, and how the run ended. */
	async function run(
		workflow: IWorkflowBase,
		last: string,
		output = 0,
	): Promise<{ status: string; items: IDataObject[] }> {
		const { status, data } = await server.run(workflow, 'Start');
		const ended = readExecution(data).resultData.runData[last]?.at(-1)?.data?.main?.[output] ?? [];
		return { status, items: ended.map(({ json }) => json) };
	}

	describe('the cross-check with the audit log', () => {
		const example = readFileSync(
			join(__dirname, '../../../examples/recipes/audit-log-check.json'),
			'utf8',
		);

		/** Imports it as it ships, with what its note asks for, and with Slack's time cut short. */
		async function imported({
			dryRun = false,
			users = [ADA, ALAN, PRIMARY].join(', '),
			change = {},
		}: {
			dryRun?: boolean;
			users?: string;
			change?: Record<string, (node: INode) => void>;
		} = {}): Promise<IWorkflowBase> {
			const workflow = JSON.parse(
				example.replace('U0123ABCDEF, U0456GHIJKL', users),
			) as IWorkflowBase;
			pickCredentials(workflow, credentials);
			for (const node of workflow.nodes) {
				if (node.name === 'Give Slack Time')
					Object.assign(node.parameters, { amount: 1, unit: 'seconds' });
				if (node.name === 'Reset in Bulk' && !dryRun) node.parameters.options = {};
				change[node.name]?.(node);
			}
			return await server.post<IWorkflowBase>('/workflows', workflow);
		}

		test('as it ships, with Dry Run on: nothing is sent, and the log knows nothing of it', async () => {
			const before = organisation.sessionCount;
			const { items } = await run(await imported({ dryRun: true }), 'Compare');
			expect(items).toEqual(
				[ADA, ALAN, PRIMARY].map((user_id) => ({
					user_id,
					outcome: 'dry_run',
					audit_log: 'not_found',
				})),
			);
			expect([organisation.sessionCount, queries().length]).toEqual([before, 1]);
		});

		test('says of each user what the log says', async () => {
			emulator.unsettled.bulkNamesIn = 'failed_user_ids';
			const { status, items } = await run(await imported(), 'Compare');
			expect(status).toBe('success');
			expect(items).toEqual([
				{ user_id: ADA, outcome: 'enqueued', audit_log: 'succeeded' },
				{ user_id: ALAN, outcome: 'enqueued', audit_log: 'succeeded' },
				{ user_id: PRIMARY, outcome: 'failed', audit_log: 'failed' },
			]);
			expect([ADA, ALAN, PRIMARY].map((id) => organisation.sessionsOf(id).length)).toEqual([
				0, 0, 1,
			]);
			const asked = queries().at(-1);
			expect(asked?.get('action')).toBe('bulk_session_reset_by_admin');
			expect(Date.now() / 1000 - Number(asked?.get('oldest'))).toBeLessThan(300);
		});

		test('Slack has said yes and has not got to it yet: the log says nothing of it', async () => {
			emulator.jobDelay = 60_000;
			const { items } = await run(await imported({ users: GRACE }), 'Compare');
			emulator.jobDelay = 0;
			expect(items).toEqual([{ user_id: GRACE, outcome: 'enqueued', audit_log: 'not_found' }]);
		});

		test('the reset is deactivated: nobody is told as done', async () => {
			const { items } = await run(
				await imported({ change: { 'Reset in Bulk': (node) => void (node.disabled = true) } }),
				'Compare',
			);
			expect(items).toEqual([{ user_id: null, outcome: 'unknown', audit_log: 'not_found' }]);
		});

		test('the token of an Org Admin does not open the log: the run is an error', async () => {
			const weak = await addCredentials(server, {
				slackAuditLogsApi: { accessToken: weakAuditToken },
			});
			const asAdmin = await imported({
				dryRun: true,
				change: {
					'Read the Audit Log': (node) =>
						Object.assign(node, {
							credentials: { slackAuditLogsApi: { id: weak.slackAuditLogsApi, name: 'Weak' } },
						}),
				},
			});
			expect((await run(asAdmin, 'Compare')).status).toBe('error');
		});

		test.each(['slackAdminSessionsApi', 'slackAuditLogsApi'])(
			'%s is refused in the HTTP Request node',
			async (type) => {
				const change = (node: INode) => {
					Object.assign(node, { type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2 });
					node.parameters = {
						url: 'https://api.slack.com/audit/v1/logs',
						authentication: 'predefinedCredentialType',
						nodeCredentialType: type,
					};
					node.credentials = { [type]: { id: credentials[type] ?? null, name: 'Slack' } };
				};
				await expect(imported({ change: { 'Read the Audit Log': change } })).rejects.toThrow(
					/400 .*credential/i,
				);
			},
		);

		test.each<[string, (ids: Record<string, string>) => INode['credentials']]>([
			[
				'beside its own type',
				({ slackAdminSessionsApi: id = '' }) => ({ slackAdminSessionsApi: { id, name: 'x' } }),
			],
			[
				'under the other type',
				({ slackAdminSessionsApi: id = '' }) => ({ slackAuditLogsApi: { id, name: 'x' } }),
			],
		])('the admin credential does not read the log, %s', async (_, given) => {
			emulator.requests.length = 0;
			const change = (node: INode) => void Object.assign(node, { credentials: given(credentials) });
			const ran = async () =>
				await run(
					await imported({ dryRun: true, change: { 'Read the Audit Log': change } }),
					'Compare',
				);
			expect((await ran().catch(() => ({ status: 'error' }))).status).toBe('error');
			expect(queries()).toEqual([]);
		});
	});

	describe('the credential of the audit log', () => {
		const tested = async (accessToken: string) => {
			const { status, message } = await server.post<{ status: string; message: string }>(
				'/credentials/test',
				{
					credentials: {
						id: credentials.slackAuditLogsApi,
						name: 'Slack Audit Logs',
						type: 'slackAuditLogsApi',
						data: { accessToken },
					},
				},
			);
			return `${status} ${message}`;
		};

		/** Of somebody else, or of another kind. */
		const other = (token: Partial<Token>) =>
			organisation.addToken({ user_id: 'U0ADMIN0001', scopes: ['auditlogs:read'], ...token }).value;

		test.each<[string, () => string, string]>([
			['a good token', () => other({}), 'OK '],
			['an Org Admin', () => weakAuditToken, 'not an Org Owner'],
			['the wrong scope', () => other({ scopes: ['admin.users:read'] }), 'lacks the scope'],
			['a workspace install', () => other({ isEnterpriseInstall: false }), 'a single workspace'],
			['a revoked token', () => other({ state: 'revoked' }), 'may have been revoked'],
			['a bot', () => other({ kind: 'bot' }), 'This is a bot token'],
		])('its test tells %s', async (_, value, expected) => {
			expect(await tested(value())).toContain(expected);
		});

		test('its test tells an address that is not allowed, and a page that is not of Slack', async () => {
			organisation.auditLog.manners.refusesAll = 'accesslimited';
			expect(await tested(other({}))).toContain('limits from which addresses');
			emulator.faultFor = () => faults.html;
			expect(await tested(other({})).finally(() => delete emulator.faultFor)).toMatch(
				/^Error .*not Slack's answer/,
			);
		});
	});

	test('the trap: Always Output Data with an error output sends an empty item out of the success output', async () => {
		const trap = async (alwaysOutputData: boolean) =>
			await server.post<IWorkflowBase>('/workflows', {
				name: 'Trap',
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
						name: 'Reset',
						type: nodeType.installed,
						typeVersion: 1.1,
						position: [200, 0],
						parameters: {
							operation: 'reset',
							user: { __rl: true, mode: 'id', value: PRIMARY },
							options: {},
						},
						credentials: {
							slackAdminSessionsApi: { id: credentials.slackAdminSessionsApi, name: 'x' },
						},
						onError: 'continueErrorOutput',
						alwaysOutputData,
					},
				],
				connections: { Start: { main: [[{ node: 'Reset', type: 'main', index: 0 }]] } },
			});
		expect((await run(await trap(true), 'Reset')).items).toEqual([{}]);
		expect((await run(await trap(false), 'Reset')).items).toEqual([]);
		expect((await run(await trap(false), 'Reset', 1)).items).toMatchObject([
			{ error: { code: 'cannot_reset_primary_owner' } },
		]);
	});
}
