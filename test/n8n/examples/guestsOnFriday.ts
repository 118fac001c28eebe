import { faults } from '../../emulator/faults';
import { methodOf } from '../../emulator/slack';
import type { Imported, Stage } from './stage';

const NAME = 'All guests signed out on Friday';
const [GUS, GITA, UNSAID] = ['U0GUEST0001', 'U0GUEST0002', 'U0UNSAID001'];
const LEFT_ALONE =
	'A user whose role Slack does not tell for certain is left alone and is not in this list. The node Guests says in the execution how many there are.';

export function guestsOnFriday(stage: () => Stage): void {
	describe(NAME, () => {
		let workflow: Imported;
		beforeAll(async () => {
			workflow = await stage().import('guests-on-friday.json');
		});
		beforeEach(() => void stage().renew());

		/** A guest of several channels, one of a single channel, and a user who may be a guest or not. */
		function invite(): void {
			const { organisation } = stage();
			organisation.addPerson({ id: GUS, name: 'gus', is_restricted: true });
			organisation.addPerson({
				id: GITA,
				name: 'gita',
				is_restricted: true,
				is_ultra_restricted: true,
			});
			organisation.addPerson({
				id: UNSAID,
				is_restricted: true,
				unsaid: ['is_restricted', 'is_ultra_restricted'],
			});
			for (const id of [GUS, GITA, UNSAID])
				for (const client of ['web', 'mobile'] as const) organisation.addSession(id, { client });
		}

		const play = async (
			what: string,
			changes: Record<string, string>,
			trigger: string,
			subject: string,
			paragraphs: Array<string | RegExp>,
			status = 'success',
		) =>
			await stage().play(NAME, what, changes, async () => {
				const run = await workflow.run(trigger);
				expect(run.status).toBe(status);
				const mail = await stage().mailbox.read('Guests on Friday');
				expect([mail.subject, mail.text.trim().split('\n\n')]).toEqual([
					`Guests on Friday: ${subject}`,
					paragraphs.map((text) => (text instanceof RegExp ? expect.stringMatching(text) : text)),
				]);
				return `mail “${mail.subject}”${status === 'error' ? ', the run is an error' : ''}`;
			});
		const writes = () => stage().emulator.calls('admin.users.session.resetBulk').length;
		const signedOut = { [GUS]: '2 → 0 sessions', [GITA]: '2 → 0 sessions' };

		test('as it ships: the report says who would be signed out, and nothing is sent', async () => {
			const before = writes();
			invite();
			await play(
				'as it ships: Dry Run',
				{},
				'By Hand',
				'0 signed out, 0 NOT signed out, 2 in the preview, nothing was changed',
				[
					`- gus@example.com (${GUS}): would be signed out\n- gita@example.com (${GITA}): would be signed out`,
					LEFT_ALONE,
				],
			);
			expect(writes()).toBe(before);
			await workflow.turnDryRunOff();
		});

		test('the guests are signed out and nobody else; a user of no certain role is left alone', async () => {
			invite();
			await play(
				'two guests, and a user whose role Slack does not tell',
				signedOut,
				'Every Friday',
				'2 signed out, 0 NOT signed out',
				[
					`- gus@example.com (${GUS}): signed out\n- gita@example.com (${GITA}): signed out`,
					LEFT_ALONE,
				],
			);
		});

		test('Slack refuses one, and another signs in again: the report names both', async () => {
			invite();
			stage().emulator.faultFor = (request) =>
				methodOf(request) === 'admin.users.session.resetBulk'
					? ({ work, send }) => {
							const { organisation } = stage();
							Object.assign(organisation.people.get(GITA) ?? {}, { is_bot: true });
							const reply = work();
							if (organisation.sessionsOf(GUS).length === 0) organisation.addSession(GUS);
							send(reply);
						}
					: undefined;
			await play(
				'Slack refuses one of two, and the other signs in again',
				{ [GUS]: '2 → 1 sessions' },
				'By Hand',
				'1 signed out (1 signed in again), 1 NOT signed out',
				[
					/^- gita@example\.com \(U0GUEST0002\): NOT signed out\. .+\n- gus@example\.com \(U0GUEST0001\): signed out, and signed in again/,
					LEFT_ALONE,
				],
			);
		});

		test('the answer is lost: the report says that it is not known', async () => {
			invite();
			stage().emulator.faultFor = (request) =>
				({
					'admin.users.session.resetBulk': faults['cut after Slack worked'],
					// Verify would settle it by the list.
					'admin.users.session.list': faults['403 from a gateway'],
				})[methodOf(request)];
			await play(
				'Slack signs them out, and the answer is lost',
				signedOut,
				'By Hand',
				'0 signed out, 0 NOT signed out, 2 NOT KNOWN',
				[
					/^- gus@example\.com \(U0GUEST0001\): NOT KNOWN\. It is not known whether .*\n- gita@example\.com \(U0GUEST0002\): NOT KNOWN\. It is not known whether /,
					LEFT_ALONE,
				],
			);
		});

		test('more guests than Maximum Users: nothing is sent, and every line says so', async () => {
			const before = writes();
			const ids = Array.from({ length: 51 }, (_, at) => `U0GUEST1${String(at).padStart(3, '0')}`);
			for (const id of ids) {
				stage().organisation.addPerson({ id, is_restricted: true });
				stage().organisation.addSession(id);
			}
			const line = (id: string) =>
				`- ${id.toLowerCase()}@example.com (${id}): NOT signed out. This run would act on 51 users, and 'Maximum Users' is 50: nothing was sent`;
			await play(
				'51 guests, Maximum Users is 50',
				{},
				'Every Friday',
				'0 signed out, 51 NOT signed out',
				[ids.map(line).join('\n'), LEFT_ALONE],
			);
			expect(writes()).toBe(before);
		});

		test('no guests: the report says so', async () => {
			await play('no guests', {}, 'Every Friday', 'no guests, nobody was signed out', [
				'Slack lists no active guest.',
				LEFT_ALONE,
			]);
		});

		test('the guests cannot be listed: told, and the run is an error', async () => {
			invite();
			stage().emulator.faultFor = (request) =>
				methodOf(request) === 'admin.users.list' ? faults['503 before Slack worked'] : undefined;
			await play(
				'Slack is down at the list',
				{},
				'Every Friday',
				'the guests could NOT be listed, nobody was signed out',
				['Nobody was signed out.', /^Reason: .*503.*\nNext step: ./],
				'error',
			);
		});

		test.each([
			[
				'Guests',
				'the guests could NOT be listed, nobody was signed out',
				[
					'Nobody was signed out.',
					'Reason: No list came from the node Guests. Is it deactivated?\nNext step: Look at the execution in n8n.',
				],
				'error',
			],
			[
				'Sign Out Guests',
				'0 signed out, 0 NOT signed out, 2 NOT KNOWN',
				[
					[`gus@example.com (${GUS})`, `gita@example.com (${GITA})`]
						.map(
							(who) =>
								`- ${who}: NOT KNOWN. No outcome came from the node Sign Out Guests. Is it deactivated? Look at the execution in n8n.`,
						)
						.join('\n'),
					LEFT_ALONE,
				],
				'success',
			],
		])('%s is deactivated: nobody is told as signed out', async (name, subject, text, status) => {
			invite();
			await workflow.without(name, async () => {
				await play(`*${name}* is deactivated`, {}, 'By Hand', subject, text, status);
			});
		});
	});
}
