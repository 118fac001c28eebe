import type { INodeParameters } from 'n8n-workflow';

import { anomaly, byAdmin, byUser, signIn } from '../../emulator/auditLog/write';
import { faults, type FaultName } from '../../emulator/faults';
import { log } from '../engine';
import { useSlack } from '../slack';
import { useAuditLog, type Poller } from './poller';

const slack = useSlack();
const audited = useAuditLog(slack);

const [ADA, ALAN, GRACE] = ['U0000000003', 'U0000000002', 'U0000000008'];
const ALL: INodeParameters = { events: ['anomaly', 'sessionsEnded', 'signIn'] };

const sessionOf = (user: string) => {
	const [session] = audited.organisation.sessionsOf(user);
	if (!session) throw new Error(`${user} has no session`);
	return session;
};

const alarm = (user: string, reasons = ['asn'], more: { date_create?: number } = {}) =>
	anomaly(audited.organisation, sessionOf(user), reasons, more);

/** Every request meets this fault. */
const failWith = (fault: FaultName) => (audited.emulator.faultFor = () => faults[fault]);

describe('an anomaly', () => {
	test('comes out once, simplified, and goes into Invalidate with no mapping', async () => {
		const trigger = audited.trigger();
		expect(await trigger.activate()).toEqual([]);
		const { id, date_create } = alarm(ADA, ['asn', 'ip_address']);
		const session = sessionOf(ADA);
		expect(await trigger.poll()).toEqual([]);
		audited.pass(65);
		const items = await trigger.poll();
		expect(items).toEqual([
			{
				event_id: id,
				action: 'anomaly',
				occurred_at: new Date(date_create * 1000).toISOString(),
				user_id: ADA,
				email: expect.stringContaining('@example.com'),
				session_id: String(session.session_id),
				ip: session.created.ip,
				user_agent: expect.stringContaining('Mozilla'),
				reasons: ['asn', 'ip_address'],
				actor_id: ADA,
			},
		]);
		audited.pass(65);
		expect(await trigger.poll()).toEqual([]);

		const before = audited.organisation.sessionCount;
		const { outputs } = await slack.run({
			parameters: { resource: 'session', operation: 'invalidate' },
			items,
			typeVersion: 1.2,
		});
		expect(outputs[0]).toMatchObject([{ json: { outcome: 'invalidated' } }]);
		expect(audited.organisation.sessionCount).toBe(before - 1);
		expect(audited.organisation.sessionsOf(ADA)).not.toContain(session);
	});

	test('raw is the entry as it is, and fields are those that were chosen', async () => {
		const raw = audited.trigger({ output: 'raw' });
		const some = audited.trigger({ output: 'selectedFields', fields: ['session_id', 'reasons'] });
		await raw.activate();
		await some.activate();
		const entry = alarm(ADA);
		audited.pass(65);
		expect(await raw.poll()).toEqual([JSON.parse(JSON.stringify(entry))]);
		expect(await some.poll()).toEqual([
			{ session_id: String(sessionOf(ADA).session_id), reasons: ['asn'] },
		]);
	});

	test.each([
		[['tor', 'session_fingerprint'], 1],
		[['potential_spam'], 0],
		[[], 2],
	])('with the reasons %j: %d', async (reasons, expected) => {
		const trigger = audited.trigger({ reasons });
		await trigger.activate();
		alarm(ADA, ['asn', 'tor']);
		alarm(ALAN, ['a_reason_to_come']);
		audited.pass(65);
		expect(await trigger.poll()).toHaveLength(expected);
	});
});

test('every kind of event: one item for each user whom it affects, and a session only where it is their own', async () => {
	const trigger = audited.trigger(ALL);
	await trigger.activate();
	const { organisation } = audited;
	const { session } = signIn(organisation, GRACE);
	byAdmin(organisation, 'user_session_reset_by_admin', 'U0ADMIN0001', ALAN);
	byUser(organisation, 'user_logout_compromised', sessionOf(ADA));
	byAdmin(organisation, 'bulk_session_reset_by_admin', 'U0ADMIN0001', undefined, {
		details: { succeeded_users: `["${ADA}"]`, failed_users: [GRACE] },
	});
	byUser(organisation, 'user_logout', sessionOf(ADA));
	audited.pass(65);
	const items = await trigger.poll();
	expect(items.map(({ action, user_id, session_id }) => [action, user_id, session_id])).toEqual([
		['user_login', GRACE, String(session.session_id)],
		['user_session_reset_by_admin', ALAN, undefined],
		['user_logout_compromised', ADA, String(sessionOf(ADA).session_id)],
		['bulk_session_reset_by_admin', ADA, undefined],
		['bulk_session_reset_by_admin', GRACE, undefined],
	]);
});

describe('filters', () => {
	test.each([
		['onlyUsers', `${ADA}, W0456GHIJKL`, [ADA]],
		['exceptUsers', `={{ ["${ADA}"] }}`, [ALAN, GRACE]],
		['ignoreActors', `${ADA};${ALAN}`, [GRACE]],
		['ipOutside', '203.0.113.0/24', [ALAN]],
		['ipOutside', '203.0.113.0/24, 2001:db8:1::/48', [ALAN, GRACE]],
	])('%s %s', async (name, value, expected) => {
		const trigger = audited.trigger({ filters: { [name]: value } });
		await trigger.activate();
		for (const [user, ip] of [
			[ADA, '203.0.113.7'],
			[ALAN, '192.0.2.1'],
			[GRACE, '2001:db8::7'],
		] as const) {
			const session = sessionOf(user);
			session.recent = { ...session.created, ip };
			alarm(user);
		}
		audited.pass(65);
		expect((await trigger.poll()).map(({ user_id }) => user_id)).toEqual(expected);
	});

	test.each<[INodeParameters, string]>([
		[{ filters: { onlyUsers: '' } }, 'Only Users'],
		[{ filters: { exceptUsers: '={{ undefined }}' } }, 'Except Users'],
		[{ filters: { ignoreActors: `={{ "" }}, ${ADA}` } }, 'Ignore Actors'],
		[{ filters: { ignoreActors: `={{ ["", "${ADA}"] }}` } }, 'Ignore Actors'],
		[{ filters: { onlyUsers: 'grace@example.com' } }, 'Only Users'],
		[{ filters: { ipOutside: ' ' } }, 'IP Outside'],
		[{ events: [] }, 'Events'],
		[{ events: '={{ ["tor"] }}' }, 'Events'],
		[{ reasons: '={{ [] }}' }, 'Reasons'],
		[{ reasons: ['all'] }, 'Reasons'],
		[{ output: 'selectedFields', fields: [] }, 'Fields'],
		[{ options: { catchUpAtMost: 0 } }, 'Catch Up At Most'],
	])('%j is refused when it is activated and at every poll', async (wrong, named) => {
		const trigger = audited.trigger(wrong);
		const refused = { name: 'NodeOperationError', message: expect.stringContaining(`'${named}'`) };
		await expect(trigger.activate()).rejects.toMatchObject(refused);
		for (let poll = 0; poll < 3; poll++)
			await expect(trigger.poll()).rejects.toMatchObject(refused);
		await expect(trigger.fetchTestEvent()).rejects.toMatchObject(refused);
		expect(audited.calls()).toBe(0);
	});
});

describe('nothing missed, nothing twice', () => {
	test('what was before the activation does not come out, in the same second neither twice nor never', async () => {
		alarm(ADA, ['asn'], { date_create: audited.now - 30 });
		const trigger = audited.trigger();
		await trigger.activate();
		audited.pass(30);
		const date_create = audited.now;
		for (const user of [ADA, ALAN, GRACE]) alarm(user, ['asn'], { date_create });
		audited.pass(60);
		await trigger.poll();
		alarm('U0000000004', ['asn'], { date_create });
		audited.pass(60);
		await trigger.poll();
		audited.pass(60);
		await trigger.poll();
		expect(trigger.out.map(({ user_id }) => user_id)).toEqual([ADA, ALAN, GRACE, 'U0000000004']);
	});

	test('two polls at once give each event out once', async () => {
		const trigger = audited.trigger();
		await trigger.activate();
		alarm(ADA);
		audited.pass(65);
		const both = await Promise.all([trigger.poll(), trigger.poll()]);
		expect(both.map((items) => items.length)).toEqual([1, 0]);
		expect(audited.calls()).toBe(2);
	});

	test('a cap on items: the rest comes with the next polls, in order', async () => {
		const trigger = audited.trigger({ events: ['signIn'] });
		await trigger.activate();
		const begin = audited.now + 1;
		audited.pass(1_000);
		for (let number = 0; number < 2_500; number++)
			signIn(audited.organisation, GRACE, {}, { date_create: begin + Math.floor(number / 5) });
		const counts = [];
		for (let poll = 0; poll < 4; poll++) counts.push((await trigger.poll()).length);
		expect(counts.slice(0, 3)).toEqual([1_000, 1_000, 500]);
		const numbers = trigger.out.map(({ session_id }) => Number(session_id));
		expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
		expect(new Set(numbers).size).toBe(2_500);
	});

	test("a week of sign-ins does not hold up an anomaly; after it, n8n's log says what may not have been read", async () => {
		const trigger = audited.trigger(ALL);
		await trigger.activate();
		// Stored with items.
		alarm(ALAN);
		audited.pass(100);
		expect(await trigger.poll()).toHaveLength(1);
		const begin = audited.now;
		audited.pass(7 * 24 * 3_600);
		for (let number = 0; number < 3_000; number++)
			signIn(audited.organisation, GRACE, {}, { date_create: begin + number * 200 });
		alarm(ADA, ['tor'], { date_create: audited.now - 100 });
		log.length = 0;
		const restarted = audited.now;
		const first = await trigger.restart();
		const told = log.filter((line) => line.includes('may not have been read'));
		expect(told).toHaveLength(3);
		expect(told[0]).toContain("longer ago than 'Catch Up At Most'");
		const all = [...first];
		for (let poll = 0; poll < 20; poll++) {
			audited.pass(60);
			all.push(...(await trigger.poll()));
		}
		expect(all[0]).toMatchObject({ action: 'anomaly', user_id: ADA });
		const signIns = all.filter(({ action }) => action === 'user_login');
		expect(new Set(signIns.map(({ session_id }) => session_id)).size).toBe(signIns.length);
		// Of the last day before the restart.
		const wanted = Array.from({ length: 3_000 }, (_, number) => begin + number * 200).filter(
			(second) => second > restarted - 24 * 3_600,
		);
		expect(Math.abs(signIns.length - wanted.length)).toBeLessThanOrEqual(1);
	});

	test.each<FaultName>([
		'429, Retry-After: 1',
		'500 before Slack worked',
		'cut after Slack worked',
		'json cut short after Slack worked',
		'html',
		'internal_error before Slack worked',
	])('after %s it comes out all the same, once', async (fault) => {
		const trigger = audited.trigger();
		await trigger.activate();
		alarm(ADA);
		audited.pass(65);
		let times = 0;
		audited.emulator.faultFor = () => (times++ === 0 ? faults[fault] : undefined);
		expect(await trigger.poll()).toHaveLength(1);
		audited.pass(60);
		expect(await trigger.poll()).toEqual([]);
	});

	test('Slack gives a page with nothing on it, and goes on; and another form of the last page', async () => {
		const trigger = audited.trigger();
		await trigger.activate();
		Object.assign(audited.organisation.auditLog.manners, {
			emptyPages: 2,
			lastPage: 'noMetadata',
		});
		alarm(ADA);
		audited.pass(65);
		expect(await trigger.poll()).toHaveLength(1);
	});
});

describe('a good neighbour', () => {
	test('where nothing happens: one call a poll; with 5,000 events an hour: one too', async () => {
		const trigger = audited.trigger(ALL);
		await trigger.activate();
		audited.pass(60);
		await trigger.poll();
		const quiet = audited.calls();
		for (let poll = 0; poll < 60; poll++) {
			audited.pass(60);
			await trigger.poll();
		}
		expect(audited.calls() - quiet).toBe(60);
		const busy = audited.calls();
		for (let poll = 0; poll < 60; poll++) {
			for (let number = 0; number < 84; number++)
				signIn(audited.organisation, GRACE, {}, { date_create: audited.now + (number % 60) });
			audited.pass(60);
			await trigger.poll();
		}
		audited.pass(120);
		await trigger.poll();
		expect(trigger.out).toHaveLength(60 * 84);
		expect(audited.calls() - busy).toBe(61);
	});

	describe('an outage', () => {
		/** How many of so many polls would be failed executions. */
		const failed = async (trigger: Poller, polls: number) => {
			let count = 0;
			for (let poll = 0; poll < polls; poll++) {
				audited.pass(60);
				await trigger.poll().catch((error: Error) => {
					expect(error).toMatchObject({
						name: 'NodeApiError',
						message: expect.stringMatching(/^Slack's audit log could not be read: /),
					});
					expect(error.message).not.toContain('Authorization');
					count++;
				});
			}
			return count;
		};

		test('is one failed execution, another one when it goes on for an hour, and nothing is lost', async () => {
			const trigger = audited.trigger();
			await trigger.activate();
			alarm(ADA);
			failWith('403 from a gateway');
			expect(await failed(trigger, 10)).toBe(1);
			// More than an hour after the first one.
			expect(await failed(trigger, 55)).toBe(1);
			expect(await failed(trigger, 10)).toBe(0);
			audited.emulator.faultFor = () => undefined;
			expect(await failed(trigger, 3)).toBe(0);
			expect(trigger.out).toMatchObject([{ user_id: ADA }]);
			failWith('403 from a gateway');
			expect(await failed(trigger, 3)).toBe(1);
		});

		test("does not fail the activation at n8n's start, and is told by the next poll", async () => {
			const trigger = audited.trigger();
			await trigger.activate();
			audited.token().state = 'revoked';
			log.length = 0;
			expect(await trigger.restart()).toEqual([]);
			expect(log.join()).toContain("Slack's audit log could not be read");
			expect(await failed(trigger, 5)).toBe(1);
			audited.token().state = 'good';
			expect(await failed(trigger, 3)).toBe(0);
		});

		test('fails the activation by a person, however often it was told', async () => {
			const trigger = audited.trigger();
			audited.token().state = 'revoked';
			for (let time = 0; time < 3; time++)
				await expect(trigger.activate()).rejects.toMatchObject({ name: 'NodeApiError' });
		});
	});

	test('a Retry-After that is longer than a poll waits is kept over the polls after it', async () => {
		const trigger = audited.trigger();
		await trigger.activate();
		alarm(ADA);
		audited.pass(65);
		audited.emulator.faultFor = () => faults['429, Retry-After: a year'];
		await expect(trigger.poll()).rejects.toMatchObject({ httpCode: '429' });
		const calls = audited.calls();
		audited.emulator.faultFor = () => undefined;
		for (let poll = 0; poll < 5; poll++) expect(await trigger.poll()).toEqual([]);
		expect(audited.calls()).toBe(calls);
	});
});

describe('Fetch Test Event', () => {
	test('gives the latest real events, oldest first, and leaves the trigger where it is', async () => {
		const trigger = audited.trigger();
		await trigger.activate();
		for (let number = 0; number < 12; number++)
			alarm(ADA, [`reason ${number}`], { date_create: audited.now - 500 + number * 10 });
		alarm(ALAN, ['asn'], { date_create: audited.now + 1 });
		audited.pass(10);
		const items = await trigger.fetchTestEvent();
		expect(items).toHaveLength(10);
		expect(items.at(-1)).toMatchObject({ user_id: ALAN });
		audited.pass(65);
		expect(await trigger.poll()).toMatchObject([{ user_id: ALAN }]);
	});

	test('says that there are none', async () => {
		alarm(ADA, ['asn'], { date_create: audited.now - 8 * 24 * 3_600 });
		await expect(audited.trigger().fetchTestEvent()).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: "Slack's audit log has no such event of the last 7 days",
			description: expect.stringContaining('Sign-In'),
		});
	});
});

test('an entry of every form is read', async () => {
	const trigger = audited.trigger(ALL);
	await trigger.activate();
	const { auditLog } = audited.organisation;
	const forms = [
		{ sessionId: 'text' },
		{ sessionId: 'null' },
		{ sessionId: 'absent', address: 'absent', userAgent: 'absent' },
		{ address: 'redacted', userAgent: 'empty', person: 'idOnly' },
		{ actor: 'app' },
		{ actor: 'empty', entity: 'absent' },
		{ reason: 'text' },
	] as const;
	const usual = { ...auditLog.forms };
	for (const form of forms) {
		Object.assign(auditLog.forms, usual, form);
		alarm(ADA);
	}
	audited.pass(65);
	const items = await trigger.poll();
	expect(items).toHaveLength(forms.length);
	const number = String(sessionOf(ADA).session_id);
	expect(items.map(({ session_id }) => session_id)).toEqual([
		number,
		...[undefined, undefined, number, undefined, undefined, number],
	]);
	expect(items.every(({ reasons }) => JSON.stringify(reasons) === '["asn"]')).toBe(true);
});
