/** n8n's editor with the node loaded, against an emulated Slack; a change to the source is built and loaded again. Ctrl-C ends it. */
import { execFile } from 'node:child_process';
import { cpSync, watch } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { makeExampleOrganisation } from '../test/emulator/exampleOrganisation';
import { pickCredentials } from '../test/n8n/credentials';
import { OWNER } from '../test/n8n/server';
import { startWorld } from '../test/n8n/world';
import { layOutOffBoarding } from './offBoarding';

const ROOT = join(__dirname, '..');

async function main(): Promise<void> {
	console.log('Starting n8n …');
	const { token, folder, server, close } = await startWorld({
		slack: makeExampleOrganisation(),
		certificate: 'own',
		environment: { N8N_DEV_RELOAD: 'true' },
	});
	const data = { accessToken: token.value, environment: 'slack' };
	const credential = await server.post('/credentials', {
		name: 'Slack Admin Sessions',
		type: 'slackAdminSessionsApi',
		data,
	});
	const { workflow } = layOutOffBoarding(folder);
	pickCredentials(workflow, { slackAdminSessionsApi: credential.id });
	await server.post('/workflows', workflow);

	console.log(
		`\n  Editor   ${server.url}\n  E-mail   ${OWNER.email}\n  Password ${OWNER.password}\n  Files    ${folder.path} (n8n reads and writes here alone; leavers.csv is in it)\n`,
	);
	console.log(
		'The credential "Slack Admin Sessions" leads to an emulated Slack. Ctrl-C ends it all.',
	);

	const rebuild = debounce(async () => {
		console.log('Building …');
		await promisify(execFile)('npx', ['gulp', 'build'], { cwd: ROOT });
		cpSync(
			join(ROOT, 'dist'),
			join(folder.path, '.n8n/nodes/node_modules/n8n-nodes-slack-admin-sessions/dist'),
			{ recursive: true },
		);
		await server.post('/dev/reload', {});
		console.log('Loaded. Reload the page in the browser.');
	});
	const watchers = ['nodes', 'credentials'].map((name) =>
		watch(join(ROOT, name), { recursive: true }, rebuild),
	);

	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => {
			for (const watcher of watchers) watcher.close();
			void close();
		});
	}
}

/** One build for the many events that one save makes. */
function debounce(work: () => Promise<void>): () => void {
	let timer: NodeJS.Timeout | undefined;
	return () => {
		clearTimeout(timer);
		timer = setTimeout(
			() =>
				void work().catch((error: unknown) =>
					console.error(error instanceof Error ? error.message : error),
				),
			300,
		);
	};
}

void main();
