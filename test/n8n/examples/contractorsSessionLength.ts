import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Imported, Stage } from './stage';

const NAME = 'Session length of contractors';
const LIST = join(__dirname, '../../../examples/data/contractors.csv');

export function contractorsSessionLength(stage: () => Stage): void {
	describe(NAME, () => {
		let workflow: Imported;
		beforeAll(async () => {
			const list = stage().folder.write('our-contractors.csv', readFileSync(LIST, 'utf8'));
			workflow = await stage().import('contractors-session-length.json', (node) => {
				node('Read contractors.csv').parameters.fileSelector = list;
			});
		});
		beforeEach(() => void stage().renew());

		const play = async (what: string, changes: Record<string, string>, trigger: string, subject: string, lines: string[]) =>
			await stage().play(NAME, what, changes, async () => {
				expect((await workflow.run(trigger)).status).toBe('success');
				const mail = await stage().mailbox.read('Session length of contractors');
				expect([mail.subject, mail.text.trim().split('\n')]).toEqual([`Session length of contractors: ${subject}`, lines]);
				return `mail “${mail.subject}”`;
			});
		const unknown = '- nobody@example.com: NOT set. No active or deactivated user has the address nobody@example.com';
		const set = { U0000000002: 'no → 43200 seconds', U0000000003: 'no → 43200 seconds' };
		const done = (email: string) => `- ${email}: settings_set, 12 hours`;

		test('as it ships: the report says what would be set', async () => {
			await play('as it ships: Dry Run', {}, 'By Hand', '0 set, 1 NOT set (preview, nothing was changed)', [
				'- u0000000003@example.com: dry_run, would set_settings, 12 hours',
				unknown,
				'- u0000000002@example.com: dry_run, would set_settings, 12 hours',
			]);
			await workflow.turnDryRunOff();
		});

		test('one unknown: the others are set, and the report says who is not', async () => {
			await play('one of three unknown', set, 'Every Monday', '2 set, 1 NOT set', [done('u0000000003@example.com'), unknown, done('u0000000002@example.com')]);
		});

		test('a duration that Slack does not take: nobody is set', async () => {
			await workflow.change((node) => {
				node('Set the Length').parameters.settings = { duration: 2, durationUnit: 'hours' };
			});
			await stage().play(NAME, 'a duration of 2 hours', {}, async () => {
				expect((await workflow.run('By Hand')).status).toBe('success');
				const { subject, text } = await stage().mailbox.read('0 set, 3 NOT set');
				expect(text).toContain("The value of 'Duration' is not between 8 hours and 10 years: 2 hours");
				return `mail “${subject}”`;
			});
		});
	});
}
