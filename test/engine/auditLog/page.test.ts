import { Workflow, type INode, type IPollFunctions } from 'n8n-workflow';

import { auditPage, auditPages } from '../../../nodes/SlackAdminSessions/auditLog/page';
import { SlackAdminSessions } from '../../../nodes/SlackAdminSessions/SlackAdminSessions.node';
import { connect } from '../../../nodes/SlackAdminSessions/slack/connect';
import { hosts } from '../../emulator/certificate';
import { faults } from '../../emulator/faults';
import type { Token } from '../../emulator/organisation';
import { RateLimits } from '../../emulator/rateLimits';
import { log } from '../engine';
import { makePollContext } from '../pollContext';
import { secondsOf } from '../clock';
import { useSlack } from '../slack';

const slack = useSlack(2);

let token: Token;
beforeEach(() => {
	token = slack.organisation.addToken({ user_id: 'U0ADMIN0001', scopes: ['auditlogs:read'] });
});

/** As a trigger is polled: such a context has neither items nor a signal. */
function pollContext(): IPollFunctions {
	const type = new SlackAdminSessions();
	const byName = () => type;
	const node: INode = {
		id: '1',
		name: 'Audit Log',
		type: 'n8n-nodes-slack-admin-sessions.slackAdminSessions',
		typeVersion: 1.2,
		position: [0, 0],
		parameters: { resource: 'auditEvent', operation: 'getMany' },
		credentials: { slackAuditLogsApi: { id: '1', name: 'Audit Log' } },
	};
	const nodeTypes = { getByName: byName, getByNameAndVersion: byName, getKnownTypes: () => ({}) };
	const workflow = new Workflow({ nodes: [node], connections: {}, active: true, nodeTypes });
	return makePollContext(workflow, node, token.value, 'trigger', 'activate');
}

const reader = async () => await connect(pollContext(), 'slackAuditLogsApi', 100);
const asked = () =>
	slack.emulator
		.calls('audit/v1/logs')
		.map(({ path }) => new URL(path, `https://${hosts.audit}`).searchParams.get('action'));
const at = (seconds: number, action = 'user_login') => {
	const { auditLog: log } = slack.organisation;
	return log.add({ action, date_create: log.now - seconds });
};

test('a page, its cursor, and the next one', async () => {
	for (const seconds of [3, 2, 1]) at(seconds);
	const query = { oldest: 0, latest: slack.organisation.auditLog.now, limit: 2 };
	const own = await reader();
	const first = await auditPage(own, query);
	expect(first.entries).toHaveLength(2);
	const second = await auditPage(own, query, first.nextCursor);
	expect(second.entries).toHaveLength(1);
	expect(second).not.toHaveProperty('nextCursor');
});

describe('names of actions that Slack refuses', () => {
	test('are found out one by one, and once: the others are read', async () => {
		slack.organisation.auditLog.manners.refusedActions = ['cli_logout'];
		const entry = at(1);
		const actions = ['user_login', 'cli_logout'];
		const page = await auditPage(await reader(), { actions });
		expect(page).toEqual({ entries: [entry], refusedActions: ['cli_logout'] });
		expect(asked()).toEqual(['user_login,cli_logout', 'user_login', 'cli_logout', 'user_login']);
		expect(await auditPage(await reader(), { actions })).toEqual(page);
		expect(asked()).toHaveLength(5);
		// Whoever waits for such an event is told once that none will come.
		expect(log.filter((line) => line.includes('are not read: cli_logout'))).toHaveLength(1);
	});

	test('where all are refused: an error, and never all of the log', async () => {
		at(1);
		const actions = ['user_flew', 'user_swam'];
		const own = await reader();
		await expect(auditPage(own, { actions })).rejects.toMatchObject({
			trouble: { code: 'invalid_action', status: 400 },
		});
		await expect(auditPage(own, { actions: ['user_flew'] })).rejects.toThrow();
		expect(asked().filter((action) => action === null)).toEqual([]);
	});

	test('another refusal is not taken for one of a name', async () => {
		const own = await reader();
		await expect(
			auditPage(own, { actions: ['user_login', 'anomaly'] }, 'stale'),
		).rejects.toMatchObject({ trouble: { code: 'invalid_cursor' } });
		expect(asked()).toHaveLength(1);
	});
});

test('the quota of the organisation is used up by others: it is waited for, as Slack says', async () => {
	let now = 0;
	slack.emulator.limits = new RateLimits(60_000, () => now);
	for (let call = 0; call < 50; call++)
		slack.emulator.limits.refuses(`/audit/v1/logs ${slack.organisation.id}`, 50);
	const entry = at(1);
	slack.emulator.faultFor = () => {
		if (slack.emulator.requests.length === 2) now = 60_000;
		return undefined;
	};
	const seconds = await secondsOf(async () => {
		const own = await connect(pollContext(), 'slackAuditLogsApi', 100);
		expect((await auditPage(own, {})).entries).toEqual([entry]);
	});
	expect(seconds).toBe(60);
});

test('pages that never end are an error', async () => {
	at(1);
	slack.organisation.auditLog.manners.emptyPages = 1;
	const first = await auditPage(await reader(), {});
	slack.emulator.faultFor =
		() =>
		({ send }) =>
			send({
				status: 200,
				headers: {},
				body: JSON.stringify({ entries: [], response_metadata: { next_cursor: first.nextCursor } }),
			});
	const read = async () => {
		for await (const page of auditPages(await reader(), {})) expect(page.entries).toEqual([]);
	};
	await expect(read()).rejects.toMatchObject({ trouble: { code: 'repeated_cursor' } });
});

test.each([
	{ entries: [{ id: 'a', action: 'user_login' }] },
	{ entries: [{ id: 1, action: 'user_login', date_create: 1 }] },
	{ entries: [null] },
	{ entries: {} },
	{ ok: true },
])('an answer that is not of Slack is tried again, and then an error: %j', async (answer) => {
	slack.emulator.faultFor =
		() =>
		({ send }) =>
			send({ status: 200, headers: {}, body: JSON.stringify(answer) });
	await expect(auditPage(await reader(), {})).rejects.toMatchObject({
		trouble: { kind: 'status', status: 200 },
	});
	expect(slack.emulator.requests).toHaveLength(4);
});

test('a poll that is cut off is not held up for ever', async () => {
	slack.emulator.faultFor = () => faults['a slow drip'];
	const seconds = await secondsOf(
		async () =>
			await expect(auditPage(await reader(), {})).rejects.toMatchObject({
				trouble: { kind: 'noAnswer' },
			}),
	);
	// Four tries of a minute each, and seven seconds for the pauses at the most.
	expect(seconds).toBeLessThan(248);
});
