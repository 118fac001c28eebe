/** Writes the pages that are made from the code: `npm run docs`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { readRecorded, RECORDED } from '../test/emulator/recorded';
import { errorsPage } from './errorsPage';
import { settledPage } from './sandbox/page';
import type { Recorded } from './sandbox/recording';

const pages = {
	'errors.md': errorsPage(),
	'settled.md': settledPage(readRecorded<Recorded>(RECORDED)),
};

for (const [name, text] of Object.entries(pages)) {
	const path = join(__dirname, '../docs', name);
	// A page that is right is left alone: tests beside this one may be reading it.
	if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
}
