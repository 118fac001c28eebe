import type { Locator, Page } from 'playwright-core';

import type { N8nServer } from './server';

/** Each gives what n8n says of it. */
export interface CommunityNodes {
	install(name: string): Promise<string>;
	update(name: string): Promise<string>;
	uninstall(name: string): Promise<string>;
}

/** n8n's page Settings → Community Nodes, in a user's hands. */
export class CommunityNodesPage implements CommunityNodes {
	constructor(
		private readonly page: Page,
		private readonly url: string,
	) {}

	private async open(): Promise<void> {
		await this.page.goto(`${this.url}/settings/community-nodes`);
	}

	private button(name: string): Locator {
		return this.page.getByRole('button', { name, exact: true });
	}

	private card(name: string): Locator {
		return this.page.getByTestId('community-package-card').filter({ hasText: name });
	}

	/** What comes up in the corner of the page, once npm has done its work: on a busy machine that takes more than half a minute. */
	private async said(): Promise<string> {
		return (
			await this.page.locator('.el-notification').last().innerText({ timeout: 180_000 })
		).trim();
	}

	/** The table of the workflows that have the node in them comes in late and moves the button, so that a click before would miss it. */
	private async confirm(name: string): Promise<void> {
		await this.page.getByRole('dialog').locator('tbody tr').first().waitFor();
		await this.button(name).click();
	}

	async install(name: string): Promise<string> {
		await this.open();
		// One with nothing installed yet, the other later on.
		await this.button('Install a community node').or(this.button('Install')).click();
		await this.page.locator('input[name=packageNameInput]').fill(name);
		await this.page.getByTestId('user-agreement-checkbox').click();
		await this.page.getByTestId('install-community-package-button').click();
		return await this.said();
	}

	async update(name: string): Promise<string> {
		await this.open();
		await this.card(name).getByRole('button', { name: 'Update' }).click();
		await this.confirm('Confirm update');
		return await this.said();
	}

	async uninstall(name: string): Promise<string> {
		await this.open();
		await this.card(name).getByTestId('action-toggle').click();
		await this.page.getByText('Uninstall package', { exact: true }).click();
		await this.confirm('Confirm uninstall');
		return await this.said();
	}
}

/** The calls that the page makes, where there is no browser. */
export class CommunityNodesCalls implements CommunityNodes {
	/** @param server another one after each restart */
	constructor(private readonly server: () => N8nServer) {}

	async install(name: string): Promise<string> {
		const { status, message } = await this.server().request('POST', '/community-packages', {
			name,
		});
		return status === 200 ? 'Package installed' : String(message);
	}

	async update(name: string): Promise<string> {
		const { status, message } = await this.server().request('PATCH', '/community-packages', {
			name,
		});
		return status === 200 ? 'Package updated' : String(message);
	}

	async uninstall(name: string): Promise<string> {
		const { status, message } = await this.server().request(
			'DELETE',
			`/community-packages?name=${name}`,
		);
		return status === 200 ? 'Package uninstalled' : String(message);
	}
}
