import { fetch, ProxyAgent } from 'undici';
import type { IWorkflowBase } from 'n8n-workflow';

import { trustedCertificate } from '../../emulator/certificate';
import type { Emulator } from '../../emulator/emulator';
import { app, type SignIn } from '../../emulator/oauth';
import type { Organisation } from '../../emulator/organisation';
import { nodeType, readExecution, type N8nServer } from '../n8n';
import type { World } from '../world';

const TYPE = 'slackAdminSessionsOAuth2Api';

/** The OAuth2 credential, connected as a person with a browser does it. */
export function oauth(world: () => World): void {
	let emulator: Emulator;
	let organisation: Organisation;
	let server: N8nServer;
	let proxy: ProxyAgent;

	beforeAll(async () => {
		({ emulator, server } = world());
		({ organisation } = world().renew());
		proxy = new ProxyAgent({
			uri: String(emulator.environment.HTTPS_PROXY),
			requestTls: { ca: trustedCertificate().cert },
		});
	});
	afterAll(async () => await proxy?.destroy());

	/** Connects a credential as a person with a browser does. */
	async function connect(signIn: SignIn): Promise<{ id: string; page: string }> {
		emulator.oauth.signIn = signIn;
		const { id } = await server.post('/credentials', {
			name: `Slack ${signIn}`,
			type: TYPE,
			data: { environment: 'slack', clientId: app.client_id, clientSecret: app.client_secret },
		});
		const authorize = await server.get<string>(`/oauth2-credential/auth?id=${id}`);
		const slackPage = await fetch(authorize, { dispatcher: proxy, redirect: 'manual' });
		expect(slackPage.status).toBe(302);
		return { id, page: await server.page(slackPage.headers.get('location') ?? '') };
	}

	async function reset(id: string) {
		const workflow = await server.post<IWorkflowBase>('/workflows', {
			name: 'Reset',
			settings: {},
			nodes: [
				{
					id: '1',
					name: 'Start',
					type: 'n8n-nodes-base.manualTrigger',
					typeVersion: 1,
					position: [0, 0],
					parameters: {},
				},
				{
					id: '2',
					name: 'Reset',
					type: nodeType.installed,
					typeVersion: 1,
					position: [200, 0],
					parameters: {
						authentication: 'oAuth2',
						operation: 'reset',
						user: { __rl: true, mode: 'id', value: 'U0000000001' },
					},
					credentials: { [TYPE]: { id, name: 'Slack' } },
				},
			],
			connections: { Start: { main: [[{ node: 'Reset', type: 'main', index: 0 }]] } },
		});
		const { resultData } = readExecution((await server.run(workflow, 'Start')).data);
		return {
			json: resultData.runData.Reset?.[0]?.data?.main?.[0]?.[0]?.json,
			error: resultData.error,
		};
	}

	test('the whole dance: connected, and a user is signed out with the token that it gave', async () => {
		const { id } = await connect('organisation');
		const { json, error } = await reset(id);
		expect(error).toBeUndefined();
		expect(json).toMatchObject({ ok: true, outcome: 'reset', user_id: 'U0000000001' });
		expect(organisation.sessionsOf('U0000000001')).toEqual([]);
	});

	test.each<[SignIn, string]>([
		['workspace', 'The Slack app was installed on a single workspace'],
		['rotated', 'The Slack app rotates its tokens'],
		['badSecret', 'Slack did not give a user token'],
	])('%s: the first run explains what n8n shows as connected', async (signIn, message) => {
		const { id } = await connect(signIn);
		const { error } = await reset(id);
		expect(error?.message).toContain(message);
	});

	test("denied on Slack's page: n8n says so", async () => {
		const { page } = await connect('denied');
		expect(page).toContain('access_denied');
	});

	test("no token is in n8n's log", () => {
		const values = [...organisation.tokens.keys()].map((value) => value.slice(12));
		expect(values.length).toBeGreaterThan(3);
		for (const value of values) expect(server.log).not.toContain(value);
	});
}
