import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IWorkflowBase } from 'n8n-workflow';

import type { N8nFolder } from '../test/n8n/folder';

const EXAMPLES = join(__dirname, '../examples');

/** The ready workflow Off-boarding as its user sets it: its list is put into a folder that n8n may read, and its report goes there. */
export function layOutOffBoarding(folder: Pick<N8nFolder, 'path' | 'write'>): {
	workflow: IWorkflowBase;
	csv: string;
} {
	const csv = readFileSync(join(EXAMPLES, 'data/leavers.csv'), 'utf8');
	folder.write('leavers.csv', csv);
	const text = readFileSync(join(EXAMPLES, 'off-boarding.json'), 'utf8');
	const workflow = JSON.parse(
		text.replaceAll(/"(=?)~\/\.n8n-files\//g, `"$1${folder.path}/`),
	) as IWorkflowBase;
	return { workflow, csv };
}
