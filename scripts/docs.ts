/** Writes the pages that are made from the code: `npm run docs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { errorsPage } from './errorsPage';

const path = join(__dirname, '../docs/errors.md');

// A page that is right is left alone: tests beside this one may be reading it.
if (readFileSync(path, 'utf8') !== errorsPage()) writeFileSync(path, errorsPage());
