import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Editor } from '../../test/n8n/editor/editor';
import { LEFT_OUT } from '../../test/n8n/editor/pictures';

// Playwright's, which is installed beside n8n too.
type Page = Editor['page'];
type Locator = ReturnType<Editor['part']>;

/** A picture, and how long it stays. */
export interface Shot {
	file: string;
	seconds: number;
}

/** Of the film, in pixels: the page, and the caption below it. */
export const WIDTH = 1440;
const PAGE = 828;
const CAPTION = 72;

const FRAME = 0.04;
const A_LETTER = 0.08;

/** Takes the frames of a film. How long each stays is said here and not by a clock: on a busy machine the film is the same, and nobody sees a page load. */
export class Camera {
	/** Both rows are of one length. */
	readonly pages: Shot[] = [];

	readonly captions: Shot[] = [];

	private at = { x: WIDTH / 2, y: PAGE / 2 };

	private last?: Buffer;

	/**
	 * @param below a page for the captions
	 * @param folder where the pictures go
	 */
	constructor(
		private readonly page: Page,
		private readonly below: Page,
		private readonly folder: string,
	) {}

	async setUp(): Promise<void> {
		await this.page.setViewportSize({ width: WIDTH, height: PAGE });
		await this.below.setViewportSize({ width: WIDTH, height: CAPTION });
	}

	get seconds(): number {
		return this.pages.reduce((sum, { seconds }) => sum + seconds, 0);
	}

	/** What stands below the page from now on. */
	async say(step: string, caption: string): Promise<void> {
		await this.below.setContent(captionOf(step, caption));
		const picture = await this.below.screenshot();
		this.captions.push({ file: this.keep('caption', this.captions.length, picture), seconds: 0 });
	}

	/** The page as it is, for some time. */
	async hold(seconds: number): Promise<void> {
		const [caption, page] = [this.captions.at(-1), this.pages.at(-1)];
		if (!caption) throw new Error('Nothing has been said yet');
		caption.seconds += seconds;
		await this.drawPointer();
		const picture = await this.page.screenshot({ style: LEFT_OUT, caret: 'initial' });
		if (page && this.last?.equals(picture)) {
			page.seconds += seconds;
			return;
		}
		this.last = picture;
		this.pages.push({ file: this.keep('page', this.pages.length, picture), seconds });
	}

	/** The pointer goes there, as a hand moves it. */
	async point(target: Locator): Promise<void> {
		await target.scrollIntoViewIfNeeded();
		const box = await target.boundingBox();
		if (!box) throw new Error('There is nothing to point at');
		const [from, to] = [this.at, { x: box.x + box.width / 2, y: box.y + box.height / 2 }];
		const steps = 12;
		for (let step = 1; step <= steps; step++) {
			const share = (1 - Math.cos((Math.PI * step) / steps)) / 2;
			this.at = { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
			await this.hold(FRAME);
		}
		await this.page.mouse.move(to.x, to.y);
		await this.hold(0.3);
	}

	async click(target: Locator): Promise<void> {
		await this.point(target);
		await target.click();
	}

	/** Types into what has the focus. */
	async type(text: string): Promise<void> {
		for (const letter of text) {
			await this.page.keyboard.type(letter);
			await this.hold(A_LETTER);
		}
	}

	/** A page that no mouse has a pointer in. It is drawn anew each time, since a page that is loaded has none. */
	private async drawPointer(): Promise<void> {
		await this.page.evaluate(({ x, y }) => {
			const id = 'film-pointer';
			const pointer =
				document.getElementById(id) ?? document.body.appendChild(document.createElement('div'));
			pointer.id = id;
			pointer.innerHTML =
				'<svg width="26" height="26" viewBox="0 0 24 24"><path d="M3 2l7 19 3-8 8-3z" fill="#111" stroke="#fff" stroke-width="1.5"/></svg>';
			pointer.style.cssText = `position:fixed;left:${x}px;top:${y}px;z-index:2147483647;pointer-events:none`;
		}, this.at);
	}

	private keep(row: string, number: number, picture: Buffer): string {
		const file = join(this.folder, `${row}-${String(number).padStart(4, '0')}.png`);
		writeFileSync(file, picture);
		return file;
	}
}

const captionOf = (step: string, caption: string) => `<body style="margin:0;background:#1f1a2e">
	<div style="display:flex;align-items:center;gap:20px;height:${CAPTION}px;padding:0 28px;font:26px/1 'Helvetica Neue',Arial,sans-serif;color:#fff">
		<b style="color:#ff9b7a;white-space:nowrap">${step}</b><span style="white-space:nowrap">${caption}</span>
	</div>
</body>`;
