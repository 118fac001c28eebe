import type { IDataObject } from 'n8n-workflow';
import type { Locator, Page } from 'playwright-core';

import { until } from '../../until';
import { entries, Held } from './held';

export const NODE = 'Slack Admin Sessions';

/** What a user does in n8n's editor, and what they see there. Whatever fills something in ends once n8n holds the value: a button that is pressed before runs the old one. */
export class Editor {
	readonly held: Held;

	constructor(readonly page: Page) {
		this.held = new Held(page);
	}

	part(id: string): Locator {
		return this.page.getByTestId(id).filter({ visible: true });
	}

	async newWorkflow(): Promise<void> {
		await this.close();
		await this.part('universal-add').click();
		await this.page.getByRole('menuitem', { name: 'New workflow' }).click();
		await this.page.waitForURL(/\/workflow\//);
		await this.part('canvas-node').first().waitFor({ state: 'detached' });
		await this.part('node-creator-plus-button').first().click();
		await this.part('node-creator-search-bar').waitFor();
	}

	/** What the list of nodes offers for some words, once it has settled. */
	async search(words: string): Promise<string[]> {
		await this.part('node-creator-search-bar').fill(words);
		await this.held.searched(words);
		await this.part('node-creator-item-name').filter({ hasText: NODE }).first().waitFor();
		return await this.part('node-creator-item-name').allInnerTexts();
	}

	/** A new workflow with the node in it, found by the user's words and by what it is to do. */
	async add(action: string): Promise<void> {
		await this.newWorkflow();
		await this.search('slack session');
		await this.offerActions();
		await this.part('node-creator-item-name')
			.filter({ hasText: exactly(action) })
			.click();
		await this.part('node-execute-button').waitFor();
	}

	/** Chooses the node in the list. Where a workflow has no trigger, n8n offers that of the node first, and folds the actions up. */
	async offerActions(): Promise<void> {
		await this.part('node-creator-item-name').filter({ hasText: NODE }).first().click();
		await this.part('node-creator-category-item')
			.filter({ hasText: /^Actions/ })
			.click();
	}

	/** Opens a saved workflow on the canvas, where all of its nodes are to be seen. */
	async openWorkflow(id: string, nodes: string[]): Promise<void> {
		await this.close();
		await this.held.goTo(`/workflow/${id}`);
		for (const node of nodes) await this.page.locator(`[data-id="${node}"]`).waitFor();
	}

	/** Opens the panel of a node on the canvas. */
	async openNode(name: string): Promise<void> {
		await this.part('canvas-node').filter({ hasText: name }).dblclick();
		await this.part('node-execute-button').waitFor();
	}

	async type(parameter: string, value: string): Promise<void> {
		await this.fixed(parameter);
		const field = this.parameter(parameter).locator('input, textarea').first();
		await field.fill(value);
		// While the field has the focus, a tip below it covers the next field.
		await field.blur();
		await this.held.parameter(parameter, `'${value}'`, (held) => String(held) === value);
	}

	async turn(parameter: string, to: 'on' | 'off'): Promise<void> {
		await this.parameter(parameter).locator('.el-switch').click();
		await this.held.parameter(parameter, to, (held) => held === (to === 'on'));
	}

	/** Switches a parameter from an expression to a fixed value. */
	private async fixed(parameter: string): Promise<void> {
		const expression = this.parameter(parameter).locator('.cm-editor').filter({ visible: true });
		if ((await expression.count()) === 0) return;
		await this.parameter(parameter).hover();
		await this.part(`${parameter}-parameter-input-options-container`)
			.getByTestId('radio-button-fixed')
			.click();
		await expression.waitFor({ state: 'detached' });
		await this.held.parameter(parameter, 'no expression', (held) => {
			const value = isLocator(held) ? held.value : held;
			return !String(value).startsWith('=');
		});
	}

	/** @param value what n8n saves for the option */
	async choose(parameter: string, option: string, value: string): Promise<void> {
		const list = this.parameter(parameter).locator('[role=combobox]').first();
		const item = this.part('parameter-input-item').filter({
			hasText: new RegExp(`^\\s*${option}`),
		});
		// n8n may draw a field anew just after it was added, and a list that was open by then is closed.
		await until(`the list of ${parameter} shows '${option}'`, async () => {
			if ((await list.getAttribute('aria-expanded')) !== 'true')
				await this.parameter(parameter).click();
			return await item.isVisible();
		});
		await item.click();
		await this.held.parameter(parameter, `'${value}'`, (held) => held === value);
	}

	async user(way: 'From List' | 'By Email' | 'By ID', value: string): Promise<void> {
		const mode = { 'From List': 'list', 'By Email': 'email', 'By ID': 'id' }[way];
		await this.fixed('user');
		await this.part('rlc-mode-selector').click();
		await this.part(`mode-${mode}`).click();
		// What is typed before that would be taken for the way that n8n still holds.
		await this.held.parameter('user', way, (held) => isLocator(held) && held.mode === mode);
		if (way === 'From List') await this.chooseFromList(value);
		else {
			await this.part('rlc-input').fill(value);
			await this.held.parameter(
				'user',
				`'${value}'`,
				(held) => isLocator(held) && held.mode === mode && held.value === value,
			);
		}
	}

	/** What the list offers for some words. */
	async searchList(words: string): Promise<string[]> {
		if ((await this.part('rlc-search').count()) === 0) await this.part('rlc-input').click();
		const found = await this.listed(words, async () => await this.part('rlc-search').fill(words));
		return await until(`the list shows ${found.join(', ')}`, async () => {
			const shown = await this.part('rlc-item').allInnerTexts();
			return shown.join() === found.join() && shown;
		});
	}

	/**
	 * The names in n8n's answer to what asks for the list.
	 *
	 * @param words what is looked for
	 */
	async listed(words: string | undefined, ask: () => Promise<void>): Promise<string[]> {
		const [answer] = await Promise.all([
			this.page.waitForResponse(
				(response) =>
					response.url().includes('/resource-locator-results') &&
					(response.request().postDataJSON() as { filter?: string }).filter === words,
			),
			ask(),
		]);
		const { data } = (await answer.json()) as { data: { results: Array<{ name: string }> } };
		return data.results.map(({ name }) => name);
	}

	private async chooseFromList(words: string): Promise<void> {
		const [first] = await this.searchList(words);
		await this.part('rlc-item').first().click();
		await this.held.parameter(
			'user',
			`'${first}'`,
			(held) => isLocator(held) && held.cachedResultName === first,
		);
	}

	/** Adds a value to a collection: Options is the last of them. */
	async addTo(collection: 'first' | 'last', name: string): Promise<void> {
		const names = async () => entries(await this.held.values()).length;
		const before = await names();
		await this.part('collection-parameter-add')[collection]().click();
		await this.part('collection-parameter-option')
			.filter({ hasText: exactly(name) })
			.click();
		await until(`n8n holds ${name} in the collection`, async () => (await names()) > before);
	}

	/** Runs the node by its button, to its end. */
	async execute(): Promise<void> {
		const clear = this.page.getByText('Clear execution');
		const status = this.part('output-panel').locator('[data-test-id^=node-run-status]');
		await this.held.idle();
		// What the run before has left is taken away, so that it is not read as what this run gave. The button lies below the node's panel: a click would not reach it.
		if ((await clear.count()) > 0) {
			await clear.dispatchEvent('click');
			await this.held.cleared();
		}
		await status.first().waitFor({ state: 'detached' });
		await this.run('node-execute-button');
		await status.first().waitFor();
	}

	/** Runs something by a button, until n8n shows what came of it and could begin another run. */
	async run(button: string): Promise<void> {
		const [answer] = await Promise.all([
			this.page.waitForResponse(
				(response) =>
					response.request().method() === 'POST' &&
					/\/rest\/workflows\/[^/]+\/run(\?|$)/.test(response.url()),
			),
			this.part(button).click(),
		]);
		const { data } = (await answer.json()) as { data: { executionId: string } };
		await this.held.ended(data.executionId);
	}

	/** The table of the output, by its heads. */
	async output(): Promise<Array<Record<string, string>>> {
		const panel = this.part('output-panel');
		await panel.getByTestId('radio-button-table').click();
		await panel.locator('table tbody tr').first().waitFor();
		const heads = await panel.locator('table thead th').allInnerTexts();
		const rows = await panel.locator('table tbody tr').all();
		return await Promise.all(
			rows.map(async (row) => {
				const cells = await row.locator('td').allInnerTexts();
				return Object.fromEntries(
					heads.flatMap((head, index) =>
						head.trim() === '' ? [] : [[head.trim(), cells[index]?.trim() ?? '']],
					),
				);
			}),
		);
	}

	/** The sentence and the next step in the output, and whether any of it is cut off. */
	async error(): Promise<{ message: string; description: string; cutOff: boolean }> {
		const message = this.part('node-error-message');
		const description = this.part('node-error-description');
		await message.waitFor();
		return {
			message: await message.innerText(),
			description: await description.innerText(),
			cutOff: (await isCutOff(message)) || (await isCutOff(description)),
		};
	}

	async hints(): Promise<string> {
		return (await this.part('run-data-hints').allInnerTexts()).join('\n');
	}

	/** Opens the dialog in which the credential of the node that is open is made. */
	async connect(to = NODE): Promise<Locator> {
		await this.page.getByRole('button', { name: `Connect to ${to}` }).click();
		const dialog = this.part('editCredential-modal');
		// n8n refuses to save a credential without a name, and makes up the name only after a moment.
		await dialog.getByTestId('inline-edit-preview').filter({ hasText: to }).waitFor();
		return dialog;
	}

	/** What n8n says by itself, in a corner of the page. */
	async notice(): Promise<{ message: string; cutOff: boolean }> {
		// n8n may say the same twice, and takes the second one away again.
		const notice = this.page.locator('.el-notification:not([class*=fade-leave])').first();
		// It slides in. To hover waits until it has come to rest.
		await notice.hover();
		return { message: await notice.innerText(), cutOff: await isCutOff(notice) };
	}

	/** Closes what lies over the canvas: the dialog of a credential, the node's panel. */
	async close(): Promise<void> {
		const dialog = this.part('editCredential-modal');
		if ((await dialog.count()) > 0)
			await dialog.getByRole('button', { name: 'Close this dialog' }).click();
		if ((await this.part('ndv-close-button').count()) > 0) {
			await this.part('ndv-close-button').click();
			await this.part('ndv-close-button').waitFor({ state: 'detached' });
		}
	}

	/** What stands below the node on the canvas. */
	async subtitle(): Promise<string> {
		await this.close();
		return (await this.part('canvas-node').last().innerText()).split('\n').at(-1) ?? '';
	}

	private parameter(name: string): Locator {
		return this.part(`parameter-input-${name}`);
	}
}

/** Whether a parameter's value is that of a resource locator: a way to name something, and its name. */
function isLocator(held: unknown): held is IDataObject {
	return typeof held === 'object' && held !== null && '__rl' in held;
}

export function exactly(text: string): RegExp {
	return new RegExp(`^\\s*${text.replace(/[()]/g, '\\$&')}\\s*$`);
}

/** Whether any of a text cannot be read, since what is around it ends before. */
export async function isCutOff(text: Locator): Promise<boolean> {
	return await text.evaluate((element) => {
		const { right, bottom } = element.getBoundingClientRect();
		if (right > window.innerWidth + 1) return true;
		for (let around: Element | null = element; around; around = around.parentElement) {
			const { overflowX, overflowY, textOverflow } = getComputedStyle(around);
			const box = around.getBoundingClientRect();
			if (
				around === element &&
				(element.scrollWidth > element.clientWidth + 1 ||
					(overflowY === 'hidden' && element.scrollHeight > element.clientHeight + 1))
			)
				return true;
			if (textOverflow === 'ellipsis' && around.scrollWidth > around.clientWidth + 1) return true;
			if (
				(overflowX === 'hidden' && right > box.right + 1) ||
				(overflowY === 'hidden' &&
					bottom > box.bottom + 1 &&
					around.scrollHeight <= around.clientHeight)
			)
				return true;
		}
		return false;
	});
}
