import type { IWorkflowBase } from 'n8n-workflow';

import type { Emulator } from '../../emulator/emulator';
import { faults } from '../../emulator/faults';
import type { SignIn } from '../../emulator/oauth';
import type { Organisation } from '../../emulator/organisation';
import type { Rotation } from '../../emulator/rotation';
import { methodOf } from '../../emulator/slack';
import { filesWith, halvesOf, textsWith } from '../inTheClear';
import { readExecution } from '../execution';
import { nodeType } from '../ourNodes';
import type { N8nServer } from '../server';
import { OAUTH, oneRefreshEach, publishRotating, resetBy, signIn, tenAtOnce } from '../signIn';
import type { World } from '../world';

/** The OAuth2 credential, connected as a person with a browser does it. */
export function oauth(world: () => World): void {
	let emulator: Emulator;
	let organisation: Organisation;
	let server: N8nServer;

	beforeAll(async () => {
		({ emulator, server } = world());
		({ organisation } = world().renew());
	});

	const connect = async (how: SignIn, again?: string) => await signIn(server, emulator, how, again);

	const manually = {
		type: 'n8n-nodes-base.manualTrigger',
		typeVersion: 1,
		parameters: {},
	};

	const workflowWith = async (id: string) =>
		await server.post<IWorkflowBase>('/workflows', resetBy(id, manually, 'U0000000001'));

	async function run(workflow: IWorkflowBase) {
		const { resultData } = readExecution((await server.run(workflow, 'Start')).data);
		return {
			json: resultData.runData.Reset?.[0]?.data?.main?.[0]?.[0]?.json,
			error: resultData.error,
		};
	}

	const reset = async (id: string) => await run(await workflowWith(id));

	test('the whole dance: connected, and a user is signed out with the token that it gave', async () => {
		const { id } = await connect('organisation');
		const { json, error } = await reset(id);
		expect(error).toBeUndefined();
		expect(json).toMatchObject({ ok: true, outcome: 'reset', user_id: 'U0000000001' });
		expect(organisation.sessionsOf('U0000000001')).toEqual([]);
	});

	test.each<[SignIn, string]>([
		['workspace', 'The Slack app was installed on a single workspace'],
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

	describe('tokens that rotate', () => {
		const USER = 'U0000000001';
		let rotation: Rotation;
		let id: string;
		let workflow: IWorkflowBase;
		/** Of an n8n that was ended. */
		let earlierLog = '';

		beforeAll(async () => {
			({ rotation } = emulator.oauth);
			({ id } = await connect('rotated'));
			workflow = await workflowWith(id);
		});
		beforeEach(() => Object.assign(rotation, { lifetime: 43_200, grace: 60_000 }));
		afterEach(() => delete emulator.faultFor);

		/** The user has a session, and it ends. @returns how many refreshes that took */
		async function signsOut(): Promise<number> {
			const { refreshes } = rotation;
			organisation.addSession(USER);
			const { json, error } = await run(workflow);
			expect(error).toBeUndefined();
			expect(json).toMatchObject({ ok: true, outcome: 'reset', user_id: USER });
			expect(organisation.sessionsOf(USER)).toEqual([]);
			return rotation.refreshes - refreshes;
		}

		/** Nothing is done, and the sentence says why and what to do. */
		async function fails(message: RegExp, next: RegExp): Promise<void> {
			const session = organisation.addSession(USER);
			const { error } = await run(workflow);
			expect(error?.message).toMatch(message);
			expect(error?.description).toMatch(next);
			expect(organisation.sessionsOf(USER)).toContain(session);
		}

		test('signed in, and run', async () => expect(await signsOut()).toBe(0));

		test('the expired token is renewed without anybody noticing, and again', async () => {
			rotation.lifetime = 60;
			for (const times of [1, 1]) {
				rotation.end();
				expect(await signsOut()).toBe(times);
			}
		});

		test('connected again by hand after a refresh: the new token is used, and renewed', async () => {
			const { given } = rotation;
			await connect('rotated', id);
			const [access] = given.slice(-2);
			emulator.requests.length = 0;
			expect(await signsOut()).toBe(0);
			for (const { headers } of emulator.calls('admin.users.session.reset'))
				expect(headers.authorization).toBe(`Bearer ${access}`);
			rotation.end();
			expect(await signsOut()).toBe(1);
		});

		test('ten executions at once, five times: one refresh each time', async () => {
			const people = [...organisation.people.keys()].filter((id) => /^U\d+$/.test(id));
			const rotating = await publishRotating(server, emulator);
			expect(await tenAtOnce(rotating, rotation, people)).toEqual(oneRefreshEach);
		});

		test('From List renews it too', async () => {
			await connect('rotated', id);
			const { refreshes } = rotation;
			rotation.end();
			const { results } = await server.post<{ results: unknown[] }>(
				'/dynamic-node-parameters/resource-locator-results',
				{
					path: 'parameters.user',
					methodName: 'searchUsers',
					nodeTypeAndVersion: { name: nodeType.installed, version: 1 },
					currentNodeParameters: {
						resource: 'session',
						operation: 'reset',
						authentication: 'oAuth2',
					},
					credentials: { [OAUTH]: { id, name: 'Slack' } },
				},
			);
			expect(results).not.toEqual([]);
			expect(rotation.refreshes - refreshes).toBe(1);
		});

		test('a token that Slack ended before its time: connect it again', async () => {
			rotation.end();
			await fails(/Slack ended the token before its time/, /connect it again/);
			await connect('rotated', id);
			expect(await signsOut()).toBe(0);
		});

		test('Slack is down while n8n renews it: run it again', async () => {
			rotation.end();
			emulator.faultFor = (request) =>
				methodOf(request) === 'oauth.v2.access' ? faults['503 before Slack worked'] : undefined;
			await fails(
				/Slack did not answer when n8n wanted to renew it \(HTTP 503\)/,
				/^Run the workflow/,
			);
			delete emulator.faultFor;
			expect(await signsOut()).toBe(1);
		});

		test('a refresh token that a copy of the credential has used: connect it again', async () => {
			await connect('rotated', id);
			rotation.end();
			rotation.grace = 0;
			rotation.refresh(organisation, String(rotation.given.at(-1)));
			await fails(
				/could not renew it \(Slack answered "invalid_refresh_token"\)/,
				/connect it again/,
			);
			// What Slack refused was not stored as a token.
			await fails(/invalid_refresh_token/, /connect it again/);
			await connect('rotated', id);
			expect(await signsOut()).toBe(0);
		});

		test('a refresh token that was revoked: connect it again', async () => {
			rotation.end();
			rotation.revoke();
			await fails(/invalid_refresh_token/, /connect it again/);
			await connect('rotated', id);
			expect(await signsOut()).toBe(0);
		});

		test('after a restart of n8n the token that it stored is used, and renewed', async () => {
			rotation.lifetime = 60;
			rotation.end();
			expect(await signsOut()).toBe(1);
			earlierLog = server.log;
			await world().restart();
			({ server } = world());
			expect(await signsOut()).toBe(0);
			rotation.end();
			expect(await signsOut()).toBe(1);
		});

		test('no token, and no half of one, is in a table, a log or a file of n8n in the clear', () => {
			const halves = halvesOf(rotation.given);
			expect(rotation.refreshes).toBeGreaterThan(10);
			expect(halves.length).toBe(rotation.given.length * 2);
			const logs = { before: earlierLog, now: server.log };
			expect(textsWith(['debug'], logs)).toEqual(['before', 'now']);
			expect(textsWith(halves, logs)).toEqual([]);
			expect(filesWith(halves, server.folder.path)).toEqual([]);
		});
	});

	test("no token is in n8n's log", () => {
		const tokens = [...organisation.tokens.keys()];
		expect(tokens.length).toBeGreaterThan(3);
		expect(textsWith(halvesOf(tokens), { log: server.log })).toEqual([]);
	});
}
