import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IWorkflowBase } from 'n8n-workflow';

import type { Stage } from './stage';

/** The last of the tests in this browser: from here on, its clock is the test's. */
export function pasting(on: Stage): void {
	test('a block of docs/recipes.md becomes nodes on the canvas', async () => {
		const recipes = readFileSync(join(__dirname, '../../../docs/recipes.md'), 'utf8');
		const blocks = [...recipes.matchAll(/^```json\n([\s\S]*?)^```$/gm)]
			.map(([, block = '']) => block)
			.filter((block) => 'nodes' in (JSON.parse(block) as object));
		expect(blocks.length).toBeGreaterThan(5);
		const { editor } = on;
		const { page } = editor;
		await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
		await editor.newWorkflow();
		await page.keyboard.press('Escape');
		await editor.part('node-creator-search-bar').waitFor({ state: 'detached' });
		for (const [index, block] of blocks.entries()) {
			// n8n takes no second paste within a second: the page's clock says that it is over.
			await page.clock.setFixedTime(Date.now() + 2_000 * index);
			await page.evaluate(async (text) => await navigator.clipboard.writeText(text), block);
			await page.keyboard.press('Control+V');
			const { nodes } = JSON.parse(block) as IWorkflowBase;
			for (const { name } of nodes)
				await editor.part('canvas-node').filter({ hasText: name }).first().waitFor();
			expect(await editor.part('canvas-node').count()).toBe(nodes.length);
			await page.keyboard.press('Control+A');
			await page.keyboard.press('Delete');
			await editor.part('canvas-node').first().waitFor({ state: 'detached' });
		}
	});
}
