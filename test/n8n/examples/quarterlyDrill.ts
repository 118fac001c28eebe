import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { IDataObject } from 'n8n-workflow';

import { json, methodOf } from '../../emulator/slack';
import type { Imported, Stage } from './stage';

const NAME = 'Quarterly drill';
const ACCOUNT = 'slack-drill@example.com';

export function quarterlyDrill(stage: () => Stage): void {
	describe(NAME, () => {
		let workflow: Imported;
		const path = () => join(stage().folder.path, 'drill.csv');
		beforeAll(async () => {
			workflow = await stage().import('quarterly-drill.json', (node) => {
				node('Reset the Test Account').parameters.user = {
					__rl: true,
					mode: 'email',
					value: ACCOUNT,
				};
				node('Keep the Evidence').parameters.fileName = path();
			});
		});
		beforeEach(() => {
			rmSync(path(), { force: true });
			prepare();
		});

		/** The test account, signed in on a computer and a phone. */
		function prepare(scopes?: string[]): void {
			const organisation = stage().renew(scopes && { scopes });
			organisation.addPerson({ id: 'U0DRILL0001', name: 'slack-drill' });
			for (const client of ['web', 'mobile'] as const)
				organisation.addSession('U0DRILL0001', { client });
		}

		/** The one line of the evidence, as it was kept and as it was sent. */
		async function evidence(subject: string): Promise<Record<string, string>> {
			const mail = await stage().mailbox.read(subject);
			const csv = readFileSync(path(), 'utf8');
			expect(
				mail.attachments.map(({ filename, content }) => [filename, content.toString()]),
			).toEqual([['slack-drill.csv', csv]]);
			const lines = parse<Record<string, string>>(csv, { columns: true, bom: true });
			expect(lines).toHaveLength(1);
			expect(Math.abs(Date.now() - Date.parse(lines[0]?.time ?? ''))).toBeLessThan(60_000);
			return lines[0] ?? {};
		}

		const play = async (
			what: string,
			changes: Record<string, string>,
			trigger: string,
			subject: string,
			expected: Record<string, unknown>,
		) =>
			await stage().play(NAME, what, changes, async () => {
				expect((await workflow.run(trigger)).status).toBe('success');
				expect(await evidence(subject)).toMatchObject({ who: ACCOUNT, ...expected });
				return `mail “${subject}”, evidence “${expected.outcome}, verified: ${expected.verified}”`;
			});

		test('as it ships: the evidence says that nothing was changed', async () => {
			await play(
				'as it ships: Dry Run',
				{},
				'By Hand',
				`Slack drill preview, nothing was changed: ${ACCOUNT}`,
				{ outcome: 'dry_run: would reset', verified: 'not proved' },
			);
			await workflow.turnDryRunOff();
		});

		test.each(['By Hand', 'Every Quarter'])(
			'%s: the account is signed out, and the evidence has its sessions',
			async (trigger) => {
				const ids = stage()
					.organisation.sessionsOf('U0DRILL0001')
					.map(({ session_id }) => session_id);
				await play(
					`a token that is ready (${trigger})`,
					{ U0DRILL0001: '2 → 0 sessions' },
					trigger,
					`Slack drill passed: ${ACCOUNT}`,
					{
						outcome: 'reset',
						verified: 'true',
						passed: 'yes',
						sessions_before: '2',
						sessions_after: '0',
						session_ids_before: ids.join(' '),
						session_ids_after: '',
						reason: '',
					},
				);
			},
		);

		test('the account signs in again: passed, and said in the subject', async () => {
			let again = 0;
			stage().emulator.faultFor = (request) =>
				methodOf(request) === 'admin.users.session.reset'
					? ({ work, send }) => {
							const reply = work();
							again = stage().organisation.addSession('U0DRILL0001').session_id;
							send(reply);
						}
					: undefined;
			const subject = `Slack drill passed, and signed in again: ${ACCOUNT}`;
			await stage().play(
				NAME,
				'the account signs in again',
				{ U0DRILL0001: '2 → 1 sessions' },
				async () => {
					expect((await workflow.run('By Hand')).status).toBe('success');
					expect(await evidence(subject)).toMatchObject({
						who: ACCOUNT,
						passed: 'yes',
						session_ids_after: String(again),
					});
					return `mail “${subject}”, evidence “reset, verified: true”`;
				},
			);
		});

		test('nobody has signed the account in: not proved, and the drill says so', async () => {
			stage().organisation.end('U0DRILL0001', () => true);
			await play(
				'the test account was not signed in',
				{},
				'By Hand',
				`Slack drill NOT passed: ${ACCOUNT}`,
				{
					outcome: 'reset',
					verified: 'true',
					passed: 'no',
					sessions_before: '0',
					reason: expect.stringContaining('nothing is proved'),
				},
			);
		});

		test('Slack does not list the account: not proved, and not passed', async () => {
			// The check of the token, which asks for one session of anybody, is let through.
			stage().emulator.faultFor = (request) =>
				methodOf(request) === 'admin.users.session.list' && request.body.includes('limit=1000')
					? ({ send }) => send(json({ ok: false, error: 'feature_not_enabled' }))
					: undefined;
			await play(
				'Slack does not list the sessions of the account',
				{ U0DRILL0001: '2 → 0 sessions' },
				'By Hand',
				`Slack drill NOT passed: ${ACCOUNT}`,
				{
					outcome: 'reset',
					verified: 'not proved',
					passed: 'no',
					sessions_before: '',
					reason: 'The sessions could not be listed before the reset.',
				},
			);
		});

		// Verify looks for five minutes before it says so: what it gave in a reset that worked is pinned, but for the sessions that stay.
		test('a session stays: not passed', async () => {
			const { data } = await workflow.run('By Hand');
			await stage().mailbox.read('Slack drill passed');
			const done =
				data.resultData.runData['Reset the Test Account']?.[0]?.data?.main?.[0]?.[0]?.json ?? {};
			expect(done).toMatchObject({ verified: true, sessions_before: [{}, {}], sessions_left: [] });
			const [stays = {}] = done.sessions_before as IDataObject[];
			prepare();
			await workflow.pin({
				'Reset the Test Account': [{ json: { ...done, verified: false, sessions_left: [stays] } }],
			});
			await stage().play(NAME, 'a session stays', {}, async () => {
				expect((await workflow.run('By Hand')).status).toBe('success');
				const line = await evidence(`Slack drill NOT passed: ${ACCOUNT}`);
				expect(line).toMatchObject({
					outcome: 'reset',
					verified: 'false',
					passed: 'no',
					sessions_before: '2',
					sessions_after: '1',
					session_ids_after: String(stays.session_id),
					reason: 'Not every session has ended.',
				});
				return `mail “Slack drill NOT passed: ${ACCOUNT}”, evidence “reset, verified: false”`;
			});
			await workflow.pin({});
		});

		test('the check is deactivated: the account is signed out, and the drill has not passed', async () => {
			await workflow.without('Is the Token Ready?', async () => {
				await play(
					'*Is the Token Ready?* is deactivated',
					{ U0DRILL0001: '2 → 0 sessions' },
					'By Hand',
					`Slack drill NOT passed: ${ACCOUNT}`,
					{
						outcome: 'reset',
						verified: 'true',
						passed: 'no',
						reason: expect.stringContaining('The token was not checked'),
					},
				);
			});
		});

		test('the reset is deactivated: the evidence and the mail say that no outcome is known', async () => {
			await workflow.without('Reset the Test Account', async () => {
				await play(
					'*Reset the Test Account* is deactivated',
					{},
					'By Hand',
					'Slack drill NOT passed: not known',
					{
						who: 'not known',
						outcome: 'unknown',
						verified: 'not proved',
						passed: 'no',
						reason: expect.stringContaining('Is it deactivated?'),
					},
				);
			});
		});

		test('the account does not exist: the evidence and the mail say so', async () => {
			stage().renew();
			await play(
				'the test account does not exist',
				{},
				'By Hand',
				`Slack drill NOT passed: ${ACCOUNT}`,
				{
					outcome: 'failed',
					verified: 'not proved',
					reason: `No active or deactivated user has the address ${ACCOUNT}`,
				},
			);
		});

		test('a token that is not ready: no reset, told, and the run is an error', async () => {
			prepare(['admin.users:read', 'users:read.email']);
			await stage().play(NAME, 'a token without admin.users:write', {}, async () => {
				const { status, data } = await workflow.run('By Hand');
				expect([status, data.resultData.error?.message]).toEqual([
					'error',
					expect.stringContaining('The token is not ready'),
				]);
				const { subject, text } = await stage().mailbox.read('token is not ready');
				expect(text).toContain('Add the scope admin.users:write');
				return `mail “${subject}”`;
			});
			expect(existsSync(path())).toBe(false);
			expect(Object.keys((await workflow.ended()).data.resultData.runData)).not.toContain(
				'Reset the Test Account',
			);
		});

		test('the evidence cannot be kept: it is in the mail, and the run is an error', async () => {
			await workflow.change((node) => {
				node('Keep the Evidence').parameters.fileName = join(
					stage().folder.path,
					'no-such-folder',
					'drill.csv',
				);
			});
			await stage().play(
				NAME,
				'the folder of the evidence is missing',
				{ U0DRILL0001: '2 → 0 sessions' },
				async () => {
					const { status, data } = await workflow.run('By Hand');
					expect([status, data.resultData.error?.message]).toEqual([
						'error',
						'The evidence could not be kept: The file or directory does not exist',
					]);
					const { subject, text } = await stage().mailbox.read(
						`Slack drill passed, evidence NOT kept: ${ACCOUNT}`,
					);
					expect(text).toContain(
						'The file could not be written: The file or directory does not exist. Keep this e-mail instead.\n\ntime: ',
					);
					expect(text).toMatch(
						new RegExp(
							`^who: ${ACCOUNT}\noutcome: reset\nverified: true\nsessions_before: 2$`,
							'm',
						),
					);
					return `mail “${subject}”, the run is an error`;
				},
			);
		});
	});
}
