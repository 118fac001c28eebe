import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { IWorkflowBase } from 'n8n-workflow';

import { labels, overflowingNotes } from './canvas';
import { LEFT_OUT, takePicture } from './pictures';
import type { Stage } from './stage';

const EXAMPLES = join(__dirname, '../../../examples');
const files = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).filter((file) =>
	file.endsWith('.json'),
);

/** The ready workflows on n8n's canvas. */
export function workflows(on: Stage): void {
	test.each(files)('%s: every node is known, and the picture shows all of it', async (file) => {
		const workflow = JSON.parse(readFileSync(join(EXAMPLES, file), 'utf8')) as IWorkflowBase;
		const { editor } = on;
		await on.open(workflow);
		await editor.part('zoom-to-fit').click();
		const working = workflow.nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
		// n8n shows a node that it does not know as a question mark.
		expect(await editor.page.getByText('Install this node').count()).toBe(0);
		const style = await editor.page.addStyleTag({ content: LEFT_OUT });
		expect(await labels(editor)).toEqual(working.map(({ name }) => ({ name, hidden: [] })));
		await style.evaluate((element: Element) => element.remove());
		expect(await overflowingNotes(editor)).toEqual([]);
		await takePicture(editor.page, `workflow-${basename(file, '.json')}`);
	});

	test('the tool of an agent: one user a call, and no button that leaves that to the model', async () => {
		const { editor } = on;
		const workflow = JSON.parse(
			readFileSync(join(EXAMPLES, 'agent/session-agent.json'), 'utf8'),
		) as IWorkflowBase;
		await on.open(workflow);
		await editor.openNode('Reset Slack Sessions');
		const maximum = editor.part('parameter-input-maxUsers');
		expect(await maximum.locator('input').inputValue()).toBe('1');
		const leave = editor.page.getByTestId('from-ai-override-button');
		await leave.first().waitFor();
		// Of Dry Run, which is no guard against the model, and of nothing else.
		expect(
			await leave.evaluateAll((buttons) =>
				buttons.map((button) => button.closest('[data-test-id=parameter-item]')?.textContent),
			),
		).toEqual([expect.stringMatching(/^\s*Dry Run/)]);
		await takePicture(editor.page, 'tool');
	});
}
