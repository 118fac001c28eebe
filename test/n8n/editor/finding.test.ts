import { until } from '../../until';
import { describeInBrowser } from '../browser';
import { exactly, NODE } from './editor';
import { takePicture } from './pictures';
import { useStage } from './stage';

jest.setTimeout(5 * 60_000);

// In an n8n of its own, which has all of n8n's nodes: among them the node is looked for.
describeInBrowser("finding, in n8n's editor", () => {
	const on = useStage('all nodes');
	beforeEach(async () => await on.giveCredential());

	test('the node is found by what people call the job', async () => {
		await on.editor.newWorkflow();
		for (const words of ['sign out', 'revoke', 'off-boarding', 'slack session'])
			expect(await on.editor.search(words)).toEqual([NODE]);
		for (const words of ['slack logout', 'kick user', 'session hijack', 'incident response'])
			expect((await on.editor.search(words))[0]).toBe(NODE);
		// n8n shows the trigger as a part of the node.
		for (const words of ['slack anomaly', 'new sign-in', 'audit log'])
			expect((await on.editor.search(words))[0]).toBe(NODE);
		await takePicture(on.editor.page, 'search', async () => {
			await on.editor.newWorkflow();
			await on.editor.search('slack logout');
		});
		await takePicture(on.editor.page, 'search-anomaly', async () => {
			await on.editor.newWorkflow();
			await on.editor.search('slack anomaly');
		});
		// Anew in each colour: n8n does not change the icon of a panel that is open.
		await takePicture(on.editor.page, 'find', async () => {
			await on.editor.newWorkflow();
			await on.editor.search('slack session');
			await on.editor.offerActions();
			await on.editor
				.part('node-creator-item-name')
				.filter({ hasText: exactly('Reset sessions of user (sign out)') })
				.waitFor();
		});
	});

	test('From List: pages as one scrolls, and finds by a part of a name', async () => {
		await on.editor.add('Reset sessions of user (sign out)');
		expect(
			await on.editor.listed(undefined, async () => await on.editor.part('rlc-input').click()),
		).toHaveLength(100);
		const items = on.editor.part('rlc-item');
		await items.first().waitFor();
		const before = await items.count();
		// Of three pages. Where n8n sees the end of the list while it draws the first page, it asks for the second one by itself.
		expect([100, 200]).toContain(before);
		await items.last().scrollIntoViewIfNeeded();
		await until('the list shows more', async () => (await items.count()) > before);
		expect(await on.editor.searchList('HOPPER')).toEqual([
			'Grace Hopper (grace.hopper@example.com)',
		]);
	});
});
