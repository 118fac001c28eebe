import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { readRecorded } from '../../test/emulator/recorded';
import { settledPage } from './page';
import type { Recorded } from './recording';

/** Where the records and the page go. */
export interface Folders {
	recorded: string;
	page: string;
}

/** Writes the records of a run, and the page of these and the earlier ones. Each file is there whole or as it was. */
export function keep(records: readonly Recorded[], { recorded, page }: Folders): void {
	const now = new Set(records.map(({ point }) => point));
	const earlier = readRecorded<Recorded>(recorded).filter(({ point }) => !now.has(point));
	const files = records.map((each): [string, string] => [
		join(recorded, `${each.point}.json`),
		`${JSON.stringify(each, undefined, '\t')}\n`,
	]);
	files.push([page, settledPage([...earlier, ...records])]);
	mkdirSync(recorded, { recursive: true });
	mkdirSync(dirname(page), { recursive: true });
	const begun: string[] = [];
	try {
		for (const [path, text] of files) {
			begun.push(`${path}.new`);
			writeFileSync(`${path}.new`, text);
		}
		for (const [path] of files) renameSync(`${path}.new`, path);
	} finally {
		for (const path of begun) rmSync(path, { force: true });
	}
}
