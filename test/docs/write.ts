/** Writes the pages that are made from the code: `npm run docs`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { errorsPage } from './errors';

writeFileSync(join(__dirname, '../../docs/errors.md'), errorsPage());
