import { faults } from '../../emulator/faults';
import { json, methodOf } from '../../emulator/slack';
import { Page } from './page';
import { fresh } from '../server';
import { helpDesk, type Imported, type Stage } from './stage';

const NAME = 'Lost phone';
const ADA = 'u0000000003@example.com';
const android = {
	device_hardware: 'Pixel 8',
	os: 'Android',
	os_version: '14',
	slack_client_version: '24.04.10',
	ip: '198.51.100.8',
};
const iPhone = {
	device_hardware: 'iPhone12,1',
	os: 'iOS',
	os_version: '16.7',
	slack_client_version: '24.04.10',
	ip: '198.51.100.9',
};

export function lostPhone(stage: () => Stage): void {
	describe(NAME, () => {
		let workflow: Imported;
		let old: number;
		const login = `Basic ${Buffer.from(`${helpDesk.user}:${helpDesk.password}`).toString('base64')}`;
		const address = () => `${stage().server.url}/form/slack-lost-phone`;

		beforeAll(async () => {
			workflow = await stage().import('lost-phone.json');
			await workflow.publish();
		});
		beforeEach(() => {
			// Two on computers, two on an iPhone; two iPhones more, of which one is lost, and an Android phone.
			const organisation = stage().renew();
			organisation.addSession('U0000000003', { client: 'mobile', created: android });
			old = organisation.addSession('U0000000003', {
				client: 'mobile',
				created: iPhone,
			}).session_id;
		});
		afterAll(async () => await workflow.unpublish());

		async function fillIn(values: {
			address?: string;
			kind?: string;
			phones: string;
		}): Promise<Page> {
			const page = await Page.open(address(), { authorization: login });
			return await page.submit({
				'E-mail address in Slack': values.address ?? ADA,
				'Kind of phone': values.kind ?? 'iPhone',
				'Which phone': values.phones,
			});
		}

		const play = async (what: string, changes: Record<string, string>, act: () => Promise<Page>) =>
			await stage().play(NAME, what, changes, async () => {
				const page = await act();
				expect((await workflow.ended()).status).toBe('success');
				return `page “${page.title}”`;
			});

		const only = { phones: 'The only phone' };
		const oneOfTwo = { phones: 'One of two phones' };

		test('as it ships, neither way changes anything', async () => {
			await play('as it ships: Dry Run, the only phone', {}, async () => {
				const page = await fillIn(only);
				expect([page.title, page.text]).toEqual([
					'Preview: nothing was changed',
					expect.stringContaining('Would reset: U0000000003, mobile'),
				]);
				return page;
			});
			await play('as it ships: Dry Run, one of two', {}, async () => {
				const list = await fillIn(oneOfTwo);
				const page = await list.submit({ Session: list.fields[0]?.options[0] ?? '' });
				expect(page.title).toBe('Preview: nothing was changed');
				return page;
			});
			await workflow.turnDryRunOff();
			await workflow.publish();
		});

		test('the only phone: all mobile sessions end, those on computers stay', async () => {
			await play('the only phone', { U0000000003: '6 → 2 sessions' }, async () => {
				const page = await fillIn(only);
				expect([page.title, page.text]).toEqual([
					'Signed out on mobile devices',
					expect.stringContaining(
						'Verified: true. Sessions left, those on computers among them: 2.',
					),
				]);
				return page;
			});
			expect(
				stage()
					.organisation.sessionsOf('U0000000003')
					.map(({ client }) => client),
			).toEqual(['web', 'web']);
		});

		test('the only phone, and the sessions cannot be listed: signed out, and said that it is not proved', async () => {
			stage().emulator.faultFor = (request) =>
				methodOf(request) === 'admin.users.session.list'
					? ({ send }) => send(json({ ok: false, error: 'feature_not_enabled' }))
					: undefined;
			await play(
				'the only phone, and Slack does not list sessions',
				{ U0000000003: '6 → 2 sessions' },
				async () => {
					const page = await fillIn(only);
					expect([page.title, page.text]).toEqual([
						'Signed out on mobile devices, NOT verified',
						expect.stringContaining('Verified: could not be proved.'),
					]);
					return page;
				},
			);
		});

		test('the only phone of the Primary Org Owner: Slack refuses, and the page says why', async () => {
			stage().organisation.addSession('U0PRIMARY01', { client: 'mobile', created: iPhone });
			await play('the only phone, of the Primary Org Owner', {}, async () => {
				const page = await fillIn({ ...only, address: 'primary@example.com' });
				expect([page.title, page.text]).toEqual([
					'NOT signed out',
					expect.stringContaining(
						'The sessions of user U0PRIMARY01 were not reset: this is the Primary Org Owner',
					),
				]);
				return page;
			});
		});

		test('the only phone, and every answer is lost: the list of sessions proves it', async () => {
			stage().emulator.faultFor = (request) =>
				methodOf(request) === 'admin.users.session.reset'
					? faults['cut after Slack worked']
					: undefined;
			await play(
				'the only phone, and the answer is lost',
				{ U0000000003: '6 → 2 sessions' },
				async () => {
					const page = await fillIn(only);
					expect([page.title, page.text]).toEqual([
						'Signed out on mobile devices',
						expect.stringContaining('Verified: true.'),
					]);
					return page;
				},
			);
		});

		test('the only phone, and it signs in again: said in the title', async () => {
			stage().emulator.faultFor = (request) =>
				methodOf(request) === 'admin.users.session.reset'
					? ({ work, send }) => {
							const reply = work();
							stage().organisation.addSession('U0000000003', { client: 'mobile', created: iPhone });
							send(reply);
						}
					: undefined;
			await play(
				'the only phone, and it signs in again',
				{ U0000000003: '6 → 3 sessions' },
				async () => {
					const page = await fillIn(only);
					expect(page.title).toBe('Signed out on mobile devices, and signed in again');
					return page;
				},
			);
		});

		test('the only phone, every answer is lost and nothing is listed: the page says that it is not known', async () => {
			stage().emulator.faultFor = (request) => {
				if (methodOf(request) === 'admin.users.session.reset')
					return faults['cut after Slack worked'];
				return methodOf(request) === 'admin.users.session.list'
					? ({ send }) => send(json({ ok: false, error: 'feature_not_enabled' }))
					: undefined;
			};
			await play(
				'the only phone, the answer is lost and Slack does not list sessions',
				{ U0000000003: '6 → 2 sessions' },
				async () => {
					const page = await fillIn(only);
					expect([page.title, page.text]).toEqual([
						'NOT KNOWN whether signed out',
						expect.stringContaining(
							'It is not known whether the sessions of user U0000000003 were reset',
						),
					]);
					return page;
				},
			);
		});

		test('one of two: the sessions on such phones are shown, the one picked ends', async () => {
			await play(
				'one of two phones, picked from the list',
				{ U0000000003: '6 → 5 sessions' },
				async () => {
					const list = await fillIn(oneOfTwo);
					expect(list.fields).toEqual([
						{
							id: 'field-0',
							label: 'Session',
							options: [
								expect.stringContaining('iPhone15,2'),
								expect.stringContaining('iPhone15,2'),
								`${old}: iPhone12,1, iOS 16.7, from 198.51.100.9`,
							],
						},
					]);
					const page = await list.submit({ Session: list.fields[0]?.options[2] ?? '' });
					expect([page.title, page.text]).toEqual([
						'That phone is signed out',
						expect.stringContaining(`invalidated: session ${old}`),
					]);
					return page;
				},
			);
			expect(
				stage()
					.organisation.sessionsOf('U0000000003')
					.map(({ session_id }) => session_id),
			).not.toContain(old);
		});

		test('one of two, which has signed itself out meanwhile: said so', async () => {
			await play(
				'one of two, whose session has ended meanwhile',
				{ U0000000003: '6 → 5 sessions' },
				async () => {
					const list = await fillIn(oneOfTwo);
					stage().organisation.end('U0000000003', ({ session_id }) => session_id === old);
					const page = await list.submit({ Session: list.fields[0]?.options[2] ?? '' });
					expect([page.title, page.text]).toEqual([
						'NOT FOUND: Slack knows no such session',
						expect.stringContaining(`not_found: session ${old}`),
					]);
					return page;
				},
			);
		});

		test('an answer that is not on the list: nothing', async () => {
			const other = stage().organisation.sessionsOf('U0000000007')[0]?.session_id;
			await play('one of two, and the answer is not on the list', {}, async () => {
				const page = await (await fillIn(oneOfTwo)).submit({ Session: `${other}: iPhone15,2` });
				expect([page.title, page.text]).toEqual([
					'NOT signed out',
					expect.stringContaining("The value of 'Session ID' is not a session's number"),
				]);
				return page;
			});
		});

		test('no session on such a phone: said so', async () => {
			await play('one of two, and no session on such a phone', {}, async () => {
				const page = await fillIn({
					...oneOfTwo,
					address: 'u0000000004@example.com',
					kind: 'Android',
				});
				expect(page.title).toBe('There is no such session');
				return page;
			});
		});

		test.each([only, oneOfTwo])(
			'an address that nobody has, $phones: said so',
			async ({ phones }) => {
				await play(`an address that nobody has (${phones})`, {}, async () => {
					const page = await fillIn({ phones, address: 'nobody@example.com' });
					expect([page.title, page.text]).toEqual([
						'NOT signed out',
						expect.stringContaining(
							'No active or deactivated user has the address nobody@example.com',
						),
					]);
					return page;
				});
			},
		);

		test.each([
			['Sign Out All Mobiles', only],
			['Sign Out That Phone', oneOfTwo],
			['Sessions on Such Phones', oneOfTwo],
		])('%s is deactivated: the page says that it is not known', async (name, values) => {
			await workflow.without(name, async () => {
				await workflow.publish();
				await play(`*${name}* is deactivated`, {}, async () => {
					const first = await fillIn(values);
					const [list] = first.fields;
					const page = list ? await first.submit({ Session: list.options[0] ?? '' }) : first;
					expect([page.title, page.text]).toEqual([
						'NOT KNOWN whether signed out',
						expect.stringContaining(`No outcome came from the node ${name}`),
					]);
					return page;
				});
			});
			await workflow.publish();
		});

		test('without the login there is no form', async () => {
			await stage().play(NAME, 'somebody without the login', {}, async () => {
				const form = new FormData();
				for (const [index, value] of [ADA, 'iPhone', 'The only phone'].entries())
					form.append(`field-${index}`, value);
				const answers = [
					await fetch(address(), { headers: fresh }),
					await fetch(address(), { method: 'POST', body: form, headers: fresh }),
				];
				expect(answers.map(({ status }) => status)).toEqual([401, 401]);
				return 'answer 401';
			});
		});
	});
}
