import type { IWorkflowBase } from 'n8n-workflow';

import { makeOrganisation } from '../../emulator/organisation';
import { methodOf } from '../../emulator/slack';
import { readExecution } from '../execution';
import type { Loaded } from '../folder';
import { nodeType } from '../ourNodes';
import type { World } from '../world';

const COUNT = 200;

/** n8n loses its power in the middle of a run. */
export function killed(itsWorld: () => World, loaded: Loaded): void {
	test('n8n is killed in the middle of 200 items; the same list run again signs everybody out, every outcome true', async () => {
		const world = itsWorld();
		const { organisation, token } = world.renew(makeOrganisation(COUNT));
		const { emulator } = world;
		const credential = await world.server.post('/credentials', {
			name: 'Slack',
			type: 'slackAdminSessionsApi',
			data: { accessToken: token.value, environment: 'slack' },
		});
		const list = Array.from(
			{ length: COUNT },
			(_, index) => `U${String(index + 1).padStart(10, '0')}`,
		);
		const workflow = await world.server.post<IWorkflowBase>('/workflows', {
			name: 'Reset',
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
					name: 'List',
					type: 'n8n-nodes-base.set',
					typeVersion: 3.4,
					position: [100, 0],
					parameters: { mode: 'raw', jsonOutput: JSON.stringify({ users: list }), options: {} },
				},
				{
					id: '3',
					name: 'Items',
					type: 'n8n-nodes-base.splitOut',
					typeVersion: 1,
					position: [200, 0],
					parameters: { fieldToSplitOut: 'users', options: {} },
				},
				{
					id: '4',
					name: 'Reset',
					type: nodeType[loaded],
					typeVersion: 1,
					position: [300, 0],
					parameters: {
						operation: 'reset',
						maxUsers: COUNT,
						user: { __rl: true, mode: 'id', value: '={{ $json.users }}' },
					},
					credentials: { slackAdminSessionsApi: { id: credential.id, name: 'Slack' } },
				},
			],
			connections: Object.fromEntries(
				[
					['Start', 'List'],
					['List', 'Items'],
					['Items', 'Reset'],
				].map(([from, to]) => [from, { main: [[{ node: to, type: 'main', index: 0 }]] }]),
			),
		});

		// From the middle on Slack does what it is asked and answers nothing: n8n is killed while it waits.
		let resets = 0;
		let halfway: () => void = () => undefined;
		const half = new Promise<void>((resolve) => (halfway = resolve));
		emulator.faultFor = (request) =>
			methodOf(request) === 'admin.users.session.reset'
				? ({ work, send }) => {
						const reply = work();
						if (++resets <= COUNT / 2) send(reply);
						else halfway();
					}
				: undefined;
		void world.server.run(workflow, 'Start').catch(() => undefined);
		await half;
		await world.server.kill();
		const signedOut = list.filter((id) => organisation.sessionsOf(id).length === 0).length;
		expect(signedOut).toBeGreaterThan(0);
		expect(signedOut).toBeLessThan(COUNT);

		delete emulator.faultFor;
		await world.restart();
		const { resultData } = readExecution((await world.server.run(workflow, 'Start')).data);
		const items = resultData.runData.Reset?.[0]?.data?.main?.[0] ?? [];
		expect(items.map(({ json }) => [json.user_id, json.outcome])).toEqual(
			list.map((id) => [id, 'reset']),
		);
		expect(list.every((id) => organisation.sessionsOf(id).length === 0)).toBe(true);
	});
}
