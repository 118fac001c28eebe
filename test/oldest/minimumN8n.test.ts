import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const MODULES = join(__dirname, 'node_modules');

/** Lets n8n's own loader load the built package beside an n8n-workflow. */
function load(n8nWorkflow: string): string {
	const folder = mkdtempSync(join(tmpdir(), 'old-n8n-'));
	try {
		const installed = join(folder, 'node_modules', 'n8n-nodes-slack-admin-sessions');
		mkdirSync(installed, { recursive: true });
		for (const path of ['package.json', 'dist'])
			cpSync(join(ROOT, path), join(installed, path), { recursive: true });
		symlinkSync(join(MODULES, n8nWorkflow), join(folder, 'node_modules', 'n8n-workflow'));
		const code = `
			const { PackageDirectoryLoader } = require(${JSON.stringify(join(MODULES, 'n8n-core'))});
			const loader = new PackageDirectoryLoader(${JSON.stringify(installed)});
			loader.loadAll().then(() => console.log('loaded: ' + loader.types.nodes.map(({ name }) => name)), (error) => console.log('refused: ' + error.message));`;
		return execFileSync(process.execPath, ['-e', code], { cwd: folder, encoding: 'utf8' }).trim();
	} finally {
		rmSync(folder, { recursive: true });
	}
}

test('the oldest n8n that is supported loads the package', () => {
	expect(load('n8n-workflow')).toMatch(/^loaded: slackAdminSessions/);
});

test.each(['n8n-workflow-1.105', 'n8n-workflow-1.81'])(
	'an older one (%s) says what is needed',
	(n8nWorkflow) => {
		expect(load(n8nWorkflow)).toMatch(
			/^refused: Slack Admin Sessions needs n8n 1\.110 or newer\. Update n8n/,
		);
	},
);
