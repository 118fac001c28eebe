import type { IWorkflowBase } from 'n8n-workflow';

import type { N8nServer } from './server';

/**
 * Stores credentials in n8n, one of each type.
 *
 * @param data what each type holds
 * @param name the name of all of them; without it, each is named by its type
 * @returns their IDs, by type
 */
export async function addCredentials(
	server: N8nServer,
	data: Record<string, object>,
	name?: string,
): Promise<Record<string, string>> {
	const ids: Record<string, string> = {};
	for (const type of Object.keys(data))
		ids[type] = (
			await server.post('/credentials', { name: name ?? type, type, data: data[type] })
		).id;
	return ids;
}

/** Picks them in every node of a workflow, as who imports it does. */
export function pickCredentials(
	{ nodes }: Pick<IWorkflowBase, 'nodes'>,
	ids: Record<string, string>,
): void {
	for (const node of nodes) {
		for (const [type, credential] of Object.entries(node.credentials ?? {}))
			credential.id = ids[type] ?? null;
	}
}
