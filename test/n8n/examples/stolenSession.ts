import type { IDataObject } from 'n8n-workflow';

import { simplified } from '../../../nodes/SlackAdminSessions/auditLog/events';
import { begin } from '../../../nodes/SlackAdminSessions/trigger/mark';
import { anomaly, byAdmin } from '../../emulator/auditLog/write';
import type { Session } from '../../emulator/organisation';
import { json, methodOf } from '../../emulator/slack';
import { everyFiveSeconds } from '../ourNodes';
import type { Page } from './page';
import { readExample, type Imported, type Setting, type Stage } from './stage';

const NAME = 'Stolen session';
const FILE = 'stolen-session.json';
const TRIGGER = "Slack's Alarm";
const ADA_ID = 'U0000000003';
const ADA = 'u0000000003@example.com';
const ALL_ENDED = { [ADA_ID]: '4 → 0 sessions' };
const ONE_ENDED = { [ADA_ID]: '4 → 3 sessions' };
const FIRST = 'first.responder@example.com';
const SECOND = 'second.responder@example.com';
const NEXT = 'head.of.security@example.com';
const END = 'End the session';
const PROVED = `Ended in Slack, proved: ${ADA}`;

/** As the note asks for, so that what the workflow does itself is no alarm. */
const ignoreAdmin: Setting = (node) => {
	node(TRIGGER).parameters.filters = { ignoreActors: 'U0ADMIN0001' };
};

export function stolenSession(stage: () => Stage): void {
	describe(NAME, () => {
		let workflow: Imported;
		let stolen: Session;
		beforeAll(async () => {
			workflow = await stage().import(FILE, ignoreAdmin);
		});
		const renew = () => {
			stolen = stage().renew().sessionsOf(ADA_ID)[1] as Session;
		};
		beforeEach(renew);

		const invalidations = () => stage().emulator.calls('admin.users.session.invalidate').length;
		const isThere = () =>
			stage()
				.organisation.sessionsOf(ADA_ID)
				.some(({ session_id }) => session_id === stolen.session_id);

		/** What the trigger gives out of an anomaly. Each is of a day of its own: n8n keeps what it has seen. */
		let day = 0;
		function alarm(
			reasons: string[],
			more: IDataObject = {},
			session: Session = stolen,
		): IDataObject {
			const date_create = Date.UTC(2026, 0, ++day) / 1000;
			const [event] = simplified(anomaly(stage().organisation, session, reasons, { date_create }));
			return { ...event, ...more };
		}

		/** One run, by the trigger. What it gives out is pinned, so that nobody waits for its next poll; by hand it would read the log itself. */
		async function play(
			what: string,
			changes: Record<string, string>,
			given: IDataObject | undefined,
			act: () => Promise<Array<string | undefined>>,
			status = 'success',
		): Promise<void> {
			if (given) await workflow.pin({ [TRIGGER]: [{ json: given }] });
			await stage().play(NAME, what, changes, async () => {
				const [run, subjects] = await Promise.all([workflow.run(TRIGGER), act()]);
				expect(run.status).toBe(status);
				const told = subjects.map((subject) => `mail “${subject}”`);
				return [...told, ...(status === 'error' ? ['the run is an error'] : [])].join(', ');
			});
			if (given) await workflow.pin({});
		}

		/** The mail about what came of it. */
		const read = async (subject: string) => await stage().mailbox.read(subject);

		/** Reads the mail that asks these people, and opens the page that it leads to. */
		async function asked(people: string[], told: string): Promise<Page> {
			const mail = await stage().mailbox.read(`End a Slack session of ${ADA}?`);
			expect([mail.to].flat().map((to) => to?.text)).toEqual([people.join(', ')]);
			expect(mail.html).toContain(told);
			return await workflow.decide(mail);
		}
		const ask = async () => await asked([FIRST, SECOND], 'asn, ip_address');
		const askNext = async () =>
			await asked([NEXT], 'An answer came with an address that is none of those asked');
		const odd = ['ip_address', 'asn'];

		test('the addresses are set once, in Case', () => {
			const mails = readExample(FILE).nodes.filter(
				({ type }) => type === 'n8n-nodes-base.emailSend',
			);
			expect(mails).toHaveLength(5);
			for (const { name, parameters } of mails) {
				expect(parameters.fromEmail).toBe("={{ $('Case').first().json.from_email }}");
				expect([name, parameters.toEmail]).toEqual([
					name,
					expect.stringMatching(/\$\('Case'\)\.first\(\)\.json\.to_email|people/),
				]);
			}
		});

		test('as it ships, its trigger wants to know whom to ignore', async () => {
			const { filters } = readExample(FILE).nodes.find(({ name }) => name === TRIGGER)
				?.parameters as { filters: { ignoreActors: string } };
			expect(filters).toEqual({ ignoreActors: '' });
			await workflow.change((node) => void (node(TRIGGER).parameters.filters = filters));
			await play('as it ships: *Ignore Actors* is blank', {}, undefined, async () => [], 'error');
			const { data } = await workflow.ended();
			expect(data.resultData.error?.message).toContain("The filter 'Ignore Actors' is empty");
			await workflow.change(ignoreAdmin);
		});

		test.each([
			['tor', 'reset'],
			['unexpected_client', 'invalidate'],
		])('as it ships, an alarm for %s changes nothing', async (reason, would) => {
			await play(`as it ships: Dry Run, ${reason}`, {}, alarm([reason]), async () => {
				const { subject, text, from, to } = await read('Preview, nothing was changed');
				expect(text).toContain(`Outcome: dry_run, would ${would}`);
				expect(text).toContain('Listed before: yes\nListed after: yes');
				expect([from, to]).toMatchObject([
					{ text: 'n8n@example.com' },
					{ text: 'security@example.com' },
				]);
				return [subject];
			});
		});

		test('as it ships, an approved end changes nothing', async () => {
			await play('as it ships: Dry Run, approved by a person', {}, alarm(odd), async () => {
				await (await ask()).submit({ Decision: END, 'Your Address': FIRST });
				const { subject, text } = await read('Preview, nothing was changed');
				expect(text).toContain('Outcome: dry_run, would invalidate');
				return [subject];
			});
			await workflow.turnDryRunOff();
		});

		test.each(['tor', 'session_fingerprint', 'spoofed_user_agent'])(
			'%s: all sessions end, proved',
			async (reason) => {
				await play(reason, ALL_ENDED, alarm(['ip_address', reason]), async () => {
					const { subject, text } = await read(PROVED);
					expect(text).toContain(`Session: ${stolen.session_id}, `);
					expect(text).toContain('Decided by: this workflow, by the reasons\nOutcome: reset\n');
					expect(text).toContain(
						'Listed before: yes\nListed after: no\nAll sessions, verified: true',
					);
					return [subject];
				});
			},
		);

		test('a program where a person should be: that session ends, and no other', async () => {
			await play('unexpected_client', ONE_ENDED, alarm(['unexpected_client']), async () => {
				const { subject, text } = await read(PROVED);
				expect(text).toContain('Outcome: invalidated\n');
				return [subject];
			});
			expect(isThere()).toBe(false);
		});

		test('the same alarm 67 times in one run and 67 times in the next: once', async () => {
			const given = alarm(['unexpected_client']);
			const items = Array.from({ length: 67 }, (_, index) => ({
				json: { ...given, event_id: `again-${index}` },
			}));
			const before = invalidations();
			await workflow.pin({ [TRIGGER]: items });
			await play('the same alarm 67 times', ONE_ENDED, undefined, async () => [
				(await read(PROVED)).subject,
			]);
			await play('the same alarm 67 times more', {}, undefined, async () => []);
			await workflow.pin({});
			expect(invalidations()).toBe(before + 1);
		});

		test('three alarms of three users in one run: nobody waits for the answer to another', async () => {
			const first = (user_id: string) => stage().organisation.sessionsOf(user_id)[0] as Session;
			const alarms = [
				alarm(odd),
				alarm(['unexpected_client'], {}, first('U0000000009')),
				alarm(['tor'], {}, first('U0000000006')),
			];
			await workflow.pin({ [TRIGGER]: alarms.map((given) => ({ json: given })) });
			const changes = {
				...ONE_ENDED,
				U0000000006: '3 → 0 sessions',
				U0000000009: '2 → 1 sessions',
			};
			await play('three alarms of three users at once', changes, undefined, async () => {
				const before = [
					await read('Ended in Slack, proved: u0000000006@example.com'),
					await read('Ended in Slack, proved: u0000000009@example.com'),
				];
				const page = await ask();
				expect(isThere()).toBe(true);
				await page.submit({ Decision: END, 'Your Address': FIRST });
				const after = await read(PROVED);
				return [...before, after].map(({ subject }) => subject);
			});
			await workflow.pin({});
		});

		test('its own resets and what its token does come back by the log: they are ignored', async () => {
			const { organisation } = stage();
			const [own] = organisation.sessionsOf('U0ADMIN0001') as [Session];
			// By hand, the trigger reads the log up to some seconds ago.
			const more = { date_create: organisation.auditLog.now - 60 };
			anomaly(organisation, stolen, ['tor'], more);
			const before = organisation.auditLog.length;
			await play('by the log itself', ALL_ENDED, undefined, async () => [
				(await read(PROVED)).subject,
			]);
			expect(organisation.auditLog.length).toBeGreaterThan(before);
			byAdmin(organisation, 'user_session_reset_by_admin', own.user_id, ADA_ID, more);
			anomaly(organisation, own, ['tor', 'unexpected_admin_action'], more);
			await play('its own resets come back by the log', {}, undefined, async () => []);
		});

		describe('what is not among the sessions of that user', () => {
			test('Slack was quicker: a person is told, and nothing ends', async () => {
				stage().organisation.end(ADA_ID, ({ session_id }) => session_id === stolen.session_id);
				await play('Slack was quicker', {}, alarm(['tor']), async () => {
					const { subject, text } = await read('NOT among the sessions');
					expect(text).toContain('It has ended already (Slack itself may have been quicker)');
					return [subject];
				});
			});

			test.each<[string, IDataObject]>([
				["a number that is nobody's", { session_id: '1' }],
				["the number of somebody else's session", { user_id: 'U0000000006' }],
				['no number', { session_id: undefined }],
			])('%s: a person is told, and nothing ends', async (what, more) => {
				await play(what, {}, alarm(['tor'], more), async () => {
					const { subject, text } = await read('NOT among the sessions');
					expect(text).toContain('Nothing was changed.');
					return [subject];
				});
			});

			test("an app's alarm, which has no user: a person is told, and nothing ends", async () => {
				const given = alarm(['tor'], { user_id: undefined, email: undefined });
				await play('an alarm without a user', {}, given, async () => {
					const { subject } = await read('a Slack alarm about no user');
					return [subject];
				});
			});
		});

		describe('what a person decides', () => {
			test('nothing ends before; approved: that session, and the report has the name', async () => {
				await play('asked, approved', ONE_ENDED, alarm(odd), async () => {
					const page = await ask();
					expect(isThere()).toBe(true);
					expect(page.fields).toMatchObject([
						{ label: 'Decision', options: ['Leave it', END] },
						{ label: 'Your Address' },
					]);
					await page.submit({ Decision: END, 'Your Address': ` ${SECOND.toUpperCase()}` });
					const { subject, text } = await read(PROVED);
					expect(text).toContain(`Decided by: ${SECOND}\nOutcome: invalidated\n`);
					return [subject];
				});
				expect(isThere()).toBe(false);
			});

			test('declined: nothing, and the report has the name', async () => {
				await play('asked, declined', {}, alarm(odd), async () => {
					await (await ask()).submit({ Decision: 'Leave it', 'Your Address': FIRST });
					const { subject, text } = await read(`Still signed in to Slack: ${ADA}`);
					expect(text).toContain(`Left as it is, decided by ${FIRST}. Nothing was changed.`);
					return [subject];
				});
			});

			test.each([
				['a blank address', ''],
				['somebody who was not asked', 'somebody@example.com'],
				['a piece of an address', 'responder'],
			])('%s: does not count, and the next ones are asked', async (what, address) => {
				await play(`asked, answered by ${what}`, ONE_ENDED, alarm(odd), async () => {
					await (await ask()).submit({ Decision: END, 'Your Address': address });
					const next = await askNext();
					expect(isThere()).toBe(true);
					await next.submit({ Decision: END, 'Your Address': NEXT });
					const { subject, text } = await read(PROVED);
					expect(text).toContain(`Decided by: ${NEXT}\n`);
					return [subject];
				});
			});

			test('nobody of the next ones either: nothing ends', async () => {
				await play('asked, answered twice by others', {}, alarm(odd), async () => {
					await (await ask()).submit({ Decision: END, 'Your Address': 'somebody@example.com' });
					await (await askNext()).submit({ Decision: END, 'Your Address': FIRST });
					const { subject, text } = await read(`Still signed in to Slack: ${ADA}`);
					expect(text).toContain(
						`Nobody of those who may decide has answered. Asked were: ${FIRST}, ${SECOND}, ${NEXT}. Nothing was changed.`,
					);
					return [subject];
				});
			});

			/** Adds to those who may decide, as whoever sets it up would. */
			const nameApprovers = async (approvers: string, next: string) =>
				await workflow.change((node) => {
					const { assignments } = node('Case').parameters.assignments as {
						assignments: Array<{ name: string; value: string }>;
					};
					for (const each of assignments) {
						if (each.name === 'approvers') each.value = approvers;
						if (each.name === 'next_approvers') each.value = next;
					}
				});

			afterAll(async () => await nameApprovers(`${FIRST}, ${SECOND}`, NEXT));

			test('the user is one of those who may decide: is not asked, and the answer does not count', async () => {
				await nameApprovers(`${FIRST}, ${ADA.toUpperCase()}, ${SECOND}`, `${ADA}, ${NEXT}`);
				await play('asked, answered by the user', {}, alarm(odd), async () => {
					await (await ask()).submit({ Decision: 'Leave it', 'Your Address': ADA });
					await (await askNext()).submit({ Decision: 'Leave it', 'Your Address': ADA });
					const { subject, text } = await read(`Still signed in to Slack: ${ADA}`);
					expect(text).toContain('Nobody of those who may decide has answered.');
					return [subject];
				});
			});

			test('approvers are blank: the next ones are asked, and a blank address does not count', async () => {
				await nameApprovers(' , ', NEXT);
				await play('asked, with nobody in *approvers*', {}, alarm(odd), async () => {
					const page = await asked([NEXT], 'or nobody could be asked before.');
					await page.submit({ Decision: END, 'Your Address': '' });
					const { subject, text } = await read(`Still signed in to Slack: ${ADA}`);
					expect(text).toContain(`Asked were: ${NEXT}. Nothing was changed.`);
					return [subject];
				});
			});

			test.each<[string, IDataObject, string]>([
				['the user is the only one who may decide', {}, ADA],
				['the address of the user is not known', { email: undefined }, ADA_ID],
			])('%s: nobody is asked, and told', async (what, more, who) => {
				await nameApprovers(ADA, ADA);
				await play(what, {}, alarm(odd, more), async () => {
					const { subject, text } = await read(`Still signed in to Slack: ${who}`);
					expect(text).toContain(
						'Asked were: nobody, since none of them is known to be somebody else than the user.',
					);
					return [subject];
				});
			});
		});

		describe('what goes wrong', () => {
			const LIST = 'admin.users.session.list';
			const refusal = json({ ok: false, error: 'feature_not_enabled' });

			test('the sessions cannot be listed: nothing ends, and told', async () => {
				stage().emulator.faultFor = (request) =>
					methodOf(request) === LIST ? ({ send }) => send(refusal) : undefined;
				await play('Slack does not list sessions', {}, alarm(['tor']), async () => {
					const { subject, text } = await read('Sessions could NOT be listed');
					expect(text).toContain('Nothing was changed.');
					return [subject];
				});
			});

			test('the list before is deactivated: nothing ends, and told', async () => {
				await workflow.without('Sessions Now', async () => {
					await play('*Sessions Now* is deactivated', {}, alarm(['tor']), async () => {
						const { subject, text } = await read('Sessions could NOT be listed');
						expect(text).toContain('The node Sessions Now listed nothing. Is it deactivated?');
						return [subject];
					});
				});
			});

			test('the session ends between the list and the end of it: gone, whoever it was', async () => {
				stage().emulator.faultFor = (request) =>
					methodOf(request) === 'admin.users.session.invalidate'
						? ({ work, send }) => {
								stage().organisation.end(
									ADA_ID,
									({ session_id }) => session_id === stolen.session_id,
								);
								send(work());
							}
						: undefined;
				const what = 'Slack was quicker by a moment';
				await play(what, ONE_ENDED, alarm(['unexpected_client']), async () => {
					const { subject, text } = await read(PROVED);
					expect(text).toContain('Outcome: not_found. Slack knows no such session');
					return [subject];
				});
			});

			test('Slack refuses: told that it is still signed in', async () => {
				stage().emulator.faultFor = (request) =>
					methodOf(request) === 'admin.users.session.reset'
						? ({ send }) => send(json({ ok: false, error: 'not_allowed' }))
						: undefined;
				await play('Slack refuses', {}, alarm(['tor']), async () => {
					const { subject, text } = await read(`STILL signed in to Slack: ${ADA}`);
					expect(text).toContain('Outcome: failed. ');
					return [subject];
				});
			});

			test.each([
				['Reset Now', 'tor'],
				['End That Session', 'unexpected_client'],
			])('%s is deactivated: told that it is still signed in', async (name, reason) => {
				await workflow.without(name, async () => {
					await play(`*${name}* is deactivated`, {}, alarm([reason]), async () => {
						const { subject, text } = await read(`STILL signed in to Slack: ${ADA}`);
						expect(text).toContain('Outcome: unknown. No outcome came from the node.');
						return [subject];
					});
				});
			});

			test('the list after is deactivated, or cannot be read: not green', async () => {
				const unknown = async () => {
					const { subject, text } = await read(`NOT KNOWN whether it has ended in Slack: ${ADA}`);
					expect(text).toContain(
						'Outcome: invalidated\nListed before: yes\nListed after: not known',
					);
					return [subject];
				};
				await workflow.without('Sessions After', async () => {
					const what = '*Sessions After* is deactivated';
					await play(what, ONE_ENDED, alarm(['unexpected_client']), unknown);
				});
				renew();
				stage().emulator.faultFor = (request) =>
					methodOf(request) === LIST && !isThere() ? ({ send }) => send(refusal) : undefined;
				const what = 'Slack does not list sessions any more';
				await play(what, ONE_ENDED, alarm(['unexpected_client']), unknown);
			});

			test('more users than *Maximum Users* in one run: nothing is sent, and told', async () => {
				const { organisation } = stage();
				const users = [3, 4, 5, 6, 7, 8].map((number) => `U000000000${number}`);
				const alarms = users.map((id) =>
					alarm(['tor'], {}, organisation.sessionsOf(id)[0] as Session),
				);
				await workflow.pin({ [TRIGGER]: alarms.map((given) => ({ json: given })) });
				const resets = () => stage().emulator.calls('admin.users.session.reset').length;
				const before = resets();
				const what = 'alarms of six users in one run, over *Maximum Users*';
				await play(what, {}, undefined, async () => {
					const subjects = [];
					for (const id of users) {
						const { subject, text } = await read(
							`STILL signed in to Slack: ${id.toLowerCase()}@example.com`,
						);
						expect(text).toContain('Outcome: failed. ');
						expect(text).toContain("'Maximum Users'");
						subjects.push(subject);
					}
					return subjects;
				});
				await workflow.pin({});
				expect(resets()).toBe(before);
			});

			test('the mail server is down: the session ends all the same, and the run is an error', async () => {
				stage().mailbox.down = true;
				const what = 'the mail server is down';
				try {
					await play(what, ALL_ENDED, alarm(['tor']), async () => [], 'error');
				} finally {
					stage().mailbox.down = false;
				}
			});
		});

		test('the trigger was off for a week: what is of the last day comes out, and n8n says what may not have been read', async () => {
			const { organisation, server } = stage();
			const { now } = organisation.auditLog;
			const hour = 3_600;
			const week = 7 * 24 * hour;
			const kept = { [`node:${TRIGGER}`]: { marks: { anomaly: begin(now - week) } } };
			const setting: Setting = (node) => {
				ignoreAdmin(node);
				node(TRIGGER).parameters.pollTimes = everyFiveSeconds;
			};
			const published = await stage().import(FILE, setting, kept);
			await published.turnDryRunOff();
			const [, , older] = organisation.sessionsOf(ADA_ID) as [Session, Session, Session];
			const reasons = ['unexpected_client'];
			anomaly(organisation, older, reasons, { date_create: now - 2 * 24 * hour });
			anomaly(organisation, stolen, reasons, { date_create: now - 5 * hour });
			await stage().play(NAME, 'the trigger was off for a week', ONE_ENDED, async () => {
				await published.publish();
				const { subject } = await read(PROVED);
				expect((await published.ended()).status).toBe('success');
				return `mail “${subject}”`;
			});
			expect(isThere()).toBe(false);
			expect(await published.executions()).toHaveLength(1);
			await published.unpublish();
			expect(server.log).toContain('events (anomaly) from ');
			expect(server.log).toContain(
				"may not have been read: that is longer ago than 'Catch Up At Most'",
			);
		});

		// Last: n8n looks for what has waited long enough once a minute.
		test('nobody answers: the next ones are asked, and nothing ends', async () => {
			await workflow.change((node) => {
				for (const name of ['Ask a Person', 'Ask the Next Ones']) {
					const options = node(name).parameters.options as { limitWaitTime: unknown };
					expect(options.limitWaitTime).toEqual({
						values: { limitType: 'afterTimeInterval', resumeAmount: 15, resumeUnit: 'minutes' },
					});
					options.limitWaitTime = {
						values: { limitType: 'afterTimeInterval', resumeAmount: 0.05, resumeUnit: 'minutes' },
					};
				}
			});
			await play('asked, and nobody answers', {}, alarm(odd), async () => {
				const mails = [
					await read(`End a Slack session of ${ADA}?`),
					await read(`End a Slack session of ${ADA}?`),
				];
				expect(mails.map(({ to }) => [to].flat().map((each) => each?.text))).toEqual([
					[`${FIRST}, ${SECOND}`],
					[NEXT],
				]);
				expect(mails[1]?.html).toContain(
					'No answer came within 15 minutes, or nobody could be asked before.',
				);
				const { subject, text } = await read(`Still signed in to Slack: ${ADA}`);
				expect(text).toContain('Nobody of those who may decide has answered.');
				return [...mails.map((mail) => mail.subject), subject];
			});
		});
	});
}
