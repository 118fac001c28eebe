import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pixelmatch from 'pixelmatch';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';

const FOLDER = join(__dirname, '../../../docs/pictures');

/** Which share of the pixels may differ before a picture counts as another one: times and numbers of sessions do. */
const SAME = 0.002;

/** Takes the page as the README and docs/ show it, light and dark. A picture that still shows the same is left as it is. */
export async function takePicture(page: Page, name: string): Promise<void> {
	mkdirSync(FOLDER, { recursive: true });
	await page.getByRole('alert').evaluateAll((notices) => notices.forEach((notice) => notice.remove()));
	await page.mouse.move(0, 0);
	for (const colorScheme of ['light', 'dark'] as const) {
		await page.emulateMedia({ colorScheme });
		// n8n changes its colours by and by.
		await page.waitForTimeout(700);
		keep(join(FOLDER, `${name}-${colorScheme}.png`), await page.screenshot());
	}
	await page.emulateMedia({ colorScheme: 'light' });
}

function keep(path: string, picture: Buffer): void {
	if (existsSync(path) && share(PNG.sync.read(readFileSync(path)), PNG.sync.read(picture)) < SAME) return;
	writeFileSync(path, picture);
}

function share(before: PNG, after: PNG): number {
	if (before.width !== after.width || before.height !== after.height) return 1;
	return pixelmatch(before.data, after.data, null, after.width, after.height) / (after.width * after.height);
}
