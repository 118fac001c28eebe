import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { faults } from '../../emulator/faults';
import { methodOf } from '../../emulator/slack';
import { readExample, type Imported, type Stage } from './stage';

const NAME = 'Session length of contractors';
const LIST = join(__dirname, '../../../examples/data/contractors.csv');

export function contractorsSessionLength(stage: () => Stage): void {
	describe(NAME, () => {
		let workflow: Imported;
		const list = (text: string) => stage().folder.write('our-contractors.csv', text);
		beforeAll(async () => {
			workflow = await stage().import('contractors-session-length.json', (node) => {
				node('Read contractors.csv').parameters.fileSelector = list(readFileSync(LIST, 'utf8'));
			});
		});
		beforeEach(() => {
			stage().renew();
			list(readFileSync(LIST, 'utf8'));
		});

		const play = async (
			what: string,
			changes: Record<string, string>,
			trigger: string,
			subject: string,
			lines: string[],
		) =>
			await stage().play(NAME, what, changes, async () => {
				expect((await workflow.run(trigger)).status).toBe('success');
				const mail = await stage().mailbox.read('Session length of contractors');
				expect([mail.subject, mail.text.trim().split('\n')]).toEqual([
					`Session length of contractors: ${subject}`,
					lines,
				]);
				return `mail “${mail.subject}”`;
			});
		const unknown =
			'- nobody@example.com: NOT set. No active or deactivated user has the address nobody@example.com';
		const set = { U0000000002: 'no → 43200 seconds', U0000000003: 'no → 43200 seconds' };
		const done = (email: string) => `- ${email}: settings_set, 12 hours`;

		test('as it ships: the report says what would be set', async () => {
			await play(
				'as it ships: Dry Run',
				{},
				'By Hand',
				'0 set, 1 NOT set (preview, nothing was changed)',
				[
					'- u0000000003@example.com: dry_run, would set_settings, 12 hours',
					unknown,
					'- u0000000002@example.com: dry_run, would set_settings, 12 hours',
				],
			);
			await workflow.turnDryRunOff();
		});

		test('one unknown: the others are set, and the report says who is not', async () => {
			await play('one of three unknown', set, 'Every Monday', '2 set, 1 NOT set', [
				done('u0000000003@example.com'),
				unknown,
				done('u0000000002@example.com'),
			]);
		});

		test('the answers are lost: the report says that it is not known', async () => {
			stage().emulator.faultFor = (request) =>
				methodOf(request) === 'admin.users.session.setSettings'
					? faults['cut after Slack worked']
					: undefined;
			await stage().play(NAME, 'Slack sets it, and the answer is lost', set, async () => {
				expect((await workflow.run('By Hand')).status).toBe('success');
				const { subject, text } = await stage().mailbox.read('0 set, 1 NOT set, 2 NOT KNOWN');
				expect(text).toMatch(
					/^- u0000000003@example\.com: NOT KNOWN\. It is not known whether the session settings of user U0000000003 were set: /m,
				);
				return `mail “${subject}”`;
			});
		});

		test('more people than Maximum Users: nobody is set, and every line says so', async () => {
			list(
				[
					'name,email',
					...Array.from(
						{ length: 51 },
						(_, index) => `Contractor ${index},U${String(index + 1).padStart(10, '0')}`,
					),
				].join('\n'),
			);
			const lines = Array.from(
				{ length: 51 },
				(_, index) =>
					`- U${String(index + 1).padStart(10, '0')}: NOT set. This run would act on 51 users, and 'Maximum Users' is 50: nothing was sent`,
			);
			await play('51 people, Maximum Users is 50', {}, 'Every Monday', '0 set, 51 NOT set', lines);
		});

		test('the node is deactivated: no line is told as set', async () => {
			const line = (email: string) =>
				`- ${email}: NOT KNOWN. No outcome came from the node Set the Length. Is it deactivated? Look at the execution in n8n.`;
			await workflow.without('Set the Length', async () => {
				await play(
					'*Set the Length* is deactivated',
					{},
					'By Hand',
					'0 set, 0 NOT set, 3 NOT KNOWN',
					['u0000000003@example.com', 'nobody@example.com', 'u0000000002@example.com'].map(line),
				);
			});
		});

		test('a list with a byte order mark and semicolons: every line is in the report', async () => {
			list(
				'\uFEFFemail;name\r\nu0000000003@example.com;Ada;left in May\r\nnobody@example.com;"Zoe; U."\r\nu0000000002@example.com;Alan\r\n',
			);
			await play(
				'a list with a byte order mark, semicolons and a column too many',
				set,
				'By Hand',
				'2 set, 1 NOT set',
				[done('u0000000003@example.com'), unknown, done('u0000000002@example.com')],
			);
		});

		test('it reads lists as the off-boarding does', () => {
			const code = (file: string, name: string) =>
				readExample(file).nodes.find((node) => node.name === name)?.parameters.jsCode;
			expect(code('contractors-session-length.json', 'One Item a Contractor')).toBe(
				code('off-boarding.json', 'One Item a Leaver'),
			);
		});

		test('lines are lost on the way: the report says so', async () => {
			const json = {
				ok: true,
				outcome: 'settings_set',
				requested_as: 'u0000000003@example.com',
				duration: 43_200,
			};
			await workflow.pin({ 'Set the Length': [{ json }] });
			await play(
				'two of three lines are lost on the way',
				{},
				'By Hand',
				'1 set, 0 NOT set, 2 lines of the list MISSING',
				[done('u0000000003@example.com')],
			);
			await workflow.pin({});
		});

		test('a list with its headings only: the report says so', async () => {
			list('name,email\n');
			await play('a list with its headings only', {}, 'Every Monday', '0 set, 1 NOT set', [
				"- a line without a user: NOT set. The parameter 'Users' is empty: it is undefined",
			]);
		});

		test('the list is missing: nobody is set, and the run is an error', async () => {
			rmSync(list(''));
			await stage().play(NAME, 'the list is missing', {}, async () => {
				const { status, data } = await workflow.run('Every Monday');
				expect([status, data.resultData.error?.message, data.resultData.lastNodeExecuted]).toEqual([
					'error',
					'No file(s) found',
					'Read contractors.csv',
				]);
				return 'the run is an error';
			});
		});

		test('a duration that Slack does not take: nobody is set', async () => {
			await workflow.change((node) => {
				node('Set the Length').parameters.settings = { duration: 2, durationUnit: 'hours' };
			});
			await stage().play(NAME, 'a duration of 2 hours', {}, async () => {
				expect((await workflow.run('By Hand')).status).toBe('success');
				const { subject, text } = await stage().mailbox.read('0 set, 3 NOT set');
				expect(text).toContain(
					"The value of 'Duration' is not between 8 hours and 10 years: 2 hours",
				);
				return `mail “${subject}”`;
			});
		});
	});
}
