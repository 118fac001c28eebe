import { Slack } from '../../../../scripts/sandbox/slack';
import { makeSandbox, removeFolders, runSandbox, typed } from './inMemory';

afterEach(removeFolders);

describe('what writes is sent only on whom that is allowed', () => {
	const sent: string[] = [];
	const slack = () =>
		new Slack(
			async (method) => {
				sent.push(method);
				return { status: 200, body: { ok: true } };
			},
			{ now: () => 0, pause: async () => {} },
			[],
		);
	beforeEach(() => sent.splice(0));
	const reset = 'admin.users.session.reset';
	const bulk = 'admin.users.session.resetBulk';
	const invalidate = 'admin.users.session.invalidate';
	const allowed = () => {
		const made = slack();
		made.allow({ users: new Set(['U1', 'U2']), sessions: new Set(['7']) });
		return made;
	};

	test.each([
		[reset, { user_id: 'U1' }],
		['admin.users.remove', { user_id: 'U1' }],
		['auth.revoke', {}],
	])('without a permission: %s', async (method, of) => {
		await expect(slack().call(method, of)).rejects.toThrow('was not sent');
		expect(sent).toEqual([]);
	});

	test.each([
		[reset, { user_id: 'U3' }],
		[reset, {}],
		[bulk, { user_ids: '["U1","U3"]' }],
		[bulk, { user_ids: '[]' }],
		[invalidate, { user_id: 'U1', session_id: '8' }],
		[invalidate, { user_id: 'U3', session_id: '7' }],
		[invalidate, { team_id: 'T1', session_id: '8' }],
		[invalidate, { team_id: 'T1' }],
	])('of somebody else: %s %j', async (method, of) => {
		await expect(allowed().call(method, of)).rejects.toThrow('was not sent');
		await expect(allowed().takeBack(method, of)).rejects.toThrow('was not sent');
		expect(sent).toEqual([]);
	});

	test('on those it is sent', async () => {
		const made = allowed();
		await made.call(reset, { user_id: 'U2' });
		await made.call(bulk, { user_ids: '["U1","U2"]' });
		await made.call(invalidate, { team_id: 'T1', session_id: '7' });
		expect(sent).toEqual([reset, bulk, invalidate]);
		expect(made.written).toEqual(sent);
	});
});

test('a run with most calls stays within what Slack allows a minute', async () => {
	const sandbox = makeSandbox();
	const ran = await runSandbox(sandbox, typed(sandbox.token.value), {
		unsettled: { enterpriseIdLists: 'itsOwn', bulkDoesTheOthers: false },
	});
	const lists = ran.calls.filter((method) => method === 'admin.users.session.list');
	expect(lists.length).toBeGreaterThan(20);
	expect([ran.code, ran.said.includes('HTTP 429')]).toEqual([0, false]);
	expect(ran.page).toContain('| no, not within a minute | 2026-11-26 |');
});
