import fc from 'fast-check';

import { WORDS } from '../../../../scripts/sandbox/allowed';
import { Findings } from '../../../../scripts/sandbox/findings';
import { finds, record, type Recorded } from '../../../../scripts/sandbox/recording';
import type { Exchange, Sent } from '../../../../scripts/sandbox/slack';
import { settled } from '../../../emulator/method';
import { Organisation } from '../../../emulator/organisation';
import { answer } from '../../../emulator/slack';

/** What Slack says of an organisation that was made up, and every text in it. */
interface Heard {
	exchanges: Exchange[];
	account: string;
	secret: string;
	strings: string[];
}

const words = [...WORDS].join('\n').toLowerCase();

/** No text that stands in every record. */
const isOwn = (text: string) => /[\p{L}\p{N}]/u.test(text) && !words.includes(text.toLowerCase());

const id = (kind: string) =>
	fc
		.array(fc.constantFrom(...'ABCDEFGHJKLMNPQRSTVWXYZ0123456789'), { minLength: 9, maxLength: 9 })
		.map((characters) => kind + characters.join(''));
const text = fc
	.oneof(
		fc.string({ minLength: 5, maxLength: 20 }),
		fc.string({ minLength: 5, maxLength: 12, unit: 'grapheme' }),
		fc.constantFrom(
			'Mac OS X',
			'iPhone15,2',
			'Jörg Müller',
			'Ада Лавлейс',
			'山田太郎の机',
			'x'.repeat(5),
		),
	)
	.filter(isOwn);
const device = fc.record({
	device_hardware: text,
	os: text,
	os_version: fc.constantFrom('14.4.1', '17.40.2', '6.1.0-18'),
	slack_client_version: fc.constantFrom('4.38.115', '24.04.10'),
	ip: fc.oneof(fc.ipV4(), fc.ipV6()).filter((ip) => ip.length > 6),
});
const person = fc.record({
	id: fc.oneof(id('U'), id('W')),
	name: text,
	email: fc.oneof(fc.emailAddress(), text),
	workspaces: fc.uniqueArray(id('T'), { minLength: 1, maxLength: 3 }),
});
const organisation = fc.record({
	id: id('E'),
	name: text,
	people: fc.uniqueArray(person, { minLength: 3, maxLength: 6, selector: (each) => each.id }),
	sessions: fc.array(
		fc.record({
			session_id: fc.integer({ min: 10 ** 5, max: 10 ** 13 }),
			created: device,
			recent: device,
		}),
		{ minLength: 1, maxLength: 3 },
	),
	note: text,
	bulkNamesIn: fc.constantFrom('failed_user_ids', 'details', 'keys', 'nowhere'),
});

type Made = typeof organisation extends fc.Arbitrary<infer T> ? T : never;

/** Asks the emulator, as the command would ask Slack. */
function hear({ id: enterprise, name, people, sessions, note, bulkNamesIn }: Made): Heard {
	const made = Object.assign(new Organisation(), { id: enterprise, name });
	for (const each of people) made.addPerson(each);
	const [admin, account] = people;
	if (!admin || !account) throw new Error('an organisation has some people');
	made.addPerson({ ...admin, is_admin: true });
	for (const each of sessions) made.addSession(account.id, each);
	made.settings.set(account.id, { duration: 86_399 });
	const token = made.addToken({ user_id: admin.id });
	const world = {
		organisation: made,
		unsettled: { ...settled, bulkNamesIn },
		later: (job: () => void) => job(),
	};
	const ask = (method: string, sent: Sent): Exchange => {
		const { status, body } = answer(world, {
			host: 'slack.com',
			method: 'POST',
			path: `/api/${method}`,
			headers: {
				authorization: `Bearer ${token.value}`,
				'content-type': 'application/x-www-form-urlencoded',
			},
			body: new URLSearchParams(sent).toString(),
			at: 0,
		});
		// Slack says more than the emulator: in fields of other names, and in texts.
		const more = {
			note,
			[note]: note,
			warning: note,
			response_metadata: { messages: [`[ERROR] ${note} [json-pointer:/user_ids/1]`] },
		};
		return { method, sent, status, body: { ...more, ...(JSON.parse(body) as object) } };
	};
	const team = account.workspaces[0] ?? '';
	return {
		exchanges: [
			ask('auth.test', {}),
			ask('users.info', { user: account.id }),
			ask('users.lookupByEmail', { email: account.email }),
			ask('admin.users.list', { limit: '100' }),
			ask('admin.users.session.list', { user_id: account.id, team_id: team }),
			ask('admin.users.session.getSettings', { user_ids: JSON.stringify([account.id]) }),
			ask('admin.users.session.resetBulk', {
				user_ids: JSON.stringify([account.id, 'U0NOBODYHAS']),
			}),
		],
		account: account.id,
		secret: token.value,
		strings: [
			enterprise,
			name,
			note,
			token.value,
			'U0NOBODYHAS',
			...people.flatMap((each) => [each.id, each.name, each.email, ...each.workspaces]),
			...sessions.flatMap(({ session_id, created, recent }) => [
				String(session_id),
				...Object.values(created),
				...Object.values(recent),
			]),
		],
	};
}

function recordOf({ exchanges, account, secret }: Heard): Recorded[] {
	const findings = new Findings();
	findings.settle('bulkNames', 'nowhere', ...exchanges);
	return record(findings, exchanges, {
		account: new Set([account]),
		secrets: [secret],
		day: '2026-11-26',
	});
}

/** Every text and number in a value, and every name of a field. */
function leaves(value: unknown): string[] {
	if (typeof value !== 'object' || value === null) return [String(value).toLowerCase()];
	return Object.entries(value).flatMap(([name, part]) => [
		...(Array.isArray(value) ? [] : [name.toLowerCase()]),
		...leaves(part),
	]);
}

test('a record holds no text of the organisation that it is of: a thousand organisations', () => {
	fc.assert(
		fc.property(organisation, (made) => {
			const heard = hear(made);
			const written = leaves(JSON.parse(JSON.stringify(recordOf(heard)))).join('\n');
			expect(heard.strings.filter((each) => written.includes(each.toLowerCase()))).toEqual([]);
		}),
		{ numRuns: 1000 },
	);
});

test('names that are words of the record itself, or as short as can be, hinder nothing', () => {
	const hostile = fc.constantFrom(
		'user',
		'ok',
		'a',
		'7',
		'true',
		'id',
		'2026',
		'test',
		'U',
		'----',
		'null',
	);
	fc.assert(
		fc.property(organisation, hostile, hostile, (made, name, email) => {
			const people = made.people.map((each) => ({ ...each, name, email }));
			const heard = hear({ ...made, name, note: name, people });
			const written = leaves(JSON.parse(JSON.stringify(recordOf(heard)))).join('\n');
			expect(people.filter((each) => written.includes(each.id.toLowerCase()))).toEqual([]);
		}),
		{ numRuns: 100 },
	);
});

describe('what is kept', () => {
	const heard = (): Heard => {
		const [made] = fc.sample(organisation, { numRuns: 1, seed: 1 });
		if (!made) throw new Error('fast-check gives as many as asked for');
		return hear({ ...made, bulkNamesIn: 'keys' });
	};
	const answers = () => {
		const [recorded] = recordOf(heard());
		return (recorded?.exchanges ?? []) as Array<{
			method: string;
			sent: Sent;
			answer: Record<string, unknown>;
		}>;
	};
	const answerTo = (method: string) =>
		answers().find((each) => each.method === method)?.answer as Record<string, never>;

	test('of the list of people, the account alone', () => {
		const { users } = answerTo('admin.users.list') as unknown as { users: unknown[] };
		expect(users).toEqual([
			expect.objectContaining({ id: expect.stringMatching(/^[UW][A-Z0-9]{9}$/), is_active: true }),
		]);
	});

	test('a session has the form of the real one', () => {
		const { active_sessions } = answerTo('admin.users.session.list') as unknown as {
			active_sessions: unknown[];
		};
		expect(active_sessions[0]).toEqual({
			user_id: expect.stringMatching(/^[UW][A-Z0-9]{9}$/),
			team_id: expect.stringMatching(/^T[A-Z0-9]{9}$/),
			session_id: expect.any(Number),
			created: expect.objectContaining({ os: expect.any(String), ip: expect.any(String) }),
			recent: expect.objectContaining({ os_version: expect.stringMatching(/^[\d.]+/) }),
		});
	});

	test('the same value is the same invented one in all that is sent and answered', () => {
		const all = answers();
		const id = all.find(({ method }) => method === 'users.info')?.sent.user;
		const bulk = all.find(({ method }) => method.endsWith('resetBulk'));
		expect(bulk?.sent.user_ids?.[0]).toBe(id);
		expect(Object.keys(bulk?.answer.failures as object)).toEqual([bulk?.sent.user_ids?.[1]]);
	});

	test('of a message, the place that it points at', () => {
		expect(answerTo('auth.test')).toMatchObject({
			response_metadata: { messages: ['[json-pointer:/user_ids/1]'] },
		});
	});

	test('another run invents anew', () => {
		expect(answerTo('users.info')).not.toEqual(answerTo('users.info'));
	});
});

describe('the search before a file is written', () => {
	const recorded = (answered: unknown): Recorded => ({
		point: 'scopes',
		day: '2026-11-26',
		answer: 'named',
		settles: {},
		exchanges: [{ method: 'auth.test', sent: {}, status: 200, answer: answered }],
	});
	const made = new Set(['U7QWERTYUI', 'xAnnax']);
	const real = new Set(['u0realperson', 'anna']);

	test.each([
		['a real value', { id: 'U0REALPERSON' }, 'U0REALPERSON'],
		['a value that was not made up', { id: 'somebody' }, 'somebody'],
		['a number that was not made up', { id: 12_345 }, '12345'],
		['a real value within one that was made up', { id: 'xAnnax' }, 'xAnnax'],
		['a real value as the name of a field', { U0REALPERSON: true }, 'U0REALPERSON'],
		['a text about somebody', { messages: ['Anna [json-pointer:/user_ids/1]'] }, 'Anna'],
		['a code that is a word of theirs', { error: 'anna_is_gone' }, 'anna_is_gone'],
	])('finds %s', (_, answered, found) => {
		expect(finds(recorded(answered), real, made)).toBe(found);
	});

	test('passes what was made up, and codes that nobody has documented', () => {
		expect(
			finds(recorded({ id: 'U7QWERTYUI', ok: false, error: 'user_is_asleep' }), real, made),
		).toBeUndefined();
	});
});
