import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import type { IDataObject, INode, IWorkflowBase } from 'n8n-workflow';

import { ROOT } from '../docs/pages';

/** The workflow's Code nodes without an n8n. `test/n8n/examples/offBoarding.ts` runs the whole workflow in one. */
const workflow = JSON.parse(
	readFileSync(join(ROOT, 'examples/off-boarding.json'), 'utf8'),
) as IWorkflowBase;

function nodeNamed(name: string): INode {
	const found = workflow.nodes.find((node) => node.name === name);
	if (!found) throw new Error(`There is no node ${name}`);
	return found;
}

interface Item {
	json: IDataObject;
	pairedItem: { item: number };
}

/** Runs a Code node on what came in, beside the nodes that it looks back at. */
async function runCode(
	name: string,
	items: IDataObject[],
	before: Record<string, { items?: IDataObject[]; params?: IDataObject }>,
): Promise<Item[]> {
	const all = (list: IDataObject[]) => list.map((json) => ({ json }));
	const lookBack = (node: string) => ({
		all: () => all(before[node]?.items ?? []),
		first: () => all(before[node]?.items ?? [])[0],
		params: before[node]?.params ?? {},
	});
	const code = String(nodeNamed(name).parameters.jsCode);
	const run = runInNewContext(`(async ($input, $) => { ${code} })`) as (
		...given: unknown[]
	) => Promise<Item[]>;
	const gave = await run({ all: () => all(items) }, lookBack);
	// What comes from another context has prototypes of its own.
	return JSON.parse(JSON.stringify(gave)) as Item[];
}

describe('the column that names the users', () => {
	/** The user of each line, or why there is none. */
	const usersOf = async (lines: IDataObject[], user_column = '') =>
		await runCode('User of Each Line', lines, {
			'User Column': { items: [{ user_column }] },
		}).then(
			(items) => items.map(({ json }) => json.user),
			(error: Error) => error.message,
		);

	test('comes out beside what the line says, whatever the list calls it', async () => {
		const line = { name: 'Ada', user: 'not her ID', Email: 'ada@example.com' };
		const before = { 'User Column': { items: [{ user_column: '' }] } };
		expect(await runCode('User of Each Line', [line], before)).toEqual([
			{ json: { number: 1, user: 'ada@example.com', line }, pairedItem: { item: 0 } },
		]);
	});

	test.each([
		...['Email', 'E-mail', 'e_mail', 'EMAIL', 'Mail', 'Work Email', 'Work E-Mail Address'],
		...['Business Email', 'User ID', 'user_id', 'UserID', 'Member ID'],
		...['slack_user_id', 'Slack ID', 'Slack Member ID', 'Email 1'],
	])('is found as %s', async (heading) => {
		const line = { Name: 'Ada', [heading]: 'a@example.com', 'Employee ID': '7' };
		expect(await usersOf([line])).toEqual(['a@example.com']);
	});

	test.each(['Name', 'User', 'Employee ID', 'ID', 'Personal Email', 'Email sent', 'Почта'])(
		'is not taken to be %s: the run says which columns there are, and where to enter one',
		async (heading) => {
			expect(await usersOf([{ [heading]: 'x', Department: 'y' }])).toBe(
				`No column of the list is called as usual, such as Email or User ID. Its columns: '${heading}', 'Department'. Enter the heading of the column that names the users in the node 'User Column'. The first line of the list must hold the headings. Nothing was sent.`,
			);
		},
	);

	test('is not chosen where there are two', async () => {
		expect(await usersOf([{ Email: 'a@example.com', Name: 'Ada', 'User ID': 'U0000000001' }])).toBe(
			"More than one column of the list may name the users: 'Email', 'User ID'. Its columns: 'Email', 'Name', 'User ID'. Enter the heading of the column that names the users in the node 'User Column'. Nothing was sent.",
		);
	});

	test('is the one that is set, whatever the others are called', async () => {
		const line = { Email: 'a@example.com', email: 'b@example.com', Почта: 'c@example.com' };
		expect(await usersOf([line], ' Почта ')).toEqual(['c@example.com']);
		expect(await usersOf([line], 'email')).toEqual(['b@example.com']);
	});

	test('is not looked for under another name where one is set', async () => {
		expect(await usersOf([{ Email: 'a@example.com' }, { Email: '' }], 'Work Email')).toBe(
			"The list has no column 'Work Email'. Its columns: 'Email'. Enter the heading of the column that names the users in the node 'User Column'. Nothing was sent.",
		);
	});

	test('is empty in some lines: they go on to the node, which says so of each', async () => {
		expect(await usersOf([{ Email: '' }, { Email: 'a@example.com' }])).toEqual([
			'',
			'a@example.com',
		]);
	});

	test('is empty in every line: the run says so', async () => {
		expect(await usersOf([{ Email: '' }, { Email: ' ' }])).toBe(
			"No line of the list names a user: the column 'Email' is empty in all 2. Nothing was sent.",
		);
	});

	test('has no line: the run says so', async () => {
		expect(await usersOf([{}])).toBe('The list has no line below its headings. Nothing was sent.');
	});
});

/** What comes to *Report* of a line of the list. */
function came(user: string, of: IDataObject | string, number = 1): IDataObject {
	return { number, user, line: { who: user }, came: of };
}

async function report(lines: IDataObject[], options: IDataObject = {}): Promise<IDataObject[]> {
	const items = await runCode('Report', lines, {
		'User of Each Line': { items: lines },
		'Sign Out of Slack': { params: { options } },
	});
	return items.map(({ json }) => json);
}

const done = { ok: true, outcome: 'reset', user_id: 'U0000000001' };

test('the report is in the order of the list, whatever was not done', async () => {
	const failed = { message: 'Slack knows no such user', outcome: 'failed' };
	const lines = [came('U1', done, 1), came('U3', done, 3), came('U2', failed, 2)];
	const items = await runCode('Report', lines, { 'User of Each Line': { items: lines } });
	expect(items.map(({ json, pairedItem }) => [json.who, pairedItem.item])).toEqual([
		['U1', 0],
		['U2', 2],
		['U3', 1],
	]);
});

describe('the proof in the report', () => {
	test('is asked for', () => {
		const { typeVersion, parameters } = nodeNamed('Sign Out of Slack');
		expect([typeVersion, parameters.options]).toEqual([1.2, { dryRun: true, verify: true }]);
	});

	test('stands beside whoever was signed out, and nothing stands beside the others', async () => {
		const proof = { verified: true, sessions_ended: 4, verified_at: '2026-11-26T18:00:00.000Z' };
		const failed = { message: 'Slack knows no such user', outcome: 'failed' };
		const [first, second] = await report([
			came('U0000000001', { ...done, ...proof, still_signed_in: 0, signed_in_again: 0 }),
			came('U0000000002', { ...failed, verified: null, sessions_ended: null }),
		]);
		expect(first).toMatchObject({ outcome: 'reset', reason: '', ...proof, verified: 'true' });
		expect(second).toMatchObject({
			...{ outcome: 'failed', reason: failed.message },
			...{ verified: '', sessions_ended: '', verified_at: '' },
		});
	});

	test.each<[string, IDataObject, IDataObject]>([
		[
			'is missing: the reason says why',
			{ ...done, verified: null, sessions_ended: null, verify_note: 'A list could not be read.' },
			{ verified: '', sessions_ended: '', reason: 'A list could not be read.' },
		],
		[
			'is that sessions are left: the reason counts them',
			{ ...done, verified: false, sessions_ended: 1, still_signed_in: 2 },
			{ verified: 'false', sessions_ended: 1, reason: 'Sessions that have not ended: 2.' },
		],
		[
			'stands beside a new sign-in: the reason tells of it',
			{ ...done, verified: true, sessions_ended: 1, signed_in_again: 1, note: 'Slowly done.' },
			{ verified: 'true', reason: 'Slowly done. Has signed in again since.' },
		],
		[
			'is missing after an answer that was lost: the reason says both',
			{ message: 'It is not known', outcome: 'unknown', verified: null, verify_note: 'No list.' },
			{ outcome: 'unknown', verified: '', reason: 'It is not known. No list.' },
		],
	])('%s', async (_, of, line) => {
		expect(await report([came('U0000000001', of)])).toEqual([expect.objectContaining(line)]);
	});
});

describe('whom a line of the report is about', () => {
	test.each<[string, string, IDataObject | string, string, string]>([
		['by ID', 'U0000000001', done, 'U0000000001', ''],
		['by an ID with spaces', ' U0000000001 ', done, 'U0000000001', ''],
		[
			'by address',
			'Ada <ada@example.com>',
			{ ...done, requested_as: 'Ada <ada@example.com>' },
			'U0000000001',
			'Ada <ada@example.com>',
		],
		[
			'by an address that nobody has',
			'nobody@example.com',
			{ message: 'Nobody has it', outcome: 'failed', requested_as: 'nobody@example.com' },
			'',
			'nobody@example.com',
		],
		[
			'by what cannot be read',
			'Ada Lovelace',
			{ message: 'No Slack user', outcome: 'failed' },
			'',
			'Ada Lovelace',
		],
		['by ID, and nothing came of it', 'U0000000001', 'a stumble of n8n', '', 'U0000000001'],
		['by nothing', '', { message: 'It is empty', outcome: 'failed' }, '', ''],
	])('listed %s: its ID, and what the list said', async (_, user, of, user_id, requested_as) => {
		expect(await report([came(user, of)])).toEqual([
			expect.objectContaining({ user_id, requested_as }),
		]);
	});

	test('is the same where the report is the next list', async () => {
		const [line = {}] = await report([came('ada@example.com', done)]);
		const before = { 'User Column': { items: [{ user_column: '' }] } };
		const again = await runCode(
			'User of Each Line',
			[{ Email: 'ada@example.com', ...line }],
			before,
		);
		expect(again[0]?.json.user).toBe('ada@example.com');
	});
});

describe('the report of a dry run', () => {
	const dry = { outcome: 'dry_run', user_id: 'U0000000001' };
	const lines = [
		came('U0000000001', { ...dry, would: 'reset' }),
		came('U0000000002', { ...dry, would: 'refuse', reason: 'This is a bot' }, 2),
		came('nobody@example.com', { outcome: 'failed', message: 'Nobody has it' }, 3),
	];
	const [WOULD, WOULD_NOT] = [
		'dry_run: would be signed out',
		'dry_run: would not be signed out',
	] as const;

	test.each([
		['is written out', { dryRun: true }],
		['comes from an expression', { dryRun: '={{ $json.dry }}' }],
	])('says of each what would come of it, where Dry Run %s', async (_, options) => {
		expect((await report(lines, options)).map(({ outcome, reason }) => [outcome, reason])).toEqual([
			[WOULD, ''],
			[WOULD_NOT, 'This is a bot'],
			[WOULD_NOT, 'Nobody has it'],
		]);
	});

	test('says so too where nobody would be signed out', async () => {
		expect(await report(lines.slice(2), { dryRun: true })).toMatchObject([{ outcome: WOULD_NOT }]);
	});

	test('has no column of proof, and keeps what a list says under such a heading', async () => {
		const earlier = { ...lines[0], line: { who: 'Ada', verified: 'true' } };
		expect(await report([earlier], { dryRun: true })).toEqual([
			{
				...{ who: 'Ada', list_verified: 'true', user_id: 'U0000000001', requested_as: '' },
				...{ outcome: WOULD, reason: '' },
			},
		]);
	});

	test('does not take for granted what has no outcome', async () => {
		expect(await report([came('U0000000001', {})], { dryRun: true })).toMatchObject([
			{ outcome: 'unknown' },
		]);
	});
});

test('no name in the workflow says that somebody was signed out', () => {
	const names = workflow.nodes.map(({ name }) => name);
	expect(names.filter((name) => /signed out|done/i.test(name))).toEqual([]);
});
