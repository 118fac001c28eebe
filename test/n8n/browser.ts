import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, selectors, type Browser, type Page } from 'playwright-core';

import type { N8nServer } from './server';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function findChromium(): string | undefined {
	const folders = (process.env.PATH ?? '').split(delimiter);
	return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

const executablePath = findChromium();

selectors.setTestIdAttribute('data-test-id');

/** Whether there is a Chromium; where not, it says in one line what is skipped. */
export function hasBrowser(name: string): boolean {
	if (executablePath !== undefined) return true;
	// Not by jest's console, which makes six lines of it.
	process.stderr.write(
		`Skipped: ${name}. No Chromium was found. To get one: apt-get install chromium (Debian), or any Chromium or Chrome on the PATH.\n`,
	);
	return false;
}

/** As jest's `describe`; where there is no Chromium its tests are skipped. */
export function describeInBrowser(name: string, tests: () => void): void {
	(hasBrowser(name) ? describe : describe.skip)(name, tests);
}

/** A Chromium that is signed in to n8n as its owner. The page on which one signs in is n8n's own, and costs as long as all of the editor. */
export async function openBrowser(server: N8nServer): Promise<{ page: Page; browser: Browser }> {
	const browser = await chromium.launch({
		...(executablePath !== undefined && { executablePath }),
		// A page of the tests lives too briefly for code that is made quick to pay: it costs a fifth of the browser's work.
		args: ['--no-sandbox', '--js-flags=--no-opt --no-maglev'],
	});
	try {
		const page = await browser.newPage({
			viewport: { width: 1440, height: 900 },
			colorScheme: 'light',
			reducedMotion: 'reduce',
		});
		// Only ends a wait that would go on for ever.
		page.setDefaultTimeout(120_000);
		await page.addLocatorHandler(
			page.getByRole('dialog', { name: 'Save changes before leaving?' }),
			async () => await page.getByRole('button', { name: 'Leave without saving' }).click(),
		);
		const leaving = page.getByRole('dialog', { name: /^Close without (saving|connecting)\?$/ });
		await page.addLocatorHandler(
			leaving,
			async () => await leaving.getByRole('button', { name: 'Close', exact: true }).click(),
		);
		const { cookie, browserId } = server.signedIn;
		const [name = '', value = ''] = cookie.split('=');
		await page.context().addCookies([{ name, value, url: server.url }]);
		await page.addInitScript((id) => localStorage.setItem('n8n-browserId', id), browserId);
		await page.goto(server.url);
		await page.getByTestId('universal-add').waitFor();
		return { page, browser };
	} catch (error) {
		await browser.close();
		throw error;
	}
}
