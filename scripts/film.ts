/** A film of a minute: what the node does, in n8n's editor, against an emulated Slack. n8n asks for one with a verification. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { makeExampleOrganisation } from '../test/emulator/exampleOrganisation';
import { hasBrowser, openBrowser } from '../test/n8n/browser';
import { Editor } from '../test/n8n/editor/editor';
import { unwind, type Undo } from '../test/n8n/undo';
import { startWorld } from '../test/n8n/world';
import { Camera } from './film/camera';
import { needFfmpeg, putTogether } from './film/ffmpeg';
import { Scenes } from './film/scenes';

// npm runs it in the folder of package.json.
const FILM = join(process.cwd(), 'film', 'slack-admin-sessions.mp4');

async function main(): Promise<void> {
	needFfmpeg();
	if (!hasBrowser('the film')) throw new Error('No film was made.');
	const undo: Undo = [];
	for (const signal of ['SIGINT', 'SIGTERM'] as const)
		process.once(signal, () => void unwind(undo).finally(() => process.exit(130)));
	try {
		const folder = mkdtempSync(join(tmpdir(), 'film-'));
		undo.push(() => rmSync(folder, { recursive: true, force: true }));
		console.log('Starting n8n …');
		const world = await startWorld({ slack: makeExampleOrganisation(), certificate: 'own' });
		undo.push(async () => await world.close());
		const { page, browser } = await openBrowser(world.server);
		undo.push(async () => await browser.close());
		const camera = new Camera(page, await browser.newPage(), folder);
		await camera.setUp();
		console.log(
			'Playing the scenes: some minutes, since Slack’s audit log is read a minute late …',
		);
		await new Scenes(camera, new Editor(page), world).play();
		console.log('Putting the film together …');
		await putTogether([camera.pages, camera.captions], folder, FILM);
		console.log(
			`${relative(process.cwd(), FILM)}: ${camera.seconds.toFixed(0)} s. Look at it before you hand it on.`,
		);
	} finally {
		await unwind(undo);
	}
}

void main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
