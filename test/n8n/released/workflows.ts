/**
 * The workflows that keep.ts saves with a version that is about to be released: every operation, and each setting that a newer version
 * could read in another way, at each version of the node. They act on the organisation of ../released.ts. A kept folder never changes;
 * what a newer version adds goes in here, and keep.ts leaves out a workflow with a node, or a version of a node, that the released version does not know.
 */
import type { IDataObject, INode, OnError } from 'n8n-workflow';

import { nodeType } from '../ourNodes';

/** By type. They stand for the credentials of whoever imports the workflow. */
export const CREDENTIALS = {
	slackAdminSessionsApi: 'slackAdminSessions',
	slackAuditLogsApi: 'slackAuditLogs',
};

/** n8n writes the name of a credential into each node that has it. */
export const CREDENTIAL_NAME = 'Slack';

type CredentialType = keyof typeof CREDENTIALS;

const TYPE = nodeType.installed;

/** The versions of the node: what a saved workflow gives depends on its own. */
const typeVersions = [1, 1.1, 1.2] as const;

type TypeVersion = (typeof typeVersions)[number];

interface Chain {
	name: string;
	/** Of the node. */
	typeVersion: TypeVersion;
	/** What comes in, an item each. */
	items: IDataObject[];
	/** Each line runs after the one above it, on those items; within a line each node gets what the one before it gave. */
	lines: Slack[][];
}

interface Slack {
	name: string;
	parameters: IDataObject;
	/** Nothing: the one of the admin token. */
	credential?: CredentialType;
	onError?: OnError;
	/** For the first item alone: several that end one session at a time come out in no certain order. */
	executeOnce?: true;
}

const user = (mode: string, value: string, more: IDataObject = {}) => ({
	user: { __rl: true, mode, value, ...more },
});
const session = (operation: string, more: IDataObject = {}) => ({
	resource: 'session',
	operation,
	...more,
});
const setting = (operation: string, more: IDataObject = {}) => ({
	resource: 'sessionSetting',
	operation,
	...more,
});

/** Said otherwise since version 1.1. */
const raw = { 1: { simplify: false }, 1.1: { output: 'raw' }, 1.2: { output: 'raw' } };

/** An option since version 1.2. */
const byWorkspace = {
	1: { sessionOwner: 'team', teamId: 'T0000000001' },
	1.1: { sessionOwner: 'team', teamId: 'T0000000001' },
	1.2: { options: { teamId: 'T0000000001' } },
};

const atEachVersion = (typeVersion: TypeVersion): Chain[] => [
	{
		name: named('Sessions', typeVersion),
		typeVersion,
		items: [
			{ who: 'U0000000001' },
			{ who: 'U9999999999' },
			{ who: '' },
			{ who: 'U0ADMIN0001' },
			{ who: 'U0000000002' },
		],
		lines: [
			[
				{
					name: 'Dry Run',
					parameters: session('reset', {
						...user('id', '={{ $json.who }}'),
						options: { dryRun: true, protectedUsers: 'U0000000002' },
					}),
					onError: 'continueRegularOutput',
				},
			],
			[
				{
					name: 'Too Many',
					parameters: session('reset', { ...user('id', '={{ $json.who }}'), maxUsers: 1 }),
					onError: 'continueRegularOutput',
				},
			],
			[
				{
					name: 'Reset',
					parameters: session('reset', user('id', '={{ $json.who }}')),
					onError: 'continueErrorOutput',
				},
			],
			[
				{
					name: 'Reset Mobile by Address',
					parameters: session('reset', {
						...user('email', 'u0000000003@example.com'),
						devices: 'mobile',
						options: { verify: true },
					}),
				},
			],
			[
				{
					name: 'Reset Web from List',
					parameters: session('reset', {
						...user('list', 'U0000000007', { cachedResultName: 'u0000000007' }),
						devices: 'web',
						options: { maxWait: 60 },
					}),
				},
			],
			[
				{
					name: 'Reset in Bulk',
					parameters: session('resetBulk', {
						users: 'U0000000004, u0000000005@example.com, U9999999999',
						maxUsers: 10,
					}),
					onError: 'continueErrorOutput',
				},
			],
			[
				{
					name: 'Include Own User',
					parameters: session('reset', {
						...user('id', 'U0ADMIN0001'),
						options: { includeOwnUser: true, dryRun: true },
					}),
				},
			],
			[
				{
					name: 'Get Many of a User',
					parameters: session('getMany', { filters: user('id', 'U0000000006') }),
					executeOnce: true,
				},
				{ name: 'Invalidate Listed', parameters: session('invalidate') },
			],
			[
				{
					name: 'Invalidate by Number',
					parameters: session('invalidate', { sessionId: '8002', ...user('id', 'U0000000008') }),
					onError: 'continueErrorOutput',
					executeOnce: true,
				},
			],
			[
				{
					name: 'Invalidate by Workspace',
					parameters: session('invalidate', {
						sessionId: '8003',
						...byWorkspace[typeVersion],
					}),
					onError: 'continueRegularOutput',
					executeOnce: true,
				},
			],
			[{ name: 'Get Many', parameters: session('getMany', { limit: 3 }) }],
			[
				{
					name: 'Get Many Filtered',
					parameters: session('getMany', {
						returnAll: true,
						...raw[typeVersion],
						filters: {
							operatingSystem: 'ios',
							ipInside: '198.51.100.0/24',
							sessionState: 'created',
						},
					}),
				},
			],
		],
	},
	{
		name: named('Stop', typeVersion),
		typeVersion,
		items: [{ who: 'U0000000001' }, { who: 'undefined' }],
		lines: [
			[{ name: 'Reset or Stop', parameters: session('reset', user('id', '={{ $json.who }}')) }],
		],
	},
	{
		name: named('Session Settings', typeVersion),
		typeVersion,
		items: [{ who: 'U0000000001' }, { who: 'U9999999999' }, { who: 'U0000000002' }],
		lines: [
			[
				{
					name: 'Set',
					parameters: setting('set', {
						users: '={{ $json.who }}',
						settings: { duration: 2, durationUnit: 'days', desktopAppBrowserQuit: false },
					}),
					onError: 'continueErrorOutput',
				},
			],
			[
				{
					name: 'Set Defaults',
					parameters: setting('set', {
						users: 'U0000000003',
						settings: { duration: 8, desktopAppBrowserQuit: true },
					}),
				},
			],
			[
				{
					name: 'Get',
					parameters: setting('get', { users: 'U0000000001, U0000000003, U0000000004' }),
				},
			],
			[
				{
					name: 'Clear',
					parameters: setting('clear', { users: ['U0000000001', 'U0000000004'].join(',') }),
					onError: 'continueRegularOutput',
				},
			],
		],
	},
	{
		name: named('Access', typeVersion),
		typeVersion,
		items: [{}],
		lines: [
			[{ name: 'Check', parameters: { resource: 'access', operation: 'check' } }],
			[
				{
					name: 'Check or Fail',
					parameters: { resource: 'access', operation: 'check', failIfNotReady: true },
				},
			],
		],
	},
];

const ofOne = user('id', 'U0000000006');
const selected = (fields: string[] | string, filters = ofOne) =>
	session('getMany', { output: 'selectedFields', fields, filters });

/** New in version 1.1: what Get Many gives out. */
const outputs = (typeVersion: TypeVersion): Chain => ({
	name: named('Output', typeVersion),
	typeVersion,
	items: [{}],
	lines: [
		[
			{
				name: 'Simplified',
				parameters: session('getMany', { output: 'simplified', filters: ofOne }),
			},
		],
		[
			{
				name: 'Simplified in a Workspace',
				parameters: session('getMany', { filters: { ...ofOne, teamId: 'T0000000001' } }),
			},
		],
		[
			{
				name: 'Raw by Expression',
				parameters: session('getMany', { output: "={{ 'raw' }}", filters: ofOne }),
			},
		],
		[{ name: 'Chosen Fields', parameters: selected(['user_id', 'ip', 'listed_scope']) }],
		[{ name: 'Fields by Expression', parameters: selected("={{ ['os', 'session_id'] }}") }],
		[
			{
				name: 'No Such Field',
				parameters: selected("={{ ['session_id', 'nickname'] }}"),
				onError: 'continueRegularOutput',
			},
		],
		// Last: afterwards there is nothing left to list.
		[
			{
				name: 'Default Fields',
				parameters: session('getMany', { output: 'selectedFields', filters: ofOne }),
			},
			{ name: 'Invalidate Listed', parameters: session('invalidate') },
		],
	],
});

/** New since version 1.2: what tells sessions apart, and more that can be listed. */
const news: Chain = {
	name: 'News 1.2',
	typeVersion: 1.2,
	items: [{}],
	lines: [
		[
			{
				name: 'Changed Since Sign-In',
				parameters: session('getMany', {
					returnAll: true,
					filters: { changedSinceSignIn: ['ip', 'os'] },
				}),
			},
		],
		[
			{
				name: 'Two Systems of Mobile Devices',
				parameters: session('getMany', {
					filters: { ...ofOne, operatingSystem: 'ios, android', devices: 'mobile' },
					options: { includeUserDetails: true },
				}),
			},
		],
		[{ name: 'No Such Session', parameters: session('invalidate', { sessionId: '4', ...ofOne }) }],
		[
			{
				name: 'Reset, Proved',
				parameters: session('reset', { ...ofOne, options: { verify: true } }),
			},
		],
		[
			{
				name: 'Reset in Bulk, Proved',
				parameters: session('resetBulk', {
					users: 'U0000000007, U0000000008',
					devices: 'mobile',
					options: { verify: true },
				}),
			},
		],
		[
			{
				name: 'Owners',
				parameters: {
					resource: 'user',
					operation: 'getMany',
					filters: { role: ['primary_owner', 'owner'] },
				},
			},
		],
		[
			{
				name: 'Events of a User',
				credential: 'slackAuditLogsApi',
				parameters: {
					resource: 'auditEvent',
					operation: 'getMany',
					output: 'selectedFields',
					fields: ['action', 'user_id', 'actor_id'],
					filters: { user: 'U0000000008' },
				},
			},
		],
	],
};

/** Saved only: it begins by itself, when Slack has an alarm. */
const alarm = {
	name: 'Alarm',
	settings: { executionOrder: 'v1' },
	nodes: [
		slack(
			{
				name: 'Alarm',
				credential: 'slackAuditLogsApi',
				parameters: {
					events: ['anomaly', 'sessionsEnded'],
					reasons: ['tor', 'session_fingerprint'],
					output: 'raw',
					filters: { exceptUsers: 'U0000000008', ipOutside: '203.0.113.0/24' },
					options: { catchUpAtMost: 12 },
				},
			},
			1,
			[0, 0],
			`${TYPE}Trigger`,
		),
	],
	connections: {},
};

/** Saved only: what a model would fill in comes from `$fromAI`. */
function tools(typeVersion: TypeVersion, nodes: Slack[]) {
	return {
		name: named('Tool', typeVersion),
		settings: { executionOrder: 'v1' },
		nodes: nodes.map((node, row) => slack(node, typeVersion, [0, 200 * row], `${TYPE}Tool`)),
		connections: {},
	};
}

const chosenByModel = user('id', "={{ $fromAI('user', 'Slack user ID') }}");
const signOut = (name: string, more: IDataObject = {}): Slack => ({
	name,
	parameters: session('reset', { ...chosenByModel, ...more }),
});

export const workflows = [
	...typeVersions.flatMap(atEachVersion).map(workflow),
	...typeVersions.filter((version) => version > 1).map((version) => workflow(outputs(version))),
	workflow(news),
	alarm,
	tools(1, [signOut('Sign Out of Slack', { maxUsers: 1 })]),
	// Since version 1.1 a tool acts on one user, unless a person has raised it.
	tools(1.1, [
		signOut('Sign Out of Slack'),
		signOut('Sign Out of Slack, Up to Five', { maxUsers: 5 }),
		{ name: 'List Sessions', parameters: selected(['session_id', 'os'], chosenByModel) },
	]),
	// Since version 1.2 a tool says that it has found nothing.
	tools(1.2, [
		{ name: 'List Sessions', parameters: session('getMany', { filters: chosenByModel }) },
	]),
];

/** Version 1 was there before there were others: its workflows keep their plain names. */
function named(name: string, typeVersion: TypeVersion): string {
	return typeVersion === 1 ? name : `${name} ${typeVersion}`;
}

function workflow({ name, typeVersion, items, lines }: Chain) {
	const first: INode[] = [
		{
			id: 'start',
			name: 'Start',
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		},
		{
			id: 'list',
			name: 'List',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			position: [200, 0],
			parameters: { mode: 'raw', jsonOutput: JSON.stringify({ items }), options: {} },
		},
		{
			id: 'items',
			name: 'Items',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			position: [400, 0],
			parameters: { fieldToSplitOut: 'items', options: {} },
		},
	];
	// n8n runs what hangs on one output from the top of the canvas to its bottom.
	const nodes = lines.map((line, row) =>
		line.map((node, column) => slack(node, typeVersion, [600 + 200 * column, 200 * row])),
	);
	const to = (...names: string[]) => ({
		main: [names.map((node) => ({ node, type: 'main', index: 0 }))],
	});
	const within = lines.flatMap((line) =>
		line.slice(1).map((node, before) => [line[before]?.name ?? '', to(node.name)] as const),
	);
	return {
		name,
		settings: { executionOrder: 'v1' },
		nodes: [...first, ...nodes.flat()],
		connections: {
			Start: to('List'),
			List: to('Items'),
			Items: to(...lines.map(([node]) => node?.name ?? '')),
			...Object.fromEntries(within),
		},
	};
}

function slack(
	{ name, parameters, credential = 'slackAdminSessionsApi', onError, executeOnce }: Slack,
	typeVersion: TypeVersion,
	position: [number, number],
	type: string = TYPE,
): INode {
	const id = name.toLowerCase().replaceAll(' ', '-');
	return {
		id,
		name,
		type,
		typeVersion,
		position,
		parameters: parameters as INode['parameters'],
		credentials: { [credential]: { id: CREDENTIALS[credential], name: CREDENTIAL_NAME } },
		...(onError && { onError }),
		...(executeOnce && { executeOnce }),
	};
}
