import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

import { faults } from '../../emulator/faults';
import { json, methodOf } from '../../emulator/slack';
import type { Imported, Stage } from './stage';

const NAME = 'Off-boarding from a list';

/** What the preview says of those who are deactivated. */
const DEACTIVATED =
	'This user is deactivated, which has ended their sessions: Slack may refuse this.';

/** What the preview says came of a line. */
const [WOULD, WOULD_NOT] = ['dry_run: would be signed out', 'dry_run: would not be signed out'];

/** An address, an ID, two who are deactivated already, nobody whom Slack knows, and a line without a user. */
const LIST = `name,slack_user_id
Ada Lovelace,u0000000003@example.com
Alan Turing,U0000000002
Dora Deactivated,dora@example.com
Dan Deactivated,U00000DAN00
Zoe Unknown,nobody@example.com
Nora Noid,
`;

export function offBoarding(stage: () => Stage): void {
	describe(NAME, () => {
		let workflow: Imported;
		/** The files that the runs of a test have written, the newest last. */
		const written = () =>
			readdirSync(stage().folder.path)
				.filter((name) => /^leavers-(preview|report)-.*\.csv$/.test(name))
				.map((name) => join(stage().folder.path, name))
				.sort((one, other) => statSync(one).mtimeMs - statSync(other).mtimeMs);
		const list = (text: string) => stage().folder.write('hr-leavers.csv', text);
		beforeAll(async () => {
			workflow = await stage().import('off-boarding.json', (node) => {
				node('Read leavers.csv').parameters.fileSelector = list(LIST);
				const { parameters } = node('Write the Report');
				parameters.fileName = String(parameters.fileName).replace(
					'~/.n8n-files',
					stage().folder.path,
				);
			});
		});
		beforeEach(() => {
			list(LIST);
			for (const path of written()) rmSync(path);
			const organisation = stage().renew();
			organisation.addPerson({ id: 'U0000DORA00', name: 'dora', is_active: false });
			organisation.addPerson({ id: 'U00000DAN00', name: 'dan', is_active: false });
		});
		afterEach(() => void (stage().emulator.unsettled.resetOfDeactivated = 'ok'));

		/** Runs it, and gives its report. */
		async function records(): Promise<Array<Record<string, string>>> {
			const earlier = written().length;
			const { status, data } = await workflow.run('Start');
			expect(written()).toHaveLength(earlier + 1);
			const [path = ''] = written().slice(-1);
			const lines = parse<Record<string, string>>(readFileSync(path, 'utf8'), {
				columns: true,
				bom: true,
			});
			const isPreview = lines.some(({ outcome }) => outcome?.startsWith('dry_run'));
			expect(path).toMatch(/leavers-(preview|report)-\d{4}-\d\d-\d\d-\d{6}\.csv$/);
			expect(path.includes('-preview-')).toBe(isPreview);
			// A run that signs nobody out is not green.
			if (lines.every(({ outcome }) => outcome === 'failed' || outcome === 'unknown')) {
				expect(data.resultData.error?.message).toMatch(
					/^Nobody was signed out: \d+ failed, \d+ unknown\./,
				);
				expect(status).toBe('error');
			} else expect(status).toBe('success');
			return lines;
		}

		/** The same by line: who, what came of it, why not. */
		async function report(): Promise<string[][]> {
			return inShort(await records());
		}

		const inShort = (lines: Array<Record<string, string>>) =>
			lines.map(({ name = '', outcome = '', reason = '' }) => [name, outcome, reason]);

		const unknown = [
			'Zoe Unknown',
			'failed',
			'No active or deactivated user has the address nobody@example.com',
		];
		const nobody = ['Nora Noid', 'failed', 'The parameter \'User\' is empty: it is ""'];
		const told = (lines: string[][]) => {
			const count = (outcome: string) => lines.filter((line) => line[1] === outcome).length;
			const previewed = count(WOULD) + count(WOULD_NOT);
			if (previewed > 0)
				return `preview with ${lines.length} lines, ${count(WOULD)} of them would be signed out`;
			return `report with ${lines.length} ${lines.length === 1 ? 'line' : 'lines'}, ${count('failed')} of them not done${count('unknown') > 0 ? `, ${count('unknown')} not known` : ''}`;
		};

		test('as it ships: the report says what would be done', async () => {
			await stage().play(NAME, 'as it ships: Dry Run', {}, async () => {
				const all = await records();
				expect(Object.keys(all[0] ?? {})).toEqual([
					...['name', 'slack_user_id', 'user_id', 'requested_as', 'outcome', 'reason'],
				]);
				const lines = inShort(all);
				expect(lines).toEqual([
					['Ada Lovelace', WOULD, ''],
					['Alan Turing', WOULD, ''],
					['Dora Deactivated', WOULD, DEACTIVATED],
					['Dan Deactivated', WOULD, DEACTIVATED],
					['Zoe Unknown', WOULD_NOT, unknown[2]],
					['Nora Noid', WOULD_NOT, nobody[2]],
				]);
				return told(lines);
			});
		});

		test('as it ships, with a list of bad lines only: nothing reads as if it had been tried', async () => {
			list(['name,slack_user_id', ...LIST.trim().split('\n').slice(-2)].join('\n'));
			await stage().play(NAME, 'as it ships, a list of bad lines only', {}, async () => {
				const lines = await report();
				expect(lines.map(([, outcome]) => outcome)).toEqual([WOULD_NOT, WOULD_NOT]);
				return told(lines);
			});
		});

		test('the preview and the run agree, line by line, in the order of the list', async () => {
			const all = `${LIST}Deploy Bot,U0BOT000001\nPetra Primary,U0PRIMARY01\nTina Typo,U9999999999\nAnn Admin,U0ADMIN0001\nGrace Hopper,U0000000008\n`;
			list(all);
			const preview = await report();
			const names = all.trim().split('\n').slice(1);
			expect(preview.map(([name]) => name)).toEqual(names.map((line) => line.split(',')[0]));
			expect(preview.filter(([, outcome]) => outcome === WOULD_NOT)).toHaveLength(6);
			await workflow.turnDryRunOff();
			// Dan is listed by ID and has no session: no list names him.
			const unlisted = 'The sessions could not be listed before the reset.';
			const done = preview.map(([name, outcome, reason]) =>
				outcome === WOULD
					? [name, 'reset', name === 'Dan Deactivated' ? unlisted : '']
					: [name, 'failed', reason?.replace(' would not be ', ' were not ')],
			);
			expect(await report()).toEqual(done);
		});

		test('a list with some who are deactivated, one unknown, one empty: the others are signed out', async () => {
			// The strictest that Slack may be.
			stage().emulator.unsettled.resetOfDeactivated = 'user_not_found';
			await stage().play(
				NAME,
				'two of six deactivated, one unknown, one empty',
				{ U0000000002: '3 → 0 sessions', U0000000003: '4 → 0 sessions' },
				async () => {
					const lines = await report();
					expect(lines).toEqual([
						['Ada Lovelace', 'reset', ''],
						['Alan Turing', 'reset', ''],
						[
							'Dora Deactivated',
							'already_deactivated',
							expect.stringContaining('Slack ends the sessions of a user at deactivation'),
						],
						['Dan Deactivated', 'failed', expect.stringContaining('U00000DAN00')],
						unknown,
						nobody,
					]);
					return told(lines);
				},
			);
		});

		test('everybody done: the report has no line of the other kind', async () => {
			list(LIST.split('\n').slice(0, 3).join('\n'));
			await stage().play(
				NAME,
				'a list without a bad line',
				{ U0000000002: '3 → 0 sessions', U0000000003: '4 → 0 sessions' },
				async () => {
					const lines = await report();
					expect(lines.map(([, outcome]) => outcome)).toEqual(['reset', 'reset']);
					return told(lines);
				},
			);
		});

		test('more people than Maximum Users: nobody, and every line says so', async () => {
			list(
				[
					'name,slack_user_id',
					...Array.from(
						{ length: 51 },
						(_, index) => `Leaver ${index},U${String(index + 1).padStart(10, '0')}`,
					),
				].join('\n'),
			);
			await stage().play(NAME, '51 people, Maximum Users is 50', {}, async () => {
				const lines = await report();
				expect(lines).toHaveLength(51);
				for (const [, ...line] of lines)
					expect(line).toEqual([
						'failed',
						"This run would act on 51 users, and 'Maximum Users' is 50: nothing was sent",
					]);
				return told(lines);
			});
		});

		test('nobody done: all are in the report', async () => {
			list(['name,slack_user_id', ...LIST.trim().split('\n').slice(-2)].join('\n'));
			await stage().play(NAME, 'a list of bad lines only', {}, async () => {
				const lines = await report();
				expect(lines).toEqual([unknown, nobody]);
				return told(lines);
			});
		});

		test.each<[string, string[], boolean]>([
			[
				'is lost, and the lists prove it: it is told as done',
				[
					'reset',
					"Slack's answer was lost. The sessions listed before and after prove that it was done.",
				],
				true,
			],
			[
				'is lost, and nothing is listed: the report says that it is not known',
				['unknown', 'It is not known whether the sessions of user U0000000002 were reset'],
				false,
			],
		])('an answer that %s', async (what, [outcome = '', reason = ''], isListed) => {
			list(LIST.split('\n').slice(0, 3).join('\n'));
			stage().emulator.faultFor = (request) => {
				const method = methodOf(request);
				if (method === 'admin.users.session.list' && !isListed)
					return ({ send }) => send(json({ ok: false, error: 'feature_not_enabled' }));
				return method === 'admin.users.session.reset' && request.body.includes('U0000000002')
					? faults['cut after Slack worked']
					: undefined;
			};
			await stage().play(
				NAME,
				`one of two, whose answer ${what.split(':')[0]}`,
				{ U0000000002: '3 → 0 sessions', U0000000003: '4 → 0 sessions' },
				async () => {
					const lines = await records();
					expect(lines).toMatchObject([
						{ name: 'Ada Lovelace', outcome: 'reset', verified: isListed ? 'true' : '' },
						{ name: 'Alan Turing', outcome, verified: isListed ? 'true' : '' },
					]);
					expect(lines[1]?.reason).toContain(reason);
					return told(lines.map(({ name = '', outcome: came = '' }) => [name, came]));
				},
			);
		});

		/** Runs it, which must end as an error. Gives the node that it ended at, and what that says. */
		async function refusal(): Promise<[string | undefined, string | undefined]> {
			const { status, data } = await workflow.run('Start');
			const { error, lastNodeExecuted } = data.resultData;
			expect([status, written()]).toEqual(['error', []]);
			return [lastNodeExecuted, error?.message];
		}

		const byEmail =
			'email,full_name\nu0000000003@example.com,Ada Lovelace\nU0000000002,Alan Turing\nnobody@example.com,Zoe Unknown\n,Nora Noid\n';
		const setColumn = async (heading: string) =>
			await workflow.change((node) => {
				node('User Column').parameters.assignments = {
					assignments: [{ id: 'heading', name: 'user_column', value: heading, type: 'string' }],
				};
			});

		test.each([
			['other headings', 'email', ''],
			['headings of its own, one of them set', 'Whom to sign out', 'Whom to sign out'],
		])('a list with %s: every column of it is in the report', async (what, heading, setting) => {
			await setColumn(setting);
			try {
				list(byEmail.replace('email', heading));
				await stage().play(
					NAME,
					`a list with ${what}`,
					{ U0000000002: '3 → 0 sessions', U0000000003: '4 → 0 sessions' },
					async () => {
						const lines = await records();
						const proof = (sessions: number) => ({
							verified: 'true',
							sessions_ended: String(sessions),
							verified_at: expect.stringMatching(/^20\d\d-.*Z$/) as string,
						});
						const none = { verified: '', sessions_ended: '', verified_at: '' };
						const line = (
							email: string,
							full_name: string,
							user_id: string,
							came: Record<string, string>,
						) => ({
							[heading]: email,
							full_name,
							user_id,
							requested_as: email === user_id ? '' : email,
							...came,
						});
						const done = (sessions: number) => ({
							outcome: 'reset',
							reason: '',
							...proof(sessions),
						});
						const failed = (reason: string) => ({ outcome: 'failed', reason, ...none });
						const empty = expect.stringContaining("The parameter 'User' is empty") as string;
						expect(lines).toEqual([
							line('u0000000003@example.com', 'Ada Lovelace', 'U0000000003', done(4)),
							line('U0000000002', 'Alan Turing', 'U0000000002', done(3)),
							line('nobody@example.com', 'Zoe Unknown', '', failed(String(unknown[2]))),
							line('', 'Nora Noid', '', failed(empty)),
						]);
						return told(lines.map(({ full_name = '', outcome = '' }) => [full_name, outcome]));
					},
				);
			} finally {
				await setColumn('');
			}
		});

		test.each([
			['no column of a usual heading', 'Whom', '', 'No column of the list is called as usual'],
			['two columns that may name the users', 'Email,User ID', '', 'More than one column'],
			['no column as it is set', 'Email', 'Work Email', "The list has no column 'Work Email'"],
		])('%s: nobody, and the run is an error that says so', async (what, heading, setting, said) => {
			await setColumn(setting);
			try {
				list(byEmail.replace('email', heading));
				await stage().play(NAME, `a list with ${what}`, {}, async () => {
					const [node, message] = await refusal();
					expect([node, message]).toEqual(['User of Each Line', expect.stringContaining(said)]);
					expect(message).toContain("'full_name'");
					return 'the run is an error';
				});
			} finally {
				await setColumn('');
			}
		});

		test('the node is deactivated: no line is told as done', async () => {
			list(LIST.split('\n').slice(0, 3).join('\n'));
			await workflow.without('Sign Out of Slack', async () => {
				await stage().play(NAME, '*Sign Out of Slack* is deactivated', {}, async () => {
					const lines = await report();
					const reason = expect.stringContaining('Is it deactivated?') as string;
					expect(lines).toEqual([
						['Ada Lovelace', 'unknown', reason],
						['Alan Turing', 'unknown', reason],
					]);
					return told(lines);
				});
			});
		});

		const signedOut = { U0000000002: '3 → 0 sessions', U0000000003: '4 → 0 sessions' };

		test.each<[string, string | Buffer, string]>([
			[
				'a byte order mark, and semicolons',
				'\uFEFFslack_user_id;name\r\nu0000000003@example.com;"Lovelace; Ada"\r\nU0000000002;Alan\r\nnobody@example.com;Zoe\r\n',
				'Lovelace; Ada',
			],
			[
				'tabs in UTF-16',
				Buffer.from(
					'\uFEFF"slack_user_id"\tname\r\nu0000000003@example.com\tAda\r\nU0000000002\tAlan\r\nnobody@example.com\tZoe\r\n',
					'utf16le',
				),
				'Ada',
			],
			[
				'a column too many, and one too few',
				'name,slack_user_id\nAda,u0000000003@example.com,left in May\nAlan,U0000000002\nZoe,nobody@example.com,,\nNora\n',
				'Ada',
			],
			[
				'a name of two lines, and blank lines',
				'name,slack_user_id\n"Ada ""the first""\nLovelace",u0000000003@example.com\n\n,\nAlan,U0000000002\nZoe,nobody@example.com',
				'Ada "the first"\nLovelace',
			],
		])('a list with %s: every line of it is in the report', async (what, text, name) => {
			writeFileSync(list(''), text);
			await stage().play(NAME, `a list with ${what}`, signedOut, async () => {
				const lines = await records();
				expect(lines.slice(0, 3).map(({ outcome }) => outcome)).toEqual([
					'reset',
					'reset',
					'failed',
				]);
				expect(lines.slice(3).map((line) => [line.name, line.outcome])).toEqual(
					what.includes('too many') ? [['Nora', 'failed']] : [],
				);
				expect(lines[0]).toMatchObject({
					name,
					slack_user_id: 'u0000000003@example.com',
					...(what.includes('too many') && { column_3: 'left in May' }),
				});
				return told(lines.map(({ outcome = '' }) => ['', outcome]));
			});
		});

		test('a formula in the list: it is text in the report', async () => {
			list(
				'name,slack_user_id,+note\n"=HYPERLINK(""https://elsewhere.example"",""Ada"")",u0000000003@example.com,-1\n@SUM(1),U0000000002,\n',
			);
			await stage().play(NAME, 'a list with formulas in it', signedOut, async () => {
				const lines = await records();
				const cells = lines.flatMap((line) => [...Object.keys(line), ...Object.values(line)]);
				expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
				expect(lines[0]).toMatchObject({
					name: '\'=HYPERLINK("https://elsewhere.example","Ada")',
					"'+note": "'-1",
				});
				return told(lines.map(({ outcome = '' }) => ['', outcome]));
			});
		});

		test('a report as the next list: what it said stays beside what is said now', async () => {
			await stage().play(NAME, 'its own report as the list', signedOut, async () => {
				const first = await records();
				list(readFileSync(String(written().at(-1)), 'utf8'));
				const second = await records();
				expect(second.map(({ name, list_outcome }) => [name, list_outcome])).toEqual(
					first.map(({ name, outcome }) => [name, outcome]),
				);
				expect(second.map(({ outcome }) => outcome)).toEqual(first.map(({ outcome }) => outcome));
				return told(second.map(({ outcome = '' }) => ['', outcome]));
			});
		});

		test('lines are lost on the way: the run is an error that says so', async () => {
			await workflow.pin({
				'Both Together': [{ json: { line: {}, user: 'U0000000002', came: { outcome: 'reset' } } }],
			});
			await stage().play(NAME, 'five of six lines are lost on the way', signedOut, async () => {
				const { status, data } = await workflow.run('Start');
				expect([status, data.resultData.error?.message]).toEqual([
					'error',
					expect.stringContaining('The list has 6 lines, and the report would have 1'),
				]);
				return 'the run is an error';
			});
			await workflow.pin({});
		});

		test.each<[string, string | Buffer, string]>([
			[
				'with a quote that is never closed',
				LIST.replace('Ada', '"Ada'),
				'A quote in the list is opened and never closed',
			],
			[
				'that is an Excel workbook',
				Buffer.from('504b030414000600', 'hex'),
				'The list is an Excel workbook',
			],
		])('a list %s: nobody, and the run is an error', async (what, content, said) => {
			writeFileSync(list(''), content);
			await stage().play(NAME, `a list ${what}`, {}, async () => {
				expect(await refusal()).toEqual(['One Item a Leaver', expect.stringContaining(said)]);
				return 'the run is an error';
			});
		});

		test.each([
			['its headings only', 'name,slack_user_id\n', 'The list has no line below its headings'],
			[
				'no user in any line',
				'name,slack_user_id\nAda,\nAlan,\n',
				"'slack_user_id' is empty in all 2",
			],
		])('a list with %s: the run is an error that says so', async (what, text, said) => {
			list(text);
			await stage().play(NAME, `a list with ${what}`, {}, async () => {
				expect(await refusal()).toEqual(['User of Each Line', expect.stringContaining(said)]);
				return 'the run is an error';
			});
		});

		test('the list is missing: the run is an error', async () => {
			rmSync(list(LIST));
			await stage().play(NAME, 'the list is missing', {}, async () => {
				const { status, data } = await workflow.run('Start');
				expect([status, data.resultData.error?.message, data.resultData.lastNodeExecuted]).toEqual([
					'error',
					'No file(s) found',
					'Read leavers.csv',
				]);
				return 'the run is an error';
			});
			expect(written()).toEqual([]);
		});

		test('the report cannot be written: the run is an error, which says what came of each', async () => {
			await workflow.change((node) => {
				node('Write the Report').parameters.fileName = join(
					stage().folder.path,
					'no-such-folder',
					'leavers-report.csv',
				);
			});
			await stage().play(
				NAME,
				'the report cannot be written',
				{ U0000000002: '3 → 0 sessions', U0000000003: '4 → 0 sessions' },
				async () => {
					const { status, data } = await workflow.run('Start');
					expect(status).toBe('error');
					expect(data.resultData.error?.message).toBe(
						"The report could not be written: The file or directory does not exist. What came of each: u0000000003@example.com: reset, U0000000002: reset, dora@example.com: reset, U00000DAN00: reset, nobody@example.com: failed, a line without a user: failed. The reasons are in the output of 'Report' in this execution.",
					);
					return 'the run is an error that says what came of each';
				},
			);
		});
	});
}
