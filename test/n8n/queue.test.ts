import type { IDataObject, IWorkflowBase } from 'n8n-workflow';

import { trustedCertificate } from '../emulator/certificate';
import { startEmulator, type Emulator } from '../emulator/emulator';
import { faults } from '../emulator/faults';
import { makeOrganisation, type Organisation } from '../emulator/organisation';
import { RateLimits } from '../emulator/rateLimits';
import { methodOf } from '../emulator/slack';
import { until } from '../until';
import { chain, type Link } from './chain';
import { halvesOf, textsWith } from './inTheClear';
import { isOpen, readExecution } from './execution';
import { nodeType } from './ourNodes';
import { fresh } from './server';
import { Cluster } from './queue';
import { oneRefreshEach, publishRotating, tenAtOnce, type Rotating } from './signIn';
import { missing } from './stores';

jest.setTimeout(10 * 60_000);

const suite = missing.length === 0 ? describe : describe.skip;
if (missing.length > 0)
	process.stderr.write(
		`Queue mode is not tested: there is no ${missing.join(', ')} here. Get them with: apt-get install redis-server postgresql\n`,
	);

const COUNT = 60;

suite('an n8n in queue mode: a main, two workers, Redis, PostgreSQL', () => {
	let emulator: Emulator;
	let organisation: Organisation;
	let cluster: Cluster;
	let credential: { id: string; name: string };
	let workflow: { id: string };
	let rotating: Rotating;
	let taken = 0;

	beforeAll(async () => {
		const made = makeOrganisation(400);
		organisation = made.organisation;
		emulator = await startEmulator(organisation, trustedCertificate());
		cluster = await Cluster.start(emulator.environment, 2);
		const { id } = await cluster.main.post('/credentials', {
			name: 'Slack',
			type: 'slackAdminSessionsApi',
			data: { accessToken: made.token.value, environment: 'slack' },
		});
		credential = { id, name: 'Slack' };
		workflow = await activate([
			{
				name: 'Start',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				webhookId: 'reset',
				parameters: {
					httpMethod: 'POST',
					path: 'reset',
					responseMode: 'lastNode',
					responseData: 'allEntries',
					options: {},
				},
			},
		]);
	});
	afterEach(() => {
		delete emulator.faultFor;
		delete emulator.limits;
	});
	afterAll(async () => {
		await cluster?.stop();
		await emulator?.close();
	});

	/** People whom no other case has touched: each has sessions. */
	const people = (count: number) =>
		Array.from({ length: count }, () => `U${String(++taken).padStart(10, '0')}`);

	/** @param first the nodes that give a list as `body.users` */
	async function activate(first: Link[]): Promise<{ id: string }> {
		const reset = {
			operation: 'reset',
			maxUsers: COUNT,
			user: { __rl: true, mode: 'id', value: '={{ $json.user }}' },
		};
		const nodes: Link[] = [
			...first,
			{
				name: 'Items',
				type: 'n8n-nodes-base.splitOut',
				typeVersion: 1,
				parameters: { fieldToSplitOut: 'body.users', options: { destinationFieldName: 'user' } },
			},
			{
				name: 'Reset',
				type: nodeType.installed,
				typeVersion: 1,
				parameters: reset,
				credentials: { slackAdminSessionsApi: credential },
			},
		];
		const { id, versionId } = await cluster.main.post<IWorkflowBase & { id: string }>(
			'/workflows',
			{ name: 'Reset', settings: {}, ...chain(nodes) },
		);
		await cluster.main.post(`/workflows/${id}/activate`, { versionId, name: '', description: '' });
		return { id };
	}

	async function call(users: string[]): Promise<{ status: number; items: IDataObject[] }> {
		// n8n knows an address only a moment after it has said that the workflow is active.
		return await until("n8n knew the webhook's address", async () => {
			const response = await fetch(`${cluster.main.url}/webhook/reset`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', ...fresh },
				body: JSON.stringify({ users }),
			});
			const items = (await response.json()) as IDataObject[];
			return response.status !== 404 && { status: response.status, items };
		});
	}

	const executionsOf = async ({ id }: { id: string }) =>
		(
			await cluster.main.get<{ results: Array<{ id: string; status: string }> }>(
				`/executions?limit=100&filter=${encodeURIComponent(JSON.stringify({ workflowId: id }))}`,
			)
		).results;

	const signedOut = (users: string[]) =>
		users.filter((id) => organisation.sessionsOf(id).length === 0);

	function expectDone(users: string[], items: IDataObject[]): void {
		expect(items.map(({ user_id, outcome }) => [user_id, outcome])).toEqual(
			users.map((id) => [id, 'reset']),
		);
		expect(signedOut(users)).toEqual(users);
	}

	/** Slack does a third of the list, and answers nothing more until it is told to go on. */
	function holdFromTheMiddle(): { middle: Promise<void>; goOn: () => void } {
		let [resets, reached, goOn] = [0, () => {}, () => {}];
		const middle = new Promise<void>((resolve) => (reached = resolve));
		const told = new Promise<void>((resolve) => (goOn = resolve));
		emulator.faultFor = (request) =>
			methodOf(request) === 'admin.users.session.reset'
				? async ({ work, send }) => {
						const reply = work();
						if (++resets >= COUNT / 3) {
							reached();
							await told;
						}
						send(reply);
					}
				: undefined;
		return { middle, goOn };
	}

	test('called by webhook: everybody is signed out, every outcome true', async () => {
		const users = people(20);
		const { status, items } = await call(users);
		expect(status).toBe(200);
		expectDone(users, items);
	});

	test('started by a schedule: the same', async () => {
		const users = people(20);
		const scheduled = await activate([
			{
				name: 'Start',
				type: 'n8n-nodes-base.scheduleTrigger',
				typeVersion: 1.2,
				parameters: { rule: { interval: [{ field: 'seconds', secondsInterval: 2 }] } },
			},
			{
				name: 'List',
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				parameters: { mode: 'raw', jsonOutput: JSON.stringify({ body: { users } }), options: {} },
			},
		]);
		const first = await until('the schedule had run it', async () =>
			(await executionsOf(scheduled)).find(({ status }) => status === 'success'),
		);
		await cluster.main.post(`/workflows/${scheduled.id}/deactivate`, {});
		const { data } = await cluster.main.get<{ data: string }>(`/executions/${first.id}`);
		const items = readExecution(data).resultData.runData.Reset?.[0]?.data?.main?.[0] ?? [];
		expectDone(
			users,
			items.map(({ json }) => json),
		);
	});

	test("ten at once under Slack's rate limits: all finish, none fails", async () => {
		// Slack's minute goes on by refusals: by the clock a busy machine would stay within the limits.
		let refused = 0;
		emulator.limits = new RateLimits(1_000, () => refused * 250);
		emulator.faultFor =
			() =>
			({ work, send }) => {
				const reply = work();
				if (reply.status === 429) refused++;
				send(reply);
			};
		const lists = Array.from({ length: 10 }, () => people(10));
		const answers = await Promise.all(lists.map(call));
		expect(refused).toBeGreaterThan(0);
		for (const [index, users] of lists.entries()) expectDone(users, answers[index]?.items ?? []);
	});

	test('ten at once find a rotated token expired, five times: one refresh each time, whichever worker makes it', async () => {
		const before = [...cluster.workers].map(({ finished }) => finished);
		rotating = await publishRotating(cluster.main, emulator);
		const { rotation } = emulator.oauth;
		expect(await tenAtOnce(rotating, rotation, people(10))).toEqual(oneRefreshEach);
		const after = [...cluster.workers].map(({ finished }) => finished);
		expect(after.map((count, worker) => count > Number(before[worker]))).toEqual([true, true]);
	});

	test('a renewal that Slack refuses, and one that it does not answer: told, and nobody signed out', async () => {
		const users = people(1);
		const { rotation } = emulator.oauth;
		// n8n counts the token of a sign-in as one that may have expired.
		await rotating.connectAgain();
		/** Runs it with an expired token. @returns what the execution says */
		const run = async () => {
			rotation.end();
			await rotating.call(String(users[0]));
			const [last] = await executionsOf(rotating);
			const { data } = await cluster.main.get<{ data: string }>(`/executions/${last?.id}`);
			return readExecution(data).resultData.error?.message;
		};
		emulator.faultFor = (request) =>
			methodOf(request) === 'oauth.v2.access' ? faults['503 before Slack worked'] : undefined;
		expect(await run()).toContain('Slack did not answer when n8n wanted to renew it (HTTP 503)');
		delete emulator.faultFor;
		rotation.revoke();
		expect(await run()).toContain('could not renew it (Slack answered "invalid_refresh_token")');
		expect(signedOut(users)).toEqual([]);
	});

	test('a worker killed in the middle: n8n says so, runs nothing again by itself, and the same list run again is done', async () => {
		const users = people(COUNT);
		const { middle, goOn } = holdFromTheMiddle();
		const answer = call(users);
		await middle;
		const { execution, code } = await cluster.endBusyWorker('SIGKILL');
		await code;
		// What was on its way when the blow fell.
		await until('no connection to Slack was open', () => emulator.connections === 0);
		goOn();
		const resets = () => emulator.calls('admin.users.session.reset').length;
		const [calls, executions, done] = [
			resets(),
			(await executionsOf(workflow)).length,
			signedOut(users).length,
		];
		expect([done > 0, done < COUNT]).toEqual([true, true]);

		const { status } = await until('n8n noticed that the worker is gone', async () => {
			const look = await cluster.main.get<{ status: string }>(`/executions/${execution}`);
			return !isOpen(look) && look;
		});
		expect(['crashed', 'error']).toContain(status);
		expect((await answer).status).toBe(500);
		// The other worker has looked, and there is nothing left in the queue that anybody could run again.
		await until('the queue was empty', async () => (await cluster.queued()) === 0);
		expect([resets(), (await executionsOf(workflow)).length, signedOut(users).length]).toEqual([
			calls,
			executions,
			done,
		]);

		expectDone(users, (await call(users)).items);
		// And meanwhile nothing has been run but that.
		expect([resets(), (await executionsOf(workflow)).length]).toEqual([
			calls + COUNT,
			executions + 1,
		]);
	});

	test('a worker ended in the middle as an update does it: the running list is finished first', async () => {
		const users = people(COUNT);
		const { middle, goOn } = holdFromTheMiddle();
		const answer = call(users);
		await middle;
		const { worker, code } = await cluster.endBusyWorker('SIGTERM');
		await worker.untilStopping();
		const before = signedOut(users).length;
		goOn();
		const { status, items } = await answer;
		expect([status, await code]).toEqual([200, 0]);
		expect(before).toBeLessThan(COUNT);
		expectDone(users, items);
	});

	test('no token, and no half of one, is in a table, in a log or in what went through Redis', async () => {
		const { given, refreshes } = emulator.oauth.rotation;
		expect(refreshes).toBeGreaterThanOrEqual(5);
		const halves = halvesOf([...organisation.tokens.keys(), ...given]);
		const writings = await cluster.writings();
		expect(textsWith(halves, writings)).toEqual([]);
		// What is in the clear would be found: each has something of this run in it.
		const words = ['debug', 'bull:jobs', 'invalid_refresh_token'];
		expect(textsWith(words, writings)).toEqual(Object.keys(writings));
	});
});
