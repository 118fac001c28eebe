import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { layOutOffBoarding } from '../../../scripts/offBoarding';
import { ROOT } from '../docs/pages';

const path = mkdtempSync(join(tmpdir(), 'off-boarding-'));
afterAll(() => rmSync(path, { recursive: true }));

test('the ready workflow finds its list in the folder that n8n may read, and writes its report there', () => {
	const write = (name: string, text: string) => {
		writeFileSync(join(path, name), text);
		return join(path, name);
	};
	const { workflow, csv } = layOutOffBoarding({ path, write });
	const files = workflow.nodes
		.filter(({ type }) => type === 'n8n-nodes-base.readWriteFile')
		.map(({ parameters }) =>
			String(parameters.fileSelector ?? parameters.fileName).replace(/^=/, ''),
		);
	expect(files.map(dirname)).toEqual([path, path]);
	const list = readFileSync(String(files[0]), 'utf8');
	expect(list).toBe(readFileSync(join(ROOT, 'examples/data/leavers.csv'), 'utf8'));
	expect(list).toBe(csv);
});
