import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import type { Shot } from './camera';

/** Before anything is begun: a film takes minutes to play. */
export function needFfmpeg(): void {
	const { stdout } = spawnSync('ffmpeg', ['-hide_banner', '-encoders'], { encoding: 'utf8' });
	if (!String(stdout).includes('libx264'))
		throw new Error(
			'There is no ffmpeg with libx264 here. Get it with: apt-get update && apt-get install ffmpeg',
		);
}

/** Puts the rows together, the first above the second, as an MP4 that every browser plays. */
export async function putTogether(rows: Shot[][], folder: string, film: string): Promise<void> {
	const inputs = rows.flatMap((shots, index) => {
		const list = join(folder, `row-${index}.txt`);
		writeFileSync(list, listOf(shots));
		return ['-f', 'concat', '-safe', '0', '-i', list];
	});
	const filter = '[0:v]fps=25[above];[1:v]fps=25[below];[above][below]vstack,format=yuv420p';
	mkdirSync(dirname(film), { recursive: true });
	await promisify(execFile)('ffmpeg', [
		...['-y', '-loglevel', 'error', ...inputs, '-filter_complex', filter],
		...['-c:v', 'libx264', '-preset', 'slow', '-crf', '20', '-movflags', '+faststart', film],
	]);
}

/** ffmpeg forgets how long the last one stays unless it is named once more. */
function listOf(shots: Shot[]): string {
	const last = shots.at(-1);
	const lines = shots.map(({ file, seconds }) => `file '${file}'\nduration ${seconds.toFixed(3)}`);
	return ['ffconcat version 1.0', ...lines, `file '${last?.file}'`, ''].join('\n');
}
