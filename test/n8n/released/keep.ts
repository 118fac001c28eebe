/** Keeps a packed version for good, with workflows that it saved: `npm pack && npx tsx test/n8n/released/keep.ts n8n-nodes-slack-admin-sessions-1.2.3.tgz`. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
	NodeHelpers,
	type INode,
	type INodeTypeDescription,
	type IWorkflowBase,
} from 'n8n-workflow';

import { addCredentials, pickCredentials } from '../credentials';
import { Registry } from '../registry';
import { startWorld } from '../world';
import { CREDENTIAL_NAME, CREDENTIALS, workflows } from './workflows';

async function main(tarball: string): Promise<void> {
	const [, name, version] = /^(.+)-(\d+\.\d+\.\d+)\.tgz$/.exec(basename(tarball)) ?? [];
	if (name === undefined || version === undefined)
		throw new Error('usage: keep.ts PACKAGE-VERSION.tgz');
	const { server, close } = await startWorld({
		certificate: 'own',
		loaded: 'nothing',
		beside: async (emulator, certificate, undo) => {
			const registry = await Registry.start(emulator, certificate);
			undo.push(async () => await registry.stop());
			await registry.publish(tarball);
			return registry.environment;
		},
	});
	try {
		await server.post('/community-packages', { name });
		// Never used: n8n refuses a workflow whose credential it does not know.
		const data = {
			slackAdminSessionsApi: { accessToken: 'none', environment: 'slack' },
			slackAuditLogsApi: { accessToken: 'none' },
		};
		const credentials = await addCredentials(server, data, CREDENTIAL_NAME);
		const types = JSON.parse(
			await server.page(`${server.url}/types/nodes.json`),
		) as INodeTypeDescription[];
		const kept = join(__dirname, version);
		mkdirSync(kept);
		copyFileSync(tarball, join(kept, basename(tarball)));
		for (const workflow of workflows.filter(({ nodes }) => nodes.every(isKnown(types)))) {
			const nodes = workflow.nodes.map((node) => asTheEditorSaves(node, types));
			const mine = { ...workflow, nodes };
			pickCredentials(mine, credentials);
			const { id } = await server.post<{ id: string }>('/workflows', mine);
			const saved = await server.get<IWorkflowBase>(`/workflows/${id}`);
			// What the editor's Download writes, without the marks of this n8n.
			const file = {
				name: saved.name,
				nodes: saved.nodes,
				pinData: saved.pinData ?? {},
				connections: saved.connections,
				settings: saved.settings,
				meta: saved.meta,
			};
			pickCredentials(file, CREDENTIALS);
			writeFileSync(
				join(kept, `${workflow.name.toLowerCase().replaceAll(' ', '-')}.json`),
				`${JSON.stringify(file, null, 2)}\n`,
			);
		}
		console.log(`Kept in ${kept}`);
	} finally {
		await close();
	}
}

/** A released version may be older than a version of the node that ./workflows.ts has. */
function isKnown(types: INodeTypeDescription[]): (node: INode) => boolean {
	return ({ type, typeVersion }) =>
		types.some(({ name, version }) => name === type && [version].flat().includes(typeVersion));
}

/** The editor leaves out what is as the version's own defaults have it: this is the function that it does it with. */
function asTheEditorSaves(node: INode, types: INodeTypeDescription[]): INode {
	const type = types.find(({ name }) => name === node.type);
	if (!node.credentials || !type) return node;
	const parameters =
		NodeHelpers.getNodeParameters(type.properties, node.parameters, false, false, node, type) ?? {};
	// Copies: which credential is picked differs from one n8n to the next.
	return { ...node, parameters, credentials: structuredClone(node.credentials) };
}

void main(process.argv[2] ?? '').catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
