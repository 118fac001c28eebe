import type { INodeParameters } from 'n8n-workflow';

import { faults, type FaultName } from '../../emulator/faults';
import { methodOf } from '../../emulator/slack';
import { takePicture } from './pictures';
import type { Stage } from './stage';

const NOT_KNOWN =
	'List the sessions to see where things stand, or run the workflow again. Running it again also ends sessions that were opened since. If it happens again, a proxy between n8n and Slack may be the cause.';
const IN_BETWEEN =
	"Something between n8n and Slack (a proxy, a firewall) turned the call away. Let n8n reach slack.com, and check the proxy's sign-in.";
const OWN_USER =
	"Nobody can tell whose token this is. So all users of the run are kept back (1): the administrator could be one of them. To go on without this guard, switch on 'Include Own User' in the options.";
const NOT_REACHED = `Nothing was sent. Check that n8n can reach slack.com: its name service, its proxy, and the certificates that it trusts. ${OWN_USER}`;

/** What the user reads when something was not done. */
export function refusals(on: Stage): void {
	const well = () => undefined;
	const meet = (name: FaultName) => () => {
		on.emulator.faultFor = (request) =>
			methodOf(request) === 'admin.users.session.reset' ? faults[name] : undefined;
	};
	// A canvas costs seconds to open, and most of these differ in nothing but the user and what Slack answers: a Reset that is open is used again, unless it has options.
	const reset = (id: string) => async () => {
		const { operation, options } = await on.editor.held.values();
		const isPlainReset = operation === 'reset' && Object.keys(options ?? {}).length === 0;
		if (!isPlainReset) await on.openNode({ operation: 'reset' });
		await on.editor.user('By ID', id);
	};
	const resetWith = (option: string, parameter: string, value: string) => async () => {
		await reset('U0000000001')();
		await on.editor.addTo('last', option);
		await on.editor.type(parameter, value);
	};
	const invalidate = (sessionId: string) => async () => {
		await on.openNode({ operation: 'invalidate' });
		await on.editor.type('sessionId', sessionId);
		await on.editor.user('By ID', 'U0000000001');
	};
	const setDuration = (hours: string) => async () => {
		await on.openNode({ resource: 'sessionSetting', operation: 'set' });
		await on.editor.type('users', 'U0000000001');
		await on.editor.addTo('first', 'Duration');
		await on.editor.type('duration', hours);
	};

	const kinds: Array<[string, () => void | Promise<void>, () => Promise<void>, string, string]> = [
		[
			'an ID that is none',
			well,
			reset('all'),
			`The value of 'User' does not name a Slack user: "all"`,
			"A word without a digit is not an ID. From a table, take the column of IDs or addresses alone, without its heading. Put a display name that has a comma in quotes. A Slack user ID looks like U0123ABCDEF or W0123ABCDEF. Correct the value or the expression in 'User' and try again.",
		],
		[
			'a user who is not there',
			well,
			reset('U0NOBODY001'),
			'The sessions of user U0NOBODY001 were not reset: Slack knows no such user in this organisation',
			"Check the value in the parameter 'User': an ID looks like U0123ABCDEF or W0123ABCDEF. A user of another organisation cannot be reached with this token.",
		],
		[
			'the Primary Org Owner',
			well,
			reset('U0PRIMARY01'),
			'The sessions of user U0PRIMARY01 were not reset: this is the Primary Org Owner',
			'Only the Primary Org Owner can end these sessions: ask them to sign out of all sessions in their own Slack settings.',
		],
		[
			"the token's own user",
			well,
			reset('U0ADMIN0001'),
			'User U0ADMIN0001 is the user of the token itself',
			"Nothing was sent for this user, the administrator whose token this is. If this user is meant too, switch on 'Include Own User' in the options.",
		],
		[
			'a revoked token',
			() => void (on.token.state = 'revoked'),
			reset('U0000000001'),
			'Nothing was sent. The user of the token could not be looked up: the token has been revoked',
			`Install the Slack app on the organisation again and paste the new token into the credential. By OAuth2, connect the credential again. ${OWN_USER}`,
		],
		[
			'a missing scope',
			() => void (on.token.scopes = ['admin.users:read']),
			reset('U0000000001'),
			'The sessions of user U0000000001 were not reset: the token lacks the scope admin.users:write',
			'Add the scope under User Token Scopes in the Slack app, install the app on the organisation again, and paste the new token. By OAuth2, connect the credential again. The token now has: admin.users:read.',
		],
		[
			'a plan without session management',
			() => void (on.token.isEnterpriseInstall = false),
			reset('U0000000001'),
			'The sessions of user U0000000001 were not reset: session management is not part of this Slack plan',
			'These methods need an Enterprise plan. Check the plan of the organisation that the token belongs to.',
		],
		[
			'Slack is down',
			meet('503 before Slack worked'),
			reset('U0000000001'),
			'It is not known whether the sessions of user U0000000001 were reset: the answer was HTTP 503',
			NOT_KNOWN,
		],
		[
			'a login page of a gateway',
			meet('401 from a gateway'),
			reset('U0000000001'),
			'The sessions of user U0000000001 were not reset: the call was turned away with HTTP 401',
			IN_BETWEEN,
		],
		[
			'a page of a proxy',
			meet('407 from a proxy'),
			reset('U0000000001'),
			'The sessions of user U0000000001 were not reset: the call was turned away with HTTP 407',
			IN_BETWEEN,
		],
		[
			'a certificate of somebody else',
			() => void (on.emulator.impostor = true),
			reset('U0000000001'),
			'Nothing was sent. The user of the token could not be looked up: Slack could not be reached (DEPTH_ZERO_SELF_SIGNED_CERT)',
			NOT_REACHED,
		],
		[
			'a proxy that does not run',
			() => on.emulator.shut(),
			reset('U0000000001'),
			'Nothing was sent. The user of the token could not be looked up: Slack could not be reached (ECONNREFUSED)',
			NOT_REACHED,
		],
		[
			'a Session ID that is no number',
			well,
			invalidate('Ev 0123'),
			`The value of 'Session ID' is not a session's number: "Ev 0123"`,
			"Give the number as Slack lists it, in plain digits (e.g. 1112275520242), in 'Session ID'. If it is an expression, check that the item has the field.",
		],
		[
			'a duration that Slack does not take',
			well,
			setDuration('7'),
			"The value of 'Duration' is not between 8 hours and 10 years: 7 hours",
			"Give a number of hours or days in 'Duration': at least 8 hours, at most 3,652 days.",
		],
		[
			'a protected user',
			well,
			resetWith('Protected Users', 'protectedUsers', 'U0000000001'),
			"User U0000000001 is one of the 'Protected Users'",
			"Nothing was sent for this user. To act on them all the same, take them out of 'Protected Users', in the node's options or in the credential.",
		],
		[
			'a rate limit, with no time left to wait',
			meet('429, Retry-After: a year'),
			resetWith('Maximum Wait', 'maxWait', '0'),
			"The sessions of user U0000000001 were not reset: Slack's rate limit is reached",
			'Wait a minute and run the workflow again with the items that are left.',
		],
	];

	test.each(kinds)('%s', async (_, given, fillIn, message, description) => {
		const others = on.touched();
		await given();
		await fillIn();
		await on.editor.execute();
		expect(await on.editor.error()).toEqual({
			message,
			description,
			cutOff: false,
		});
		expect(others()).toEqual([]);
	});

	test('a lost answer: not known', async () => {
		on.organisation.addSession('U0000000002');
		const others = on.touched();
		meet('cut after Slack worked')();
		await reset('U0000000002')();
		await on.editor.execute();
		expect(await on.editor.error()).toEqual({
			message:
				'It is not known whether the sessions of user U0000000002 were reset: the connection ended before an answer came',
			description: NOT_KNOWN,
			cutOff: false,
		});
		expect(others()).toEqual(['U0000000002']);
	});

	test('nothing chosen: n8n itself says what is missing, and nothing is sent', async () => {
		await on.editor.add('Reset sessions of user (sign out)');
		await on.editor.part('node-execute-button').click();
		expect(await on.editor.notice()).toEqual({
			message: `Workflow execution cannot start\nThe 'Reset sessions of user (sign out)' node has issues:\n- Parameter "User" is required.`,
			cutOff: false,
		});
		expect(on.emulator.requests).toEqual([]);
	});

	const list = Array.from(
		{ length: 60 },
		(_, index) => `U${String(index + 101).padStart(10, '0')}`,
	);

	test('over Maximum Users nothing is sent; a notice before the run names the quicker way', async () => {
		const others = on.touched();
		await on.open(await ofList(list, eachOfThem));
		await on.editor.openNode('Sign Out');
		await on.editor.run('execute-previous-node');
		await on.editor
			.part('output-panel')
			.getByText('Reset in Bulk does 1,000 users in a call')
			.waitFor();

		await on.editor.execute();
		expect(await on.editor.error()).toEqual({
			message: "This run would act on 60 users, and 'Maximum Users' is 50: nothing was sent",
			description:
				"Kept back: U0000000101, U0000000102, U0000000103, U0000000104, U0000000105 and 55 more. Check that the list is the right one. If it is, raise 'Maximum Users' to 60 or more.",
			cutOff: false,
		});
		expect(others()).toEqual([]);
		await takePicture(on.editor.page, 'maximum-users');
	});

	test('a typed list and four items: a hint says why there are eight rows', async () => {
		await on.open(
			await ofList(list.slice(0, 4), {
				operation: 'resetBulk',
				users: 'U0000000001, U0000000002',
				options: { dryRun: true },
			}),
		);
		await on.editor.openNode('Sign Out');
		await on.editor.run('execute-previous-node');
		await on.editor.execute();
		expect(await on.editor.output()).toHaveLength(8);
		expect(await on.editor.hints()).toContain(
			"'Users' is the same for each of 4 items, so that each result comes out 4 times. For the results once, switch on 'Execute Once' in the node's settings.",
		);
	});

	const eachOfThem = {
		operation: 'reset',
		user: { __rl: true, mode: 'id', value: '={{ $json.slack_user_id }}' },
	};

	async function ofList(users: string[], parameters: INodeParameters) {
		return await on.workflow(parameters, [
			{
				name: 'List',
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				parameters: {
					mode: 'raw',
					jsonOutput: JSON.stringify({ slack_user_id: users }),
					options: {},
				},
			},
			{
				name: 'One Each',
				type: 'n8n-nodes-base.splitOut',
				typeVersion: 1,
				parameters: { fieldToSplitOut: 'slack_user_id', options: {} },
			},
		]);
	}
}
