import { faults } from '../../emulator/faults';
import { methodOf } from '../../emulator/slack';
import { until } from '../../until';
import type { Imported, Stage } from './stage';

const NAME = 'Sessions outside our networks';

/** The offices, where every laptop of the emulator is, and its phones. */
const RANGES = '203.0.113.0/24, 198.51.100.0/24, 2001:db8::/32';
const abroad = {
	device_hardware: 'ThinkPad X1',
	os: 'Windows',
	os_version: '11',
	slack_client_version: '4.38.115',
	ip: '192.0.2.77',
};

export function outsideOurNetworks(stage: () => Stage): void {
	describe(NAME, () => {
		let workflow: Imported;
		beforeAll(async () => {
			workflow = await stage().import('outside-our-networks.json');
		});
		afterAll(async () => await workflow.unpublish());
		beforeEach(() => {
			const organisation = stage().renew();
			for (const id of ['U0000000001', 'U0000000001', 'U0000000006'])
				organisation.addSession(id, { created: abroad });
		});

		const trigger = 'Every Hour';
		const play = async (
			what: string,
			changes: Record<string, string>,
			status: string,
			act: () => Promise<Array<string | undefined>>,
		) =>
			await stage().play(NAME, what, changes, async () => {
				expect((await workflow.run(trigger)).status).toBe(status);
				const told = (await act()).map((subject) => `mail “${subject}”`);
				return [...told, ...(status === 'error' ? ['the run is an error'] : [])].join(', ');
			});
		const read = async (subject: string) => await stage().mailbox.read(subject);

		test.each([
			['an empty list of ranges, as it ships', '', "The filter 'IP Outside' is empty"],
			[
				'a list of ranges with a word in it',
				'203.0.113.0/24, offices',
				'has something in it that is no IP range: "offices"',
			],
		])('%s: an error, and everybody stays', async (what, ranges, reason) => {
			await workflow.change((node) => {
				node('Sessions Outside').parameters.filters = { ipOutside: ranges };
			});
			await play(what, {}, 'error', async () => {
				const { subject, text } = await read('could NOT be looked for');
				expect(text).toContain(reason);
				return [subject];
			});
		});

		test('with the ranges set, as it ships: told, and nothing changed', async () => {
			await workflow.change((node) => {
				node('Sessions Outside').parameters.filters = { ipOutside: RANGES };
			});
			await play('Dry Run', {}, 'success', async () => {
				const first = await read('3 new');
				expect(first.text).toMatch(
					/^(- U000000000[16], session \d+: ThinkPad X1, Windows, from 192\.0\.2\.77\n?){3}/m,
				);
				const second = await read('Preview, nothing was changed: 3 sessions');
				expect(second.text.match(/dry_run, would invalidate/g)).toHaveLength(3);
				return [first.subject, second.subject];
			});
			await workflow.turnDryRunOff();
		});

		const signedOut = { U0000000001: '4 → 2 sessions', U0000000006: '4 → 3 sessions' };

		test('those outside are told of and ended, the others stay', async () => {
			await play('three sessions of two users outside', signedOut, 'success', async () => {
				const [first, second] = [
					await read('3 new'),
					await read('Signed out of Slack: 3 sessions'),
				];
				return [first.subject, second.subject];
			});
			expect(
				stage()
					.organisation.sessionsOf('U0000000001')
					.map(({ created }) => created.ip),
			).not.toContain(abroad.ip);
		});

		test('nobody outside: no mail', async () => {
			stage().renew();
			await play('nobody outside', {}, 'success', async () => []);
		});

		test('more users than Maximum Users: nothing is sent, and told', async () => {
			const calls = stage().emulator.calls('admin.users.session.invalidate').length;
			for (let number = 1; number <= 11; number++)
				stage().organisation.addSession(`U${String(number).padStart(10, '0')}`, {
					created: abroad,
				});
			await play('eleven users outside, Maximum Users is 10', {}, 'success', async () => {
				const [first, second] = [
					await read('14 new'),
					await read('NOT signed out of Slack: 14 sessions'),
				];
				expect(second.text).toContain(
					"This run would act on 11 users, and 'Maximum Users' is 10: nothing was sent",
				);
				return [first.subject, second.subject];
			});
			expect(stage().emulator.calls('admin.users.session.invalidate').length).toBe(calls);
		});

		test('the answers are lost: told that it is not known', async () => {
			stage().emulator.faultFor = (request) =>
				methodOf(request) === 'admin.users.session.invalidate'
					? faults['cut after Slack worked']
					: undefined;
			await play(
				'three sessions outside, and the answers are lost',
				signedOut,
				'success',
				async () => {
					const [first, second] = [
						await read('3 new'),
						await read('NOT signed out of Slack, or NOT KNOWN: 3 sessions'),
					];
					expect(second.text).toMatch(/^(- U000000000[16], session \d+: unknown\n?){3}/m);
					return [first.subject, second.subject];
				},
			);
		});

		test('the list is deactivated: nobody is told of, and the run is an error', async () => {
			await workflow.without('Sessions Outside', async () => {
				await play('*Sessions Outside* is deactivated', {}, 'error', async () => []);
			});
			const { data } = await workflow.ended();
			expect(data.resultData.error?.message).toContain('is not a list of sessions');
		});

		test('the node that ends them is deactivated: told that it is not known', async () => {
			await workflow.without('Sign Out', async () => {
				await play('*Sign Out* is deactivated', {}, 'success', async () => {
					const [first, second] = [
						await read('3 new'),
						await read('NOT KNOWN whether signed out of Slack: 3 sessions'),
					];
					expect(second.text).toMatch(
						/^(- U000000000[16], session \d+: unknown\. No outcome came from the node Sign Out\..*\n?){3}/m,
					);
					return [first.subject, second.subject];
				});
			});
		});

		test('the mail server is down: they are signed out all the same', async () => {
			stage().mailbox.down = true;
			try {
				await play('the mail server is down', signedOut, 'error', async () => []);
			} finally {
				stage().mailbox.down = false;
			}
		});

		test('published: by its schedule, and what it has seen it does not tell of again', async () => {
			// The Primary Org Owner's session cannot be ended: it is there at every run.
			stage().organisation.addSession('U0PRIMARY01', { created: abroad });
			await workflow.change((node) => {
				node(trigger).parameters.rule = { interval: [{ field: 'seconds', secondsInterval: 2 }] };
			});
			// n8n does not wait for the end of a run before it begins the next one, and what a run has seen is known to others only once it is saved.
			// So Slack keeps every other run waiting until the first has ended.
			let [lists, goOn] = [0, () => {}];
			const firstHasEnded = new Promise<void>((resolve) => (goOn = resolve));
			stage().emulator.faultFor = (request) =>
				methodOf(request) === 'admin.users.session.list' && ++lists > 1
					? async ({ work, send }) => {
							await firstHasEnded;
							send(work());
						}
					: undefined;
			const byHand = (await workflow.executions()).length;
			const bySchedule = async () => (await workflow.executions()).slice(0, -byHand);
			await stage().play(
				NAME,
				'by its schedule, four times and more; one session cannot be ended',
				signedOut,
				async () => {
					await workflow.publish();
					const mails = [
						await read('4 new'),
						await read('Signed out of Slack: 3 sessions'),
						await read('NOT signed out of Slack: 1 session from'),
					];
					expect(mails[2]?.text).toContain('it belongs to the Primary Org Owner');
					const ended = async () =>
						(await bySchedule()).filter(({ status }) => status === 'success').length;
					await until('the first run had ended', async () => (await ended()) >= 1);
					goOn();
					await until('three more runs had ended', async () => (await ended()) >= 4);
					return mails.map(({ subject }) => `mail “${subject}”`).join(', ');
				},
			);
		});
	});
}
