import type { IDataObject, INodeParameters, OnError } from 'n8n-workflow';

import { operations } from '../../../nodes/SlackAdminSessions/operations/list';
import { byId, rows, useSlack } from '../slack';

const slack = useSlack();
beforeEach(() => {
	slack.emulator.unsettled.bulkRefusesBy = 'first';
});

const user_id = 'U0000000003';
const settings = { duration: 8 };

/** For each operation what it needs, an item with which it works and one with which it does not. */
const cases: Record<string, { parameters?: IDataObject; bad: IDataObject }> = {
	'session.getMany': {
		parameters: { filters: { user: byId('={{ $json.user_id }}') } },
		bad: { user_id: 'U9999999999' },
	},
	'session.invalidate': { bad: { user_id: 'U9999999999', session_id: 1 } },
	'session.reset': {
		parameters: { user: byId('={{ $json.user_id }}') },
		bad: { user_id: 'U9999999999' },
	},
	'session.resetBulk': {
		parameters: { users: '={{ $json.user_id }}' },
		bad: { user_id: 'U9999999999' },
	},
	'sessionSetting.get': {
		parameters: { users: '={{ $json.user_id }}' },
		bad: { user_id: 'U9999999999' },
	},
	'sessionSetting.set': {
		parameters: { users: '={{ $json.user_id }}', settings },
		bad: { user_id: 'U9999999999' },
	},
	'sessionSetting.clear': {
		parameters: { users: '={{ $json.user_id }}' },
		bad: { user_id: 'U9999999999' },
	},
};

const settled: OnError[] = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'];

test('every operation that takes users is here', () => {
	expect(Object.keys(cases).sort()).toEqual(
		operations
			.map(({ resource, option }) => `${resource}.${option.value}`)
			.filter((name) => !['access.check', 'auditEvent.getMany', 'user.getMany'].includes(name))
			.sort(),
	);
});

describe.each(Object.entries(cases))('%s', (name, { parameters = {}, bad }) => {
	test.each(settled)('On Error: %s', async (onError) => {
		const [resource = '', operation = ''] = name.split('.');
		const [session] = slack.organisation.sessionsOf(user_id);
		const good = { user_id, session_id: session?.session_id };
		const { outputs, error } = await slack.run({
			parameters: { resource, operation, ...parameters } as INodeParameters,
			items: [good as IDataObject, bad],
			onError,
		});

		if (onError === 'stopWorkflow') {
			expect(outputs).toEqual([]);
			expect(error).toMatchObject({ context: { itemIndex: 1, code: 'user_not_found' } });
			return;
		}
		expect(error).toBeUndefined();
		const failed = {
			item: 1,
			error: {
				code: 'user_not_found',
				outcome: 'failed',
				user_id: 'U9999999999',
				message: expect.any(String),
				description: expect.any(String),
			},
		};
		const all = outputs.flatMap((output) => rows(output));
		const done = all.slice(0, -1);
		expect(done.length).toBeGreaterThan(0);
		for (const row of done) expect([row.item, row.error]).toEqual([0, undefined]);
		expect(all.at(-1)).toMatchObject(failed);
		if (onError === 'continueErrorOutput') expect(rows(outputs[1])).toHaveLength(1);
	});
});

test.each(settled)('access.check: On Error: %s', async (onError) => {
	slack.token.state = 'revoked';
	const { outputs, error } = await slack.run({
		parameters: { resource: 'access', operation: 'check', failIfNotReady: true },
		items: [{}],
		onError,
	});
	if (onError === 'stopWorkflow') expect(error).toMatchObject({ context: { code: 'not_ready' } });
	else
		expect(rows(outputs.at(-1))).toMatchObject([
			{ error: { code: 'not_ready', outcome: 'failed' } },
		]);
});
