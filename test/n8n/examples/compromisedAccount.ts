import type { IDataObject } from 'n8n-workflow';

import { faults } from '../../emulator/faults';
import { json, methodOf } from '../../emulator/slack';
import { until } from '../../until';
import { fresh } from '../server';
import type { Page } from './page';
import { readExample, siem, type Imported, type Stage } from './stage';

const NAME = 'Compromised account';
const ADA = 'u0000000003@example.com';
const FIRST = 'first.responder@example.com';
const SECOND = 'second.responder@example.com';
const SIGNED_OUT = { U0000000003: '4 → 0 sessions' };

export function compromisedAccount(stage: () => Stage): void {
	describe(NAME, () => {
		let workflow: Imported;
		beforeAll(async () => {
			workflow = await stage().import('compromised-account.json');
			await workflow.publish();
		});
		beforeEach(() => void stage().renew());
		afterAll(async () => await workflow.unpublish());

		async function alert(
			body: unknown,
			headers: Record<string, string> = { [siem.name]: siem.value },
		): Promise<{ status: number; answer: unknown }> {
			const response = await fetch(`${stage().server.url}/webhook/slack-compromised-account`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', ...fresh, ...headers },
				body: JSON.stringify(body),
			});
			const text = await response.text();
			return { status: response.status, answer: text.startsWith('{') ? JSON.parse(text) : text };
		}

		/** Opens the page that the mail leads to. */
		async function decide(told = 'Sessions now: 4'): Promise<Page> {
			const mail = await stage().mailbox.read('Sign u0000000003@example.com out of Slack?');
			expect([mail.to].flat().map((to) => to?.text)).toEqual([`${FIRST}, ${SECOND}`]);
			expect(mail.html).toContain(told);
			return await workflow.decide(mail);
		}

		const play = async (
			what: string,
			changes: Record<string, string>,
			act: () => Promise<string>,
		) =>
			await stage().play(NAME, what, changes, async () => {
				const told = await act();
				expect((await workflow.ended()).status).toBe('success');
				return told;
			});

		/** Sends a critical alert, and gives the mail about what came of it. */
		async function critical(email: string, subject: string) {
			expect(await alert({ email, severity: 'Critical' })).toEqual({
				status: 202,
				answer: { accepted: true, next: 'reset' },
			});
			return await stage().mailbox.read(subject);
		}

		test('the addresses are set once, in Case', () => {
			const mails = readExample('compromised-account.json').nodes.filter(
				({ type }) => type === 'n8n-nodes-base.emailSend',
			);
			expect(mails).toHaveLength(5);
			for (const { name, parameters } of mails) {
				expect(parameters.fromEmail).toBe("={{ $('Case').first().json.from_email }}");
				expect(parameters.toEmail).toBe(
					name === 'Ask a Person'
						? "={{ $('What Was Listed').first().json.people.join(', ') }}"
						: "={{ $('Case').first().json.to_email }}",
				);
			}
		});

		test('as it ships, a critical alert changes nothing', async () => {
			await play('as it ships: Dry Run', {}, async () => {
				const { subject, text, from, to } = await critical(ADA, ADA);
				expect(text).toContain('Outcome: dry_run, would reset');
				expect([from, to]).toMatchObject([
					{ text: 'n8n@example.com' },
					{ text: 'security@example.com' },
				]);
				return `mail “${subject}”`;
			});
			await workflow.turnDryRunOff();
			await workflow.publish();
		});

		test('critical: reset at once, verified, told afterwards', async () => {
			await play('severity critical', SIGNED_OUT, async () => {
				const { subject, text } = await critical(ADA, ADA);
				expect(text).toMatch(
					/Outcome: reset\nVerified: true\nSessions before: 4\n(- \d+: .*\n){4}Sessions left: 0\n/,
				);
				return `mail “${subject}”`;
			});
		});

		test('critical, and somebody signs in again: told in the subject', async () => {
			stage().emulator.faultFor = (request) =>
				methodOf(request) === 'admin.users.session.reset'
					? ({ work, send }) => {
							const reply = work();
							stage().organisation.addSession('U0000000003');
							send(reply);
						}
					: undefined;
			const again = { U0000000003: '4 → 1 sessions' };
			await play('severity critical, and somebody signs in again', again, async () => {
				const { subject, text } = await critical(
					ADA,
					`Signed out of Slack, verified, and signed in again: ${ADA}`,
				);
				expect(text).toContain('Sessions left: 0\nSignings-in since: 1');
				return `mail “${subject}”`;
			});
		});

		test('critical, and the sessions cannot be listed: reset all the same, and told that it is not proved', async () => {
			stage().emulator.faultFor = (request) =>
				methodOf(request) === 'admin.users.session.list'
					? ({ send }) => send(json({ ok: false, error: 'feature_not_enabled' }))
					: undefined;
			await play('severity critical, and Slack does not list sessions', SIGNED_OUT, async () => {
				const { subject, text } = await critical(ADA, ADA);
				expect(text).toContain('Verified: could not be proved');
				return `mail “${subject}”`;
			});
		});

		test.each([
			['answers 429 with a long Retry-After', '429, Retry-After: a year'],
			['hangs', 'a hang before Slack worked'],
		] as const)('critical, and whatever lists %s: reset within 90 seconds', async (how, fault) => {
			stage().emulator.faultFor = (request) =>
				/^admin\.users\.(session\.)?list$/.test(methodOf(request)) ? faults[fault] : undefined;
			await play(`severity critical, and whatever lists ${how}`, SIGNED_OUT, async () => {
				const from = Date.now();
				expect(await alert({ email: ADA, severity: 'critical' })).toEqual({
					status: 202,
					answer: { accepted: true, next: 'reset' },
				});
				expect(Date.now() - from).toBeLessThan(15_000);
				await until(
					'Ada was signed out',
					() => stage().organisation.sessionsOf('U0000000003').length === 0,
					from + 90_000 - Date.now(),
				);
				const { subject, text } = await stage().mailbox.read(
					`Signed out of Slack, NOT verified: ${ADA}`,
				);
				expect(text).toContain(
					'Verified: could not be proved. The sessions could not be listed before the reset.\nSessions before: not known',
				);
				return `mail “${subject}”`;
			});
		});

		// Verify looks for five minutes before it says so: what it gave in a reset that worked is pinned, but for the session that stays.
		test('a session stays: told', async () => {
			await critical(ADA, 'Signed out of Slack, verified');
			const done =
				(await workflow.ended()).data.resultData.runData['Reset Now']?.[0]?.data?.main?.[0]?.[0]
					?.json ?? {};
			expect(done).toMatchObject({
				verified: true,
				sessions_before: [{}, {}, {}, {}],
				sessions_left: [],
			});
			const sessions_left = (done.sessions_before as IDataObject[]).slice(0, 1);
			stage().renew();
			await workflow.pin({
				'Alert from SIEM': [{ json: { body: { email: ADA, severity: 'critical' } } }],
				'Reset Now': [{ json: { ...done, verified: false, sessions_left } }],
			});
			await stage().play(NAME, 'severity critical, and a session stays', {}, async () => {
				expect((await workflow.run('Alert from SIEM')).status).toBe('success');
				const { subject, text } = await stage().mailbox.read(
					`NOT every session has ended in Slack: ${ADA}`,
				);
				expect(text).toMatch(
					/Verified: false\nSessions before: 4\n(- \d+: .*\n){4}Sessions left: 1\n/,
				);
				return `mail “${subject}”`;
			});
			await workflow.pin({});
			await workflow.publish();
		});

		test('the reset is deactivated: told that it is not known', async () => {
			await workflow.without('Reset Now', async () => {
				await workflow.publish();
				await play('severity critical, and *Reset Now* is deactivated', {}, async () => {
					const { subject, text } = await critical(
						ADA,
						`NOT KNOWN whether signed out of Slack: ${ADA}`,
					);
					expect(text).toContain('Outcome: unknown. No outcome came from the node Reset Now.');
					return `mail “${subject}”`;
				});
			});
			await workflow.publish();
		});

		test('the list is deactivated: whoever decides is told that nothing was listed', async () => {
			await workflow.without('Sessions Now', async () => {
				await workflow.publish();
				await play('severity high, and *Sessions Now* is deactivated', {}, async () => {
					await alert({ email: ADA, severity: 'high' });
					const page = await decide(
						'The sessions could not be listed: The node Sessions Now listed nothing. Is it deactivated?',
					);
					await page.submit({ Decision: 'Leave signed in', 'Your Address': FIRST });
					const { subject } = await stage().mailbox.read('Still signed in');
					return `mail “${subject}”`;
				});
			});
			await workflow.publish();
		});

		test('critical, and every answer to the reset is lost: the list of sessions proves it', async () => {
			stage().emulator.faultFor = (request) =>
				methodOf(request) === 'admin.users.session.reset'
					? faults['cut after Slack worked']
					: undefined;
			await play('severity critical, and the answer to the reset is lost', SIGNED_OUT, async () => {
				const { subject, text } = await critical(ADA, `Signed out of Slack, verified: ${ADA}`);
				expect(text).toContain("Outcome: reset. Slack's answer was lost.");
				return `mail “${subject}”`;
			});
		});

		test('critical, every answer to the reset is lost and nothing is listed: told that it is not known', async () => {
			stage().emulator.faultFor = (request) => {
				if (methodOf(request) === 'admin.users.session.reset')
					return faults['cut after Slack worked'];
				return methodOf(request) === 'admin.users.session.list'
					? ({ send }) => send(json({ ok: false, error: 'feature_not_enabled' }))
					: undefined;
			};
			const what =
				'severity critical, the answer to the reset is lost and Slack does not list sessions';
			await play(what, SIGNED_OUT, async () => {
				const { subject, text } = await critical(
					ADA,
					`NOT KNOWN whether signed out of Slack: ${ADA}`,
				);
				expect(text).toContain(
					'Outcome: unknown\nReason: It is not known whether the sessions of user U0000000003 were reset',
				);
				expect(text).toContain(
					'Next step: List the sessions to see where things stand, or run the workflow again',
				);
				return `mail “${subject}”`;
			});
		});

		test('critical, and the mail server is down: reset all the same, and the run is an error', async () => {
			stage().mailbox.down = true;
			try {
				await stage().play(
					NAME,
					'severity critical, and the mail server is down',
					SIGNED_OUT,
					async () => {
						expect(await alert({ email: ADA, severity: 'critical' })).toEqual({
							status: 202,
							answer: { accepted: true, next: 'reset' },
						});
						const { status, data } = await workflow.ended();
						expect([status, data.resultData.lastNodeExecuted]).toEqual(['error', 'Tell: Outcome']);
						return 'the run is an error';
					},
				);
			} finally {
				stage().mailbox.down = false;
			}
		});

		test('critical, and Slack refuses: told with the reason', async () => {
			await play('severity critical, the Primary Org Owner', {}, async () => {
				const { subject, text } = await critical('primary@example.com', 'primary@example.com');
				expect(text).toContain(
					'Reason: The sessions of user U0PRIMARY01 were not reset: this is the Primary Org Owner',
				);
				return `mail “${subject}”`;
			});
		});

		test('not critical: nothing before a person has decided; approved: reset', async () => {
			await play('severity high, approved by a person', SIGNED_OUT, async () => {
				const before = stage().state;
				expect(await alert({ email: ADA, severity: 'high' })).toEqual({
					status: 202,
					answer: { accepted: true, next: 'approval' },
				});
				const page = await decide();
				expect(before.changesTo(stage().state)).toEqual({});
				expect(page.fields).toEqual([
					{ id: 'field-0', label: 'Decision', options: ['Leave signed in', 'Sign out of Slack'] },
					{ id: 'field-1', label: 'Your Address', options: [] },
				]);
				await page.submit({ Decision: 'Sign out of Slack', 'Your Address': FIRST });
				const { subject, text } = await stage().mailbox.read('Signed out of Slack, verified');
				expect(text).toContain(`Severity: high\nDecided by: ${FIRST}\nOutcome: reset\n`);
				return `mail “${subject}”`;
			});
		});

		test.each([
			['a blank address', ''],
			['the user', ADA],
			['somebody who was not asked', 'somebody@example.com'],
		])('approved by %s: does not count', async (what, address) => {
			await play(`severity high, approved by ${what}`, {}, async () => {
				await alert({ email: ADA, severity: 'high' });
				await (await decide()).submit({ Decision: 'Sign out of Slack', 'Your Address': address });
				const { subject, text } = await stage().mailbox.read('Still signed in');
				expect(text).toContain('it does not count. Nothing was changed.');
				return `mail “${subject}”`;
			});
		});

		/** Names who may decide, as whoever sets it up would. */
		const nameApprovers = async (approvers: string) => {
			await workflow.change((node) => {
				const { assignments } = node('Case').parameters.assignments as {
					assignments: Array<{ name: string; value: string }>;
				};
				for (const each of assignments) if (each.name === 'approvers') each.value = approvers;
			});
			await workflow.publish();
		};

		test('nobody else than the user may decide: nobody is asked, and told', async () => {
			await nameApprovers(` ,${ADA.toUpperCase()};`);
			await play('severity high, nobody but the user may decide', {}, async () => {
				await alert({ email: `Ada <${ADA}>`, severity: 'high' });
				const { subject, text } = await stage().mailbox.read('Still signed in');
				expect(text).toContain(
					'Nobody was asked: no address in approvers is somebody else than the user. Nothing was changed.',
				);
				return `mail “${subject}”`;
			});
			await nameApprovers(`${FIRST}, ${SECOND}`);
		});

		test('declined: nothing', async () => {
			await play('severity high, declined', {}, async () => {
				await alert({ email: ADA, severity: 'high' });
				await (await decide()).submit({ Decision: 'Leave signed in', 'Your Address': FIRST });
				const { subject, text } = await stage().mailbox.read('Still signed in');
				expect(text).toContain(`The reset was declined, decided by ${FIRST}. Nothing was changed.`);
				return `mail “${subject}”`;
			});
		});

		describe.each([
			[
				'an address that nobody has',
				'nobody@example.com',
				'nobody@example.com',
				'No active or deactivated user has the address nobody@example.com',
			],
			[
				'something that is no address',
				'ada@',
				'ada@',
				'The value of \'User\' is not an e-mail address: "ada@"',
			],
			[
				'no address',
				undefined,
				'an alert without an address',
				'The parameter \'User\' is empty: it is ""',
			],
			[
				'an empty address',
				'',
				'an alert without an address',
				'The parameter \'User\' is empty: it is ""',
			],
		])('%s: nobody is signed out', (what, email, who, reason) => {
			const next = 'Find out who is meant, and send';

			test('critical: the team is told', async () => {
				await play(`severity critical, ${what}`, {}, async () => {
					expect(await alert({ email, severity: 'critical' })).toEqual({
						status: 202,
						answer: { accepted: true, next: 'reset' },
					});
					const { subject, text } = await stage().mailbox.read(`NOT signed out of Slack: ${who}`);
					expect(text).toContain(
						`Who: ${email || '(no address)'}\nSeverity: critical\nOutcome: failed\nReason: ${reason}\nNext step: `,
					);
					expect(text).toContain(next);
					return `mail “${subject}”`;
				});
			});

			test('not critical: the caller is told, and the team', async () => {
				await play(`severity low, ${what}`, {}, async () => {
					expect(await alert({ email, severity: 'low' })).toEqual({
						status: 422,
						answer: { accepted: false, reason },
					});
					const { subject, text } = await stage().mailbox.read(`NOT signed out of Slack: ${who}`);
					expect(text).toContain(`Reason: ${reason}`);
					expect(text).toContain(next);
					return `answer 422, mail “${subject}”`;
				});
			});
		});

		test('without the header nobody starts it', async () => {
			const count = (await workflow.executions()).length;
			await stage().play(
				NAME,
				'a caller without the header',
				{},
				async () => `answer ${(await alert({ email: ADA, severity: 'critical' }, {})).status}`,
			);
			expect(await workflow.executions()).toHaveLength(count);
		});

		// Last: n8n looks for what has waited long enough once a minute.
		test('nobody decides in time: nothing', async () => {
			await workflow.change((node) => {
				node('Ask a Person').parameters.options = {
					limitWaitTime: {
						values: { limitType: 'afterTimeInterval', resumeAmount: 0.05, resumeUnit: 'minutes' },
					},
				};
			});
			await workflow.publish();
			await play('severity high, nobody decides in time', {}, async () => {
				await alert({ email: ADA, severity: 'high' });
				const { subject, text } = await stage().mailbox.read('Still signed in');
				expect(text).toContain(
					'No decision came: the time limit has passed, or the e-mail could not be sent. Nothing was changed.',
				);
				await stage().mailbox.read('Sign u0000000003@example.com out of Slack?');
				return `mail “${subject}”`;
			});
		});
	});
}
