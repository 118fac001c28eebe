import type { IWorkflowBase } from 'n8n-workflow';

import { faults, type FaultName } from '../../emulator/faults';
import { methodOf } from '../../emulator/slack';
import { nodeType } from '../n8n';
import { takePicture } from './pictures';
import { unhurried, type Stage } from './stage';

/** What the user reads when something was not done. */
export function refusals(on: Stage): void {
	const byId = async (id: string) => {
		await on.editor.user('By ID', id);
		await on.editor.execute();
		return await on.editor.error();
	};
	const meet = (name: FaultName) => () => {
		on.emulator.faultFor = (request) => (methodOf(request) === 'admin.users.session.reset' ? faults[name] : unhurried);
	};
	const kinds: Array<[string, () => void, string, string, string]> = [
		['an ID that is none', () => undefined, 'all', "The value of 'User' does not name a Slack user", 'ID'],
		['a user who is not there', () => undefined, 'U0NOBODY001', 'user U0NOBODY001 were not reset', 'ID'],
		['the Primary Org Owner', () => undefined, 'U0PRIMARY01', 'this is the Primary Org Owner', 'Primary'],
		['the token\'s own user', () => undefined, 'U0ADMIN0001', 'is the user of the token itself', "switch on 'Include Own User'"],
		['a revoked token', () => (on.token.state = 'revoked'), 'U0000000001', 'token', 'credential'],
		['a missing scope', () => (on.token.scopes = ['admin.users:read']), 'U0000000001', 'the token lacks the scope admin.users:write', 'User Token Scopes'],
		['a login page of a gateway', meet('401 from a gateway'), 'U0000000001', 'HTTP 401', 'proxy'],
		['a page of a proxy', meet('407 from a proxy'), 'U0000000001', 'HTTP 407', 'proxy'],
		['a certificate of somebody else', () => (on.emulator.impostor = true), 'U0000000001', 'Slack could not be reached (DEPTH_ZERO_SELF_SIGNED_CERT)', 'certificate'],
	];
	beforeAll(async () => await on.editor.add('Reset sessions of user'));

	test.each(kinds)('%s', async (_, given, id, message, next) => {
		const others = on.touched();
		given();
		const error = await byId(id);
		expect(error.message).toContain(message);
		expect(error.description).toContain(next);
		expect(error.cutOff).toBe(false);
		expect(others()).toEqual([]);
	});

	test('a rate limit, with no time left to wait', async () => {
		meet('429, Retry-After: a year')();
		await on.editor.addTo('last', 'Maximum Wait');
		await on.editor.type('maxWait', '0');
		const error = await byId('U0000000002');
		expect(error.message).toContain('rate limit');
		expect(error.description).toContain('Wait a minute and run the workflow again');
		expect(error.cutOff).toBe(false);
	});

	test('a lost answer: not known', async () => {
		meet('cut after Slack worked')();
		const error = await byId('U0000000002');
		expect(error.message).toContain('not known');
		expect(error.cutOff).toBe(false);
		expect(on.organisation.sessionsOf('U0000000002')).toEqual([]);
	});

	test('nothing chosen: n8n itself says what is missing, and nothing is sent', async () => {
		await on.editor.add('Reset sessions of user');
		on.emulator.requests.length = 0;
		await on.editor.part('node-execute-button').click();
		await on.editor.page.getByText(/required|outstanding issues/i).first().waitFor();
		expect(on.emulator.requests).toEqual([]);
	});

	const list = Array.from({ length: 60 }, (_, index) => `U${String(index + 101).padStart(10, '0')}`);

	test('over Maximum Users nothing is sent; a notice before the run names the quicker way', async () => {
		const others = on.touched();
		const workflow = await on.server.post<IWorkflowBase>('/workflows', await ofList(list));
		await on.editor.page.goto(`${on.server.url}/workflow/${workflow.id}`);
		await on.editor.part('canvas-node').filter({ hasText: 'Sign Out' }).dblclick();
		await on.editor.part('execute-previous-node').click();
		await on.editor.page.getByText('Clear execution').waitFor();
		await on.editor.part('output-panel').getByText('Reset in Bulk does 1,000 users in a call').waitFor();

		await on.editor.execute();
		const error = await on.editor.error();
		expect(error.message).toBe("This run would act on 60 users, and 'Maximum Users' is 50: nothing was sent [item 0]");
		expect(error.description).toContain("raise 'Maximum Users' to 60 or more");
		expect(error.cutOff).toBe(false);
		expect(others()).toEqual([]);
		await takePicture(on.editor.page, 'maximum-users');
	});

	async function ofList(users: string[]): Promise<object> {
		const credentials = await on.server.get<Array<{ id: string; name: string; type: string }>>('/credentials');
		const credential = credentials.find(({ type }) => type === 'slackAdminSessionsApi');
		return {
			name: 'A list of sixty',
			pinData: {},
			settings: {},
			nodes: [
				{ id: '1', name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
				{ id: '2', name: 'List', type: 'n8n-nodes-base.set', typeVersion: 3.4, position: [220, 0], parameters: { mode: 'raw', jsonOutput: JSON.stringify({ slack_user_id: users }), options: {} } },
				{ id: '3', name: 'One Each', type: 'n8n-nodes-base.splitOut', typeVersion: 1, position: [440, 0], parameters: { fieldToSplitOut: 'slack_user_id', options: {} } },
				{
					id: '4',
					name: 'Sign Out',
					type: nodeType.installed,
					typeVersion: 1,
					position: [660, 0],
					parameters: { operation: 'reset', user: { __rl: true, mode: 'id', value: '={{ $json.slack_user_id }}' } },
					credentials: { slackAdminSessionsApi: { id: credential?.id, name: credential?.name } },
				},
			],
			connections: {
				Start: { main: [[{ node: 'List', type: 'main', index: 0 }]] },
				List: { main: [[{ node: 'One Each', type: 'main', index: 0 }]] },
				'One Each': { main: [[{ node: 'Sign Out', type: 'main', index: 0 }]] },
			},
		};
	}
}
