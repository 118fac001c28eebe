import type { IDataObject, INode, IWorkflowBase } from 'n8n-workflow';

import { anomaly, signIn } from '../emulator/auditLog/write';
import { faults, type FaultName } from '../emulator/faults';
import { methodOf } from '../emulator/slack';
import { until } from '../until';
import { addCredentials } from './credentials';
import { withoutCode, withoutEditor } from './environments';
import { readExecution } from './execution';
import { everyFiveSeconds, nodeType } from './ourNodes';
import { startWorld, type World } from './world';

jest.setTimeout(15 * 60_000);

const TRIGGER = 'Slack Admin Sessions Trigger';

/** Each meets one poll or more. A hang lasts longer than the time to the next poll. */
const inTheWay: FaultName[] = [
	'429, Retry-After: 1',
	'500 before Slack worked',
	'cut after Slack worked',
	'a hang before Slack worked',
];

describe('the trigger in a real n8n', () => {
	let world: World;
	let credentials: Record<string, string>;
	beforeAll(async () => {
		world = await startWorld({
			logLevel: 'debug',
			environment: { ...withoutEditor, ...withoutCode },
		});
		const { organisation } = world.emulator;
		const audit = organisation.addToken({ user_id: 'U0ADMIN0001', scopes: ['auditlogs:read'] });
		credentials = await addCredentials(world.server, {
			slackAdminSessionsApi: { accessToken: world.token.value, environment: 'slack' },
			slackAuditLogsApi: { accessToken: audit.value },
		});
	});
	afterAll(async () => await (world as World | undefined)?.close());

	/** Publishes a workflow that begins with the trigger. */
	async function publish(
		name: string,
		parameters: INode['parameters'],
		behind: INode[] = [],
	): Promise<string> {
		const first: INode = {
			id: '1',
			name: TRIGGER,
			type: `${nodeType.installed}Trigger`,
			typeVersion: 1,
			position: [0, 0],
			parameters: { pollTimes: everyFiveSeconds, ...parameters },
			credentials: { slackAuditLogsApi: { id: credentials.slackAuditLogsApi ?? '', name: '' } },
		};
		const [next] = behind;
		const { id, versionId } = await world.server.post<IWorkflowBase & { versionId: string }>(
			'/workflows',
			{
				name,
				settings: {},
				nodes: [first, ...behind],
				connections: next
					? { [TRIGGER]: { main: [[{ node: next.name, type: 'main', index: 0 }]] } }
					: {},
			},
		);
		await world.server.post(`/workflows/${id}/activate`, { versionId, name: '', description: '' });
		await until(`n8n had published ${name}`, async () => {
			const { status } = await world.server.get<{ status: string }>(
				`/workflows/${id}/publication-status`,
			);
			return status === 'published';
		});
		return id;
	}

	/** The executions of a workflow, oldest first, and what its trigger gave in each. */
	async function executionsOf(
		workflowId: string,
	): Promise<Array<{ status: string; items: IDataObject[] }>> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = await world.server.get<{ results: Array<{ id: string }> }>(
			`/executions?limit=100&filter=${filter}`,
		);
		const ids = results.map(({ id }) => id).sort((a, b) => Number(a) - Number(b));
		const all = [];
		for (const id of ids) {
			const { status, data } = await world.server.get<{ status: string; data: string }>(
				`/executions/${id}`,
			);
			const [task] = readExecution(data).resultData.runData[TRIGGER] ?? [];
			all.push({ status, items: (task?.data?.main?.[0] ?? []).map(({ json }) => json) });
		}
		return all;
	}

	test('1,000 events over ten polls with faults, a restart and polls that overlap: each comes out once, in order; an anomaly ends its session and no other', async () => {
		const { emulator } = world;
		const { organisation } = emulator;
		const collect = await publish('Collect', { events: ['anomaly', 'signIn'] });
		await publish('End', { events: ['anomaly'] }, [
			{
				id: '2',
				name: 'Invalidate',
				type: nodeType.installed,
				typeVersion: 1.2,
				position: [200, 0],
				parameters: { resource: 'session', operation: 'invalidate' },
				credentials: {
					slackAdminSessionsApi: { id: credentials.slackAdminSessionsApi ?? '', name: '' },
				},
			},
		]);

		const faulty = [...inTheWay];
		emulator.faultFor = (request) => {
			// From the time on at which there is something to be read.
			if (methodOf(request) !== 'audit/v1/logs' || polls() % 4 !== 3) return undefined;
			const fault = faulty.shift();
			return fault && faults[fault];
		};
		const polls = () => emulator.calls('audit/v1/logs').length;
		const sessions = organisation.sessionCount;
		const [stolen] = organisation.sessionsOf('U0000000003');
		if (!stolen) throw new Error('There is no session to steal');

		// Slack's log shows each only when its time has come; some eight are of one second.
		const begin = organisation.auditLog.now;
		const onTime: string[] = [];
		for (let number = 0; number < 999; number++) {
			const date_create = begin + Math.floor((number * 120) / 999);
			onTime.push(signIn(organisation, 'U0000000008', {}, { date_create }).entry.id);
			if (number !== 100) continue;
			const alarm = anomaly(organisation, stolen, ['session_fingerprint'], { date_create });
			onTime.push(alarm.id);
		}
		const late: string[] = [];
		const { session_id } = stolen;
		const isGone = () =>
			organisation.sessionsOf('U0000000003').every((session) => session.session_id !== session_id);
		await until('the stolen session was ended', isGone);
		const seconds = Date.now() / 1000 - (begin + 12);
		// They are written down more than a minute after they have happened, when those beside them are out.
		for (let number = 0; number < 5; number++) {
			const date_create = organisation.auditLog.now - 62 - number;
			late.push(signIn(organisation, 'U0000000009', {}, { date_create }).entry.id);
		}
		const signIns = onTime.length - 1 + late.length;
		await world.restart();

		let count = 0;
		const wanted = () => `all events were out (${count} are)`;
		const all = await until(wanted, async () => {
			const executions = await executionsOf(collect);
			count = executions.flatMap(({ items }) => items).length;
			return count >= onTime.length + late.length && executions;
		});
		const ids = all.flatMap(({ items }) => items.map(({ event_id }) => String(event_id)));
		expect([...ids].sort()).toEqual([...onTime, ...late].sort());
		expect(ids.filter((id) => !late.includes(id))).toEqual(onTime);
		expect(faulty).toEqual([]);
		expect(polls()).toBeGreaterThan(10);

		// Nobody else's session has ended.
		expect(organisation.sessionCount).toBe(sessions + signIns - 1);
		expect(isGone()).toBe(true);
		console.log(
			`From the anomaly to the end of its session: ${seconds.toFixed(0)} s, of which the log is held back for 60 s and the poll comes within 5 s. 1,005 events in ${all.length} executions.`,
		);
	});

	test('an outage at the start of n8n does not switch the workflow off: it is one failed execution, and then goes on', async () => {
		const { emulator } = world;
		const { organisation } = emulator;
		const id = await publish('Outage', { events: ['anomaly'] });
		emulator.faultFor = (request) =>
			methodOf(request) === 'audit/v1/logs' ? faults['403 from a gateway'] : undefined;
		await world.restart();
		const failed = async () =>
			(await executionsOf(id)).filter(({ status }) => status === 'error').length;
		await until('the outage was told', async () => (await failed()) > 0);
		const before = emulator.calls('audit/v1/logs').length;
		await until(
			'some more polls had gone by',
			() => emulator.calls('audit/v1/logs').length >= before + 6,
		);
		expect(await failed()).toBe(1);

		delete emulator.faultFor;
		const [session] = organisation.sessionsOf('U0000000004');
		if (!session) throw new Error('There is no session');
		const { id: eventId } = anomaly(organisation, session, ['tor'], {
			date_create: organisation.auditLog.now - 30,
		});
		const found = await until('the anomaly was out', async () =>
			(await executionsOf(id))
				.flatMap(({ items }) => items)
				.find(({ event_id }) => event_id === eventId),
		);
		expect(found).toMatchObject({ user_id: 'U0000000004', reasons: ['tor'] });
	});
});
