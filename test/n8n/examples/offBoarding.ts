import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

import type { Imported, Stage } from './stage';

const NAME = 'Off-boarding from a list';

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
		const path = () => join(stage().folder.path, 'leavers-report.csv');
		beforeAll(async () => {
			const list = stage().folder.write('hr-leavers.csv', LIST);
			workflow = await stage().import('off-boarding.json', (node) => {
				node('Read leavers.csv').parameters.fileSelector = list;
				node('Write the Report').parameters.fileName = path();
			});
		});
		beforeEach(() => {
			const organisation = stage().renew();
			organisation.addPerson({ id: 'U0000DORA00', name: 'dora', is_active: false });
			organisation.addPerson({ id: 'U00000DAN00', name: 'dan', is_active: false });
		});
		afterEach(() => void (stage().emulator.unsettled.resetOfDeactivated = 'ok'));

		/** Runs it, and gives the lines of its report: who, what came of it, why not. */
		async function report(): Promise<string[][]> {
			expect((await workflow.run('Start')).status).toBe('success');
			const lines = parse<Record<string, string>>(readFileSync(path(), 'utf8'), { columns: true, bom: true });
			return lines.map(({ name = '', outcome = '', reason = '' }) => [name, outcome, reason]);
		}

		const unknown = ['Zoe Unknown', 'failed', 'No active or deactivated user has the address nobody@example.com'];
		const nobody = ['Nora Noid', 'failed', "The parameter 'User' is empty: it is undefined"];
		const told = (lines: string[][]) => `report with ${lines.length} lines, ${lines.filter(([, outcome]) => outcome === 'failed').length} of them not done`;

		test('as it ships: the report says what would be done', async () => {
			await stage().play(NAME, 'as it ships: Dry Run', {}, async () => {
				const lines = await report();
				expect(lines).toEqual([
					['Ada Lovelace', 'dry_run: would reset', ''],
					['Alan Turing', 'dry_run: would reset', ''],
					['Dora Deactivated', 'dry_run: would reset', ''],
					['Dan Deactivated', 'dry_run: would reset', ''],
					unknown,
					nobody,
				]);
				return told(lines);
			});
			await workflow.turnDryRunOff();
		});

		test('a list with some who are deactivated, one unknown, one empty: the others are signed out', async () => {
			// The strictest that Slack may be.
			stage().emulator.unsettled.resetOfDeactivated = 'user_not_found';
			await stage().play(NAME, 'two of six deactivated, one unknown, one empty', { U0000000002: '3 → 0 sessions', U0000000003: '4 → 0 sessions' }, async () => {
				const lines = await report();
				expect(lines).toEqual([
					['Ada Lovelace', 'reset', ''],
					['Alan Turing', 'reset', ''],
					['Dora Deactivated', 'already_deactivated', expect.stringContaining('Slack ends the sessions of a user at deactivation')],
					['Dan Deactivated', 'failed', expect.stringContaining('U00000DAN00')],
					unknown,
					nobody,
				]);
				return told(lines);
			});
		});

		test('everybody done: the report has no line of the other kind', async () => {
			stage().folder.write('hr-leavers.csv', LIST.split('\n').slice(0, 3).join('\n'));
			await stage().play(NAME, 'a list without a bad line', { U0000000002: '3 → 0 sessions', U0000000003: '4 → 0 sessions' }, async () => {
				const lines = await report();
				expect(lines.map(([, outcome]) => outcome)).toEqual(['reset', 'reset']);
				return told(lines);
			});
		});

		test('more people than Maximum Users: nobody, and every line says so', async () => {
			stage().folder.write('hr-leavers.csv', ['name,slack_user_id', ...Array.from({ length: 51 }, (_, index) => `Leaver ${index},U${String(index + 1).padStart(10, '0')}`)].join('\n'));
			await stage().play(NAME, '51 people, Maximum Users is 50', {}, async () => {
				const lines = await report();
				expect(lines).toHaveLength(51);
				for (const [, ...line] of lines) expect(line).toEqual(['failed', "This run would act on 51 users, and 'Maximum Users' is 50: nothing was sent"]);
				return told(lines);
			});
		});

		test('nobody done: all are in the report', async () => {
			stage().folder.write('hr-leavers.csv', ['name,slack_user_id', ...LIST.trim().split('\n').slice(-2)].join('\n'));
			await stage().play(NAME, 'a list of bad lines only', {}, async () => {
				const lines = await report();
				expect(lines).toEqual([unknown, nobody]);
				return told(lines);
			});
		});
	});
}
