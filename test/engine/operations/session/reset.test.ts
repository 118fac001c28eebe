import { reset, rows, users, useSlack } from '../../slack';

const slack = useSlack();

test('resets each user with one call, in order, and says so', async () => {
	const { outputs, error } = await slack.run({ parameters: reset, items: users(3) });

	expect(error).toBeUndefined();
	expect(rows(outputs[0])).toEqual([
		{
			item: 0,
			ok: true,
			outcome: 'reset',
			user_id: 'U0000000001',
			devices: 'all',
			requested_at: expect.any(String),
			acted_as: 'U0ADMIN0001',
		},
		{
			item: 1,
			ok: true,
			outcome: 'reset',
			user_id: 'U0000000002',
			devices: 'all',
			requested_at: expect.any(String),
			acted_as: 'U0ADMIN0001',
		},
		{
			item: 2,
			ok: true,
			outcome: 'reset',
			user_id: 'U0000000003',
			devices: 'all',
			requested_at: expect.any(String),
			acted_as: 'U0ADMIN0001',
		},
	]);
	for (const { user_id } of users(3))
		expect(slack.organisation.sessionsOf(String(user_id))).toEqual([]);
	expect(slack.organisation.sessionsOf('U0000000004')).not.toEqual([]);
});
