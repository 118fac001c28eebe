import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INode, IWorkflowBase } from 'n8n-workflow';

import { simplified } from '../../nodes/SlackAdminSessions/auditLog/events';
import type { AuditEntry } from '../../nodes/SlackAdminSessions/slack/auditEntry';
import { signIn } from '../emulator/auditLog/write';
import type { Token } from '../emulator/organisation';
import { anomaly } from '../emulator/auditLog/write';
import type { Outcome } from './engine';
import { rows, useSlack } from './slack';

const TYPE = 'n8n-nodes-slack-admin-sessions.slackAdminSessions';

/** The nodes to paste, by the heading that they stand under. */
const recipes = new Map(
	readFileSync(join(__dirname, '../../docs/recipes.md'), 'utf8')
		.split(/^## /m)
		.flatMap((section): Array<[string, IWorkflowBase]> => {
			const [, block] = /^```json\n([\s\S]*?)^```$/m.exec(section) ?? [];
			const pasted = block === undefined ? {} : (JSON.parse(block) as Partial<IWorkflowBase>);
			return 'nodes' in pasted ? [[section.split('\n')[0] ?? '', pasted as IWorkflowBase]] : [];
		}),
);

const GRACE = 'U0GRACE0001';
const id = (number: number) => `U${String(number).padStart(10, '0')}`;
const leavers = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, index) => ({ slack_user_id: id(index + 1) }));

const slack = useSlack();

function addGrace(): void {
	slack.organisation.addPerson({ id: GRACE, name: 'Grace Hopper', email: 'grace@example.com' });
	slack.organisation.addSession(GRACE);
	slack.organisation.addSession(GRACE, { client: 'mobile' });
}

beforeEach(() => {
	addGrace();
});

/** Runs a node of a recipe as it stands on the page, or without Dry Run, as the page says to go on. */
async function run(
	recipe: string,
	name: string,
	items: IDataObject[] = [{}],
	{ dryRun = true, credential = slack.token }: { dryRun?: boolean; credential?: Token } = {},
): Promise<Outcome> {
	const node = recipes.get(recipe)?.nodes.find((each): each is INode => each.name === name);
	if (!node) throw new Error(`The recipe ${recipe} has no node ${name}`);
	const { parameters, onError, typeVersion } = structuredClone(node);
	if (!dryRun) delete (parameters.options as IDataObject).dryRun;
	return await slack.run({
		parameters,
		typeVersion,
		items,
		credential: { accessToken: credential.value, environment: 'slack' },
		...(onError && { onError }),
	});
}

const tests: Record<string, () => Promise<void>> = {
	async '3 a.m., one account'() {
		const { outputs } = await run('3 a.m., one account', 'Reset');
		expect(rows(outputs[0])).toMatchObject([
			{
				outcome: 'reset',
				verified: true,
				sessions_before: [{ created: { os: 'Mac OS X' } }, { created: { os: 'iOS' } }],
				sessions_left: [],
			},
		]);
		expect(slack.organisation.sessionsOf(GRACE)).toEqual([]);
	},

	async 'All sessions of a list of 5,000'() {
		await slack.renew(5_000);
		addGrace();
		const [recipe, name] = ['All sessions of a list of 5,000', 'Reset in Bulk'];
		const before = slack.organisation.sessionCount;
		const preview = await run(recipe, name, leavers(5_000));
		expect(
			new Set(
				rows(preview.outputs[0]).map(({ outcome, would }) => `${String(outcome)} ${String(would)}`),
			),
		).toEqual(new Set(['dry_run enqueue']));
		expect([
			slack.organisation.sessionCount,
			slack.emulator.calls('admin.users.session.resetBulk'),
		]).toEqual([before, []]);

		const { outputs } = await run(recipe, name, leavers(5_000), { dryRun: false });
		expect(rows(outputs[0]).filter(({ outcome }) => outcome === 'enqueued')).toHaveLength(5_000);
		expect(slack.emulator.calls('admin.users.session.resetBulk')).toHaveLength(5);
		// Those who are not on the list: the Primary Org Owner, the admin, and Grace on two devices.
		expect(slack.organisation.sessionCount).toBe(4);

		slack.organisation.addSession(id(1));
		const more = await run(recipe, name, [...leavers(5_000), { slack_user_id: GRACE }], {
			dryRun: false,
		});
		expect(rows(more.outputs[1])[0]).toMatchObject({ error: { code: 'too_many_users' } });
		expect(slack.organisation.sessionsOf(id(1))).toHaveLength(1);
	},

	async 'Find sessions by client version or system'() {
		const old = {
			device_hardware: 'iPhone12,1',
			os: 'iOS',
			os_version: '16.0',
			slack_client_version: '23.01.10',
			ip: '198.51.100.7',
		};
		slack.organisation.addSession(GRACE, { client: 'mobile', created: old });
		const { outputs } = await run('Find sessions by client version or system', 'Find Sessions');
		const phones = [...slack.organisation.people.keys()]
			.flatMap((user) => slack.organisation.sessionsOf(user))
			.filter(
				({ created }) => created.os === 'iOS' && created.slack_client_version.startsWith('24.04'),
			);
		expect(phones.length).toBeGreaterThan(3);
		expect(
			rows(outputs[0])
				.map(({ session_id }) => session_id)
				.sort(),
		).toEqual(phones.map(({ session_id }) => session_id).sort());
	},

	async 'End one device only'() {
		const found = await run('End one device only', 'Find the Laptop');
		const sessions = rows(found.outputs[0]).map(({ item: _, ...json }) => json);
		expect(sessions).toMatchObject([{ user_id: GRACE, device_hardware: 'MacBookPro18,3' }]);
		const preview = await run('End one device only', 'End the Session', sessions);
		expect(rows(preview.outputs[0])).toMatchObject([{ outcome: 'dry_run', would: 'invalidate' }]);
		expect(slack.organisation.sessionsOf(GRACE)).toHaveLength(2);

		await run('End one device only', 'End the Session', sessions, { dryRun: false });
		expect(slack.organisation.sessionsOf(GRACE)).toMatchObject([{ client: 'mobile' }]);
	},

	async "From Slack's alarm to that one session"() {
		const recipe = "From Slack's alarm to that one session";
		const [laptop] = slack.organisation.sessionsOf(GRACE);
		if (!laptop) throw new Error('Grace has no session');
		const entry = anomaly(slack.organisation, laptop, ['session_fingerprint']) as AuditEntry;
		const alarm = simplified(entry).map((event): IDataObject => ({ ...event }));
		const preview = await run(recipe, 'End the Session', alarm);
		expect(rows(preview.outputs[0])).toMatchObject([{ would: 'invalidate', user_id: GRACE }]);

		const twice = [...alarm, ...alarm];
		const { outputs } = await run(recipe, 'End the Session', alarm, { dryRun: false });
		expect(rows(outputs[0])).toMatchObject([{ outcome: 'invalidated' }]);
		expect(slack.organisation.sessionsOf(GRACE)).toMatchObject([{ client: 'mobile' }]);
		const again = await run(recipe, 'End the Session', twice, { dryRun: false });
		expect(rows(again.outputs[0]).map(({ outcome }) => outcome)).toEqual([
			'not_found',
			'not_found',
		]);
		const odd = [{ action: 'anomaly' }, { action: 'anomaly', user_id: GRACE }];
		const refused = await run(recipe, 'End the Session', odd, { dryRun: false });
		expect(rows(refused.outputs[1])).toHaveLength(2);
		expect(slack.organisation.sessionsOf(GRACE)).toHaveLength(1);
	},

	async 'Sessions that went over to another device'() {
		const [laptop] = slack.organisation.sessionsOf(GRACE);
		if (!laptop) throw new Error('Grace has no session');
		laptop.recent = { ...laptop.created, os: 'Windows', ip: '192.0.2.9' };
		slack.organisation.addSession(GRACE, { recent: { ...laptop.created, ip: '192.0.2.4' } });
		const recipe = 'Sessions that went over to another device';
		const { outputs } = await run(recipe, 'Find Changed Sessions');
		expect(rows(outputs[0])).toMatchObject([
			{
				session_id: laptop.session_id,
				email: 'grace@example.com',
				changed: ['ip', 'os'],
			},
		]);
	},

	async 'Check the token every month'() {
		const { outputs } = await run('Check the token every month', 'Check the Token');
		expect(rows(outputs[0])).toMatchObject([{ ok: true }]);
		slack.token.state = 'revoked';
		const { error } = await run('Check the token every month', 'Check the Token');
		expect(error?.message).toContain('not ready');
	},

	async 'What happened to a user'() {
		const user_id = 'U0123ABCDEF';
		slack.organisation.addPerson({ id: user_id });
		const { session } = signIn(slack.organisation, user_id);
		signIn(slack.organisation, GRACE);
		const eightDaysAgo = slack.organisation.auditLog.now - 8 * 24 * 60 * 60;
		signIn(slack.organisation, user_id, {}, { date_create: eightDaysAgo });
		await slack.run({
			parameters: { resource: 'session', operation: 'resetBulk', users: user_id },
			items: [{}],
		});
		const credential = slack.organisation.addToken({
			user_id: 'U0ADMIN0001',
			scopes: ['auditlogs:read'],
		});
		const { outputs } = await run('What happened to a user', 'Events of a User', [{}], {
			credential,
		});
		expect(
			rows(outputs[0])
				.map((row) => [row.action, row.user_id, row.session_id])
				.sort(),
		).toEqual([
			['bulk_session_reset_by_admin', user_id, undefined],
			['user_login', user_id, String(session.session_id)],
		]);
	},

	async 'Deactivated people who still have a session'() {
		const recipe = 'Deactivated people who still have a session';
		const { organisation } = slack;
		organisation.addPerson({ id: 'U0GONE00001', is_active: false });
		organisation.addPerson({ id: 'U0GONE00002', is_active: false });
		organisation.addPerson({ id: 'U0GONE00003', is_active: false, workspaces: [] });
		const { session_id } = organisation.addSession('U0GONE00002');
		const { outputs } = await run(recipe, 'Deactivated Users');
		const users = (outputs[0] ?? []).map(({ json }) => json);
		expect(users).toMatchObject([
			{ user_id: 'U0GONE00001', is_active: false },
			{ user_id: 'U0GONE00002', is_active: false },
			{ user_id: 'U0GONE00003', is_active: false },
		]);
		const { outputs: sessions } = await run(recipe, 'Their Sessions', users);
		expect(rows(sessions[0])).toMatchObject([{ item: 1, user_id: 'U0GONE00002', session_id }]);
		expect(rows(sessions[1])).toMatchObject([{ item: 2, error: { code: 'invalid_parameter' } }]);
	},

	async 'Protect executives'() {
		slack.organisation.addPerson({ id: 'U0CEO000001', email: 'ceo@example.com' });
		slack.organisation.addPerson({ id: 'U0CFO000001' });
		for (const executive of ['U0CEO000001', 'U0CFO000001'])
			slack.organisation.addSession(executive);
		const list = [
			...leavers(1),
			{ slack_user_id: 'U0CEO000001' },
			{ slack_user_id: 'U0CFO000001' },
			{ slack_user_id: 'U0ADMIN0001' },
		];
		const { outputs } = await run('Protect executives', 'Reset', list);
		expect(rows(outputs[0])).toMatchObject([{ outcome: 'reset', user_id: id(1) }]);
		expect(rows(outputs[1]).map(({ error }) => (error as IDataObject).code)).toEqual([
			'protected_user',
			'protected_user',
			'own_user',
		]);
		expect(
			['U0CEO000001', 'U0CFO000001', 'U0ADMIN0001', id(1)].map(
				(user) => slack.organisation.sessionsOf(user).length,
			),
		).toEqual([1, 1, 1, 0]);

		// Nobody has the chief's address any more: whom to protect, nobody can say.
		slack.organisation.people.delete('U0CEO000001');
		const { outputs: held } = await run('Protect executives', 'Reset', leavers(2));
		expect([
			rows(held[0]),
			rows(held[1]).length,
			slack.organisation.sessionsOf(id(2)).length,
		]).toEqual([[], 2, 3]);
	},
};

test('every recipe to paste is run, with nodes of this package and no credential in them', () => {
	expect([...recipes.keys()].sort()).toEqual(Object.keys(tests).sort());
	for (const { nodes } of recipes.values()) {
		expect(nodes.some(({ type }) => type === TYPE)).toBe(true);
		for (const { credentials } of nodes) expect(credentials).toBeUndefined();
	}
});

test.each(Object.entries(tests))(
	'%s',
	async (_, check) => {
		await check();
		// 5,000 items three times over, on whatever machine.
	},
	3 * 60_000,
);
