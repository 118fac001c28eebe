import type { INodeParameters } from 'n8n-workflow';

import { byId, reset, rows, users, useSlack } from '../slack';

const slack = useSlack();

const badUsers: Array<[string, unknown]> = [
	['an empty text', ''],
	['blanks', '   '],
	['null', null],
	['a field that is not there', undefined],
	['the word undefined', 'undefined'],
	['the word all', 'ALL'],
	['a number', 42],
	['a float', 4.2],
	['true', true],
	['an object', { id: 'U0000000001' }],
	['a list', ['U0000000001', 'U0000000002']],
	['two ids in one text', 'U0000000001,U0000000002'],
	['a star', '*'],
	['an address with nothing before the @', '@example.com'],
	['two addresses in one text', 'a@example.com, b@example.com'],
	['two users, of whom one has a name', 'U0000000001, Bob <u0000000002@example.com>'],
	['a name', 'Doe'],
	['a heading', 'user_id'],
	['an id with a zero-width blank', 'U0000000001\u200b'],
	['an address with a soft hyphen', 'u0000\u00ad000001@example.com'],
	['an address with a Cyrillic letter', 'u0000000001@ex\u0430mple.com'],
	["an address as Excel's text", "'u0000000001@example.com"],
	['an address with a dot behind it', 'u0000000001@example.com.'],
	['an address as Active Directory has it', 'SMTP:u0000000001@example.com'],
];

const badSessions: Array<[string, unknown]> = [
	...badUsers.filter(([, value]) => value !== 42),
	['a negative number', -1],
	['zero', 0],
	['the text 0', '0'],
	['1e21', 1e21],
	['the text 1e3', '1e3'],
	['a number that is not safe', Number.MAX_SAFE_INTEGER + 1],
	['twenty digits', '1'.repeat(20)],
	['NaN', Number.NaN],
];

describe.each([
	['User', reset, badUsers, 'user_id'],
	['Session ID', { resource: 'session', operation: 'invalidate' }, badSessions, 'session_id'],
] as const)("a bad '%s'", (parameter, parameters, values, field) => {
	const good = () => {
		const [session] = slack.organisation.sessionsOf('U0000000003');
		return { user_id: 'U0000000003', session_id: session?.session_id };
	};

	test.each(values)(
		'%s: the item gets an error that names the parameter, no call is made for it, and the others go on',
		async (_, value) => {
			const { outputs } = await slack.run({
				parameters,
				items: [{ ...good(), [field]: value } as never, good() as never],
				onError: 'continueErrorOutput',
			});

			expect(outputs[0]).toHaveLength(1);
			expect(outputs[1]).toHaveLength(1);
			const [failed] = rows(outputs[1]);
			expect(failed).toMatchObject({
				item: 0,
				error: {
					code: 'invalid_parameter',
					outcome: 'failed',
					message: expect.stringContaining(parameter),
					description: expect.stringContaining(parameter),
				},
			});
			expect(
				slack.emulator.requests.map(({ body }) => body).filter((body) => body !== ''),
			).toHaveLength(1);
		},
	);

	test.each(values)('%s: under Stop nothing at all is sent', async (_, value) => {
		const { error, outputs } = await slack.run({
			parameters,
			items: [good() as never, { ...good(), [field]: value } as never],
		});

		expect(outputs).toEqual([]);
		expect(error).toMatchObject({
			name: 'NodeOperationError',
			context: { itemIndex: 1, code: 'invalid_parameter' },
		});
		expect(error?.message).toContain(`'${parameter}'`);
		expect(slack.emulator.requests).toEqual([]);
	});
});

test.each([
	['a name with a comma', 'U0000000001, Doe, Jane <u0000000002@example.com>'],
	['a heading', 'email\nu0000000001@example.com'],
	['a pasted bidi character', 'U0000000001, U0000000002\u202c'],
])('Users with %s: nothing is sent for the item, and the others go on', async (_, list) => {
	const { outputs } = await slack.run({
		parameters: { resource: 'session', operation: 'resetBulk', users: '={{ $json.list }}' },
		items: [{ list }, { list: '"Doe, Jane" <u0000000003@example.com>' }],
		onError: 'continueRegularOutput',
	});
	expect(rows(outputs[0])).toMatchObject([
		{ item: 0, error: { code: 'invalid_parameter' } },
		{ item: 1, ok: true, requested_as: '"Doe, Jane" <u0000000003@example.com>' },
	]);
	expect(slack.emulator.calls('users.lookupByEmail')).toHaveLength(1);
	expect(slack.emulator.calls('admin.users.session.resetBulk').map(({ body }) => body)).toEqual([
		`user_ids=${encodeURIComponent('["U0000000003"]')}`,
	]);
});

test.each([
	['=U0000000001, {{ $json.second }}', 'is empty'],
	['={{ $json.second }}; U0000000001', 'is empty'],
	['={{ ["U0000000001", ""] }}', 'is empty'],
	['U0000000001, , U0000000002,', undefined],
	['={{ "U0000000001\\n\\nU0000000002\\n" }}', undefined],
])('Users as %j: a blank part beside a comma is refused in an expression', async (list, why) => {
	const { error } = await slack.run({
		parameters: { resource: 'session', operation: 'resetBulk', users: list },
		items: [{}],
	});
	expect(error?.message).toEqual(why && expect.stringContaining(why));
	expect(slack.emulator.calls('admin.users.session.resetBulk')).toHaveLength(why ? 0 : 1);
});

test('under Stop the error counts all that were not tried', async () => {
	const { error } = await slack.run({
		parameters: reset,
		items: [...users(2), { user_id: '' }, ...users(7)],
	});
	expect(error?.description).toMatch(/Not tried: 9\. To go on with the others/);
});

test('the message shows the value', async () => {
	const { error } = await slack.run({ parameters: reset, items: [{ user_id: 'no user' }] });
	expect(error?.message).toBe('The value of \'User\' does not name a Slack user: "no user"');
});

test('a value that holds a token is shown without it', async () => {
	const { error } = await slack.run({
		parameters: reset,
		items: [{ user_id: `Bearer ${slack.token.value}` }],
	});
	expect(JSON.stringify(error)).not.toContain(slack.token.value);
	expect(error?.message).toContain('[token removed]');
});

test.each([
	['devices', { devices: '={{ $json.devices }}' }, 'Devices'],
	['Maximum Users', { maxUsers: '={{ $json.nothing }}' }, 'Maximum Users'],
	['Dry Run', { options: { dryRun: '={{ $json.nothing }}' } }, 'Dry Run'],
	['Dry Run as a text', { options: { dryRun: '={{ "false" }}' } }, 'Dry Run'],
	['Protected Users that are blank', { options: { protectedUsers: '' } }, 'Protected Users'],
	[
		'Protected Users that are not there',
		{ options: { protectedUsers: '={{ $json.nothing }}' } },
		'Protected Users',
	],
	[
		'Protected Users of which one is no user',
		{ options: { protectedUsers: 'U0000000001, all' } },
		'Protected Users',
	],
])('a guard that cannot be read keeps everything back: %s', async (_, more, parameter) => {
	for (const onError of ['stopWorkflow', 'continueRegularOutput'] as const) {
		const { outputs, error } = await slack.run({
			parameters: { ...reset, ...more },
			items: users(2),
			onError,
		});
		expect(error?.message ?? JSON.stringify(rows(outputs[0]))).toContain(parameter);
		if (onError === 'continueRegularOutput')
			expect(rows(outputs[0])).toMatchObject([
				{ error: { outcome: 'failed' } },
				{ error: { outcome: 'failed' } },
			]);
	}
	expect(slack.emulator.requests).toEqual([]);
});

test.each(['', '={{ $json.nothing }}', '={{ ["", ""] }}', ' , '])(
	'Protected Users that are %j: the next step is to name somebody, or to remove them',
	async (protectedUsers) => {
		const { error } = await slack.run({
			parameters: { ...reset, options: { protectedUsers } },
			items: users(1),
		});
		expect(error).toMatchObject({
			message: expect.stringContaining("The parameter 'Protected Users' is empty: it is"),
			description: expect.stringContaining("Name somebody in 'Protected Users', or remove it."),
		});
		expect(error?.description).not.toContain('all users');
	},
);

const getMany = { resource: 'session', operation: 'getMany' };
const usersBy = (filters: INodeParameters) => ({ resource: 'user', operation: 'getMany', filters });
const set = { resource: 'sessionSetting', operation: 'set', users: 'U0000000001' };

test.each<[string, INodeParameters, number]>([
	['Authentication', { ...reset, authentication: '={{ $json.nothing }}' }, 1],
	['Authentication', { ...reset, authentication: 'OAuth2' }, 1],
	['Authentication', { ...getMany, authentication: '={{ null }}' }, 1],
	['Return All', { ...getMany, returnAll: '={{ $json.nothing }}' }, 1],
	['Return All', { ...getMany, returnAll: '={{ "yes" }}' }, 1],
	['Simplify', { ...getMany, simplify: '={{ "raw" }}' }, 1],
	['Output', { ...getMany, output: '={{ $json.nothing }}' }, 1.1],
	['Include User Details', { ...getMany, options: { includeUserDetails: '={{ "yes" }}' } }, 1],
	[
		'Include User Details',
		{ ...set, operation: 'get', options: { includeUserDetails: '={{ $json.nothing }}' } },
		1,
	],
	['Session State', { ...getMany, filters: { sessionState: '={{ "now" }}' } }, 1],
	['Role', usersBy({ role: '={{ $json.nothing }}' }), 1.2],
	['Role', usersBy({ role: '={{ ["guest", "robot"] }}' }), 1.2],
	['Status', usersBy({ status: '={{ "away" }}' }), 1.2],
	['Include Bots', usersBy({ includeBots: '={{ "yes" }}' }), 1.2],
	['Workspace ID', usersBy({ teamId: '={{ $json.nothing }}' }), 1.2],
	['Duration Unit', { ...set, settings: { duration: 8, durationUnit: '={{ "weeks" }}' } }, 1],
	[
		'Fail If Not Ready',
		{ resource: 'access', operation: 'check', failIfNotReady: '={{ $json.nothing }}' },
		1,
	],
])(
	"'%s' that is none of what it can be sends nothing: %j",
	async (parameter, parameters, typeVersion) => {
		for (const onError of ['stopWorkflow', 'continueRegularOutput'] as const) {
			const { error, outputs } = await slack.run({
				parameters,
				typeVersion,
				items: users(1),
				onError,
			});
			expect(error?.message ?? JSON.stringify(rows(outputs[0]))).toContain(`'${parameter}'`);
		}
		expect(slack.emulator.requests).toEqual([]);
	},
);

test("an expression that n8n cannot work out is that item's error, with no call", async () => {
	const { outputs } = await slack.run({
		parameters: { ...reset, user: byId('={{ $json.user_id.toLowerCase().nothing.more }}') },
		items: users(1),
		onError: 'continueRegularOutput',
	});
	expect(rows(outputs[0])).toMatchObject([{ item: 0, error: { outcome: 'failed' } }]);
	expect(slack.emulator.requests).toEqual([]);
});
