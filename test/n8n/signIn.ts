import type { IDataObject, IWorkflowBase } from 'n8n-workflow';
import { fetch as undiciFetch, ProxyAgent } from 'undici';

import { trustedCertificate } from '../emulator/certificate';
import type { Emulator } from '../emulator/emulator';
import { app, type SignIn } from '../emulator/oauth';
import type { Rotation } from '../emulator/rotation';
import { until } from '../until';
import { nodeType } from './ourNodes';
import { fresh, type N8nServer } from './server';

export const OAUTH = 'slackAdminSessionsOAuth2Api';

/**
 * Connects a credential as a person with a browser does.
 *
 * @param again the ID of one that is there
 * @returns its ID, and the page that n8n shows at the end
 */
export async function signIn(
	server: N8nServer,
	emulator: Emulator,
	how: SignIn,
	again?: string,
): Promise<{ id: string; page: string }> {
	emulator.oauth.signIn = how;
	const { id } = again
		? { id: again }
		: await server.post('/credentials', {
				name: `Slack ${how}`,
				type: OAUTH,
				data: { environment: 'slack', clientId: app.client_id, clientSecret: app.client_secret },
			});
	const dispatcher = new ProxyAgent({
		uri: String(emulator.environment.HTTPS_PROXY),
		requestTls: { ca: trustedCertificate().cert },
	});
	try {
		const authorize = await server.get<string>(`/oauth2-credential/auth?id=${id}`);
		const slackPage = await undiciFetch(authorize, { dispatcher, redirect: 'manual' });
		expect(slackPage.status).toBe(302);
		return { id, page: await server.page(slackPage.headers.get('location') ?? '') };
	} finally {
		await dispatcher.destroy();
	}
}

/** A workflow that resets a user with such a credential. */
export const resetBy = (id: string, trigger: object, user: string) => ({
	name: 'Reset',
	settings: {},
	nodes: [
		{ id: '1', name: 'Start', position: [0, 0], ...trigger },
		{
			id: '2',
			name: 'Reset',
			type: nodeType.installed,
			typeVersion: 1,
			position: [200, 0],
			parameters: {
				authentication: 'oAuth2',
				operation: 'reset',
				user: { __rl: true, mode: 'id', value: user },
			},
			credentials: { [OAUTH]: { id, name: 'Slack' } },
		},
	],
	connections: { Start: { main: [[{ node: 'Reset', type: 'main', index: 0 }]] } },
});

/** A workflow on the web that resets a user with a credential whose token rotates. */
export interface Rotating {
	/** In the database. */
	id: string;
	/** @returns the outcome, or n8n's message */
	call(user: string): Promise<unknown>;
	connectAgain(): Promise<unknown>;
}

export async function publishRotating(server: N8nServer, emulator: Emulator): Promise<Rotating> {
	const { id: credential } = await signIn(server, emulator, 'rotated');
	const webhook = {
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		webhookId: 'rotated',
		parameters: { httpMethod: 'POST', path: 'rotated', responseMode: 'lastNode', options: {} },
	};
	const { id, versionId } = await server.post<IWorkflowBase & { id: string }>(
		'/workflows',
		resetBy(credential, webhook, '={{ $json.body.user }}'),
	);
	await server.post(`/workflows/${id}/activate`, { versionId, name: '', description: '' });
	const call = async (user: string): Promise<unknown> =>
		// n8n knows an address only a moment after it has said that the workflow is active.
		await until("n8n knew the webhook's address", async () => {
			const response = await fetch(`${server.url}/webhook/rotated`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', ...fresh },
				body: JSON.stringify({ user }),
			});
			const { outcome, message } = (await response.json()) as IDataObject;
			return response.status !== 404 && (outcome ?? message);
		});
	return {
		id,
		call,
		connectAgain: async () => await signIn(server, emulator, 'rotated', credential),
	};
}

/** Five times, ten executions at once find the token expired. @returns of each time, the outcomes, and how many refreshes it took */
export async function tenAtOnce(
	{ call, connectAgain }: Rotating,
	rotation: Rotation,
	users: string[],
): Promise<Array<{ outcomes: unknown[]; refreshes: number }>> {
	await call(String(users[0]));

	const found = [];
	for (let times = 0; times < 5; times++) {
		const before = rotation.refreshes;
		if (times > 0) await connectAgain();
		rotation.end();
		const outcomes = await Promise.all(users.slice(0, 10).map(call));
		found.push({ outcomes, refreshes: rotation.refreshes - before });
	}
	return found;
}

/** What `tenAtOnce` gives where n8n's lock holds. */
export const oneRefreshEach = Array(5).fill({ outcomes: Array(10).fill('reset'), refreshes: 1 });
