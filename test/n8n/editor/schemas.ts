import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { NodeConnectionTypes } from 'n8n-workflow';

import { until } from '../../until';
import { nodeType } from '../ourNodes';
import type { Stage } from './stage';

const FOLDER = join(__dirname, '../../../nodes/SlackAdminSessions/__schema__');

/** The fields of an output, before anything has run. */
export function schemas(on: Stage): void {
	test('what follows Reset is mapped before anybody has been signed out', async () => {
		const { editor } = on;
		const others = on.touched();
		await on.open(await resetAndReport(on));
		await editor.openNode('Report');
		const input = editor.part('ndv-input-panel');
		const area = editor.page.getByText('Drag input fields here');
		for (const name of ['outcome', 'verified']) {
			await input.locator(`[data-name="${name}"]`).dragTo(area);
			const mapped = JSON.stringify(`={{ $json.${name} }}`);
			await until(`n8n holds ${mapped}`, async () =>
				JSON.stringify(await editor.held.values()).includes(mapped),
			);
		}
		expect(others()).toEqual([]);

		await editor.execute();
		expect(await editor.output()).toEqual([{ outcome: 'reset', verified: 'true' }]);
		expect(others()).toEqual(['U0000000009']);
	});

	test('n8n serves them: those of the node, of the tool that it makes of it, and of the trigger', async () => {
		const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('.json'))
			.map((file) => file.replace(/^v/, ''));
		const addresses = files.flatMap((file) =>
			(file.includes('/') ? ['', 'Tool'] : ['Trigger']).map(
				(kind) => `/schemas/${nodeType.installed}${kind}/${file}`,
			),
		);
		const answers = await Promise.all(
			addresses.map(async (address) => await fetch(`${on.server.url}${address}`)),
		);
		expect(answers.map(({ status }) => status)).toEqual(addresses.map(() => 200));
		for (const answer of answers)
			expect(await answer.json()).toMatchObject({ type: 'object', properties: expect.anything() });
	});
}

/** A workflow that resets somebody and then sets fields. */
async function resetAndReport(on: Stage) {
	const { nodes, connections, ...rest } = await on.workflow({
		resource: 'session',
		operation: 'reset',
		user: { __rl: true, mode: 'id', value: 'U0000000009' },
		options: { verify: true },
	});
	return {
		...rest,
		nodes: [
			...nodes.slice(0, -1),
			{ ...nodes.at(-1), typeVersion: 1.2 },
			{
				name: 'Report',
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				position: [440, 0],
				parameters: {},
			},
		],
		connections: {
			...connections,
			'Sign Out': { main: [[{ node: 'Report', type: NodeConnectionTypes.Main, index: 0 }]] },
		},
	};
}
