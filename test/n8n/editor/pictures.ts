import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import pixelmatch from 'pixelmatch';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';

const ROOT = join(__dirname, '../../..');
const FOLDER = join(ROOT, 'docs/pictures');

/** Which share of the pixels may differ before a picture counts as another one: times and numbers of sessions do. */
const SAME = 0.002;

/** Passing notices, the buttons that float over the canvas, and an empty box that the editor of expressions leaves in the corner. */
export const LEFT_OUT =
	'.el-notification, [class*=_executionButtons_], [class^="ͼ"]:empty { visibility: hidden !important; }';

/** In tables all digits are of one width: otherwise the time of a run moves the columns behind it, and each run gives another picture. */
const EVEN = 'td { font-variant-numeric: tabular-nums !important; }';

/**
 * Takes the page as the README and docs/ show it, light and dark. A picture that still shows the same is left as it is.
 *
 * @param show brings up what is to be shown, where the page does not change its colours as a whole
 */
export async function takePicture(
	page: Page,
	name: string,
	show?: () => Promise<void>,
): Promise<void> {
	mkdirSync(FOLDER, { recursive: true });
	for (const colorScheme of ['light', 'dark'] as const) {
		await page.emulateMedia({ colorScheme });
		await show?.();
		await page.mouse.move(0, 0);
		// How far a panel is scrolled hangs on when n8n drew what was clicked in it.
		await page.evaluate(() => {
			for (const each of document.querySelectorAll('*')) each.scrollTop = 0;
		});
		// n8n sees the change with the next frame, puts other icons in place, and moves to the other colours by and by.
		await page.evaluate(async () => {
			for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
			const moving = document
				.getAnimations()
				.filter(
					({ playState, effect }) =>
						playState === 'running' && effect?.getComputedTiming().endTime !== Infinity,
				);
			await Promise.allSettled([
				...moving.map(({ finished }) => finished),
				...[...document.images].map((image) => image.decode()),
			]);
		});
		keep(
			join(FOLDER, `${name}-${colorScheme}.png`),
			await page.screenshot({ style: LEFT_OUT + EVEN }),
		);
	}
	await page.emulateMedia({ colorScheme: 'light' });
}

/** A picture that has changed is not a failure, since every Chromium draws a little differently; but nobody would notice a file that is written and not committed. */
function keep(path: string, picture: Buffer): void {
	const differs = existsSync(path) ? share(path, picture) : 1;
	if (differs < SAME) return;
	writeFileSync(path, picture);
	// Not by jest's console, which makes six lines of it.
	process.stderr.write(
		`PICTURE CHANGED: ${relative(ROOT, path)} (${(differs * 100).toFixed(1)} % of it). Look at it, and commit docs/pictures.\n`,
	);
}

/** Which share of its pixels differs between a picture in a file and another one. */
function share(path: string, picture: Buffer): number {
	const [before, after] = [PNG.sync.read(readFileSync(path)), PNG.sync.read(picture)];
	const { width, height } = after;
	if (before.width !== width || before.height !== height) return 1;
	return pixelmatch(before.data, after.data, null, width, height) / (width * height);
}
