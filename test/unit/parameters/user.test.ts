import fc from 'fast-check';

import { Refusal } from '../../../nodes/SlackAdminSessions/failure';
import {
	parseSessionId,
	parseWorkspaceId,
} from '../../../nodes/SlackAdminSessions/parameters/session';
import {
	parseUser,
	parseUsers,
	type UserReference,
} from '../../../nodes/SlackAdminSessions/parameters/user';
import { makeTokenValue, type TokenKind } from '../../emulator/organisation';

test.each([
	['U0123ABCDEF', { id: 'U0123ABCDEF' }],
	[' W0123ABCDEF\n', { id: 'W0123ABCDEF' }],
	['E011E2SBBFC', { id: 'E011E2SBBFC' }],
	['Nathan@Example.COM', { email: 'nathan@example.com', requestedAs: 'Nathan@Example.COM' }],
	[
		'Nathan <nathan@example.com>',
		{ email: 'nathan@example.com', requestedAs: 'Nathan <nathan@example.com>' },
	],
	[
		"o'hara+slack@sub.example.com",
		{ email: "o'hara+slack@sub.example.com", requestedAs: "o'hara+slack@sub.example.com" },
	],
	['u0123abcdef', { id: 'u0123abcdef' }],
	['USLACKBOT', { id: 'USLACKBOT' }],
	...[
		['mailto:Jane@example.com', 'jane@example.com'],
		['<mailto:jane@example.com|Jane>', 'jane@example.com'],
		['<mailto:jane@example.com>', 'jane@example.com'],
		['<jane@example.com>', 'jane@example.com'],
		['Doe, Jane <jane@example.com>', 'jane@example.com'],
		['"Doe, Jane" <jane@example.com>', 'jane@example.com'],
		['jane@example.com <jane@example.com>', 'jane@example.com'],
		['jane01 <jane@example.com>', 'jane@example.com'],
		['\u05d9\u05e2\u05dc\u200f <yael@example.com>', 'yael@example.com'],
		['jürgen@bücher.example', 'jürgen@bücher.example'],
		['ju\u0308rgen@example.com', 'jürgen@example.com'],
		['почта@example.com', 'почта@example.com'],
		['jane@intranet', 'jane@intranet'],
	].map(([text = '', email = '']): [string, UserReference] => [text, { email, requestedAs: text }]),
])('%j names a user', (value, reference) => {
	expect(parseUser(value, 'User')).toEqual(reference);
});

test.each([
	'',
	' ',
	'a',
	'undefined',
	'NULL',
	'NaN',
	'true',
	'All',
	'U1 U2',
	'U1;U2',
	'x'.repeat(65),
	'a@b@c',
	'@',
	'a@',
	'[object Object]',
	'U0123/../x',
	'Doe',
	'email',
	'user_id',
	'USER_ID',
	'Email',
	'<@U0123ABCDEF>',
	'jane@example..com',
	'jane@.example.com',
	'jane@example.com>',
	'Jane <jane@example.com> Bob <bob@example.com>',
	'alice@example.com, Bob <bob@example.com>',
	'U0123ABCDEF; Bob <bob@example.com>',
	'mailto:jane@example.com?subject=Hello',
	'mailto:jane%2Bslack@example.com',
	null,
	undefined,
	0,
	[],
	{},
])('%j names nobody', (value) => {
	expect(() => parseUser(value, 'User')).toThrow(Refusal);
});

const say = (value: string) => {
	try {
		return parseUser(value, 'User');
	} catch (error) {
		if (error instanceof Refusal) return `${error.failure.message} ${error.failure.description}`;
		throw error;
	}
};

test.each([
	['jane@exam\u200bple.com', 'the invisible character U+200B'],
	['\u202ajane@example.com\u202c', 'the invisible character U+202A'],
	['jane\u00ad@example.com', 'the invisible character U+00AD'],
	['jane\u00a0doe@example.com', 'the invisible character U+00A0'],
	['jane\t@example.com', 'the invisible character U+0009'],
	['<\u2060jane@example.com>', 'the invisible character U+2060'],
	['Jane <jane@example.com>\u200e', 'the invisible character U+200E'],
	['U0123ABCDEF\u200b', 'the invisible character U+200B'],
	['j\u0430ne@example.com', 'the character U+0430 (which only looks like another)'],
	['jane@ex\u0430mple.com', 'the character U+0430'],
	['jane\uff20example.com', 'the character U+FF20'],
	['jane@example\uff0ecom', 'the character U+FF0E'],
	['mary\u2011ann@example.com', 'the character U+2011'],
	['o\u2019hara@example.com', 'the character U+2019'],
	['U\u041e123ABCDEF', 'the character U+041E'],
	['j\ufffdrgen@example.com', 'the character U+FFFD (which stands for one that was lost)'],
	["'jane@example.com", 'it begins with an apostrophe'],
	['jane@example.com.', 'it ends with a dot'],
	['SMTP:jane@example.com', 'it begins with "smtp:"'],
])('%j is refused, and the sentence says why: %s', (value, why) => {
	expect(say(value)).toContain(why);
	expect(say(value)).toMatch(/Type it again/);
});

test('a pasted name is told what to do with it', () => {
	expect(say('Doe')).toContain('Put a display name that has a comma in quotes');
});

test.each<TokenKind>(['user', 'bot', 'appLevel', 'refresh'])(
	'a token of the kind %s in the wrong field names nobody, and is not repeated',
	(kind) => {
		const token = makeTokenValue(kind);
		expect(() => parseUser(token, 'User')).toThrow(Refusal);
		expect(() => parseUser(token, 'User')).not.toThrow(token);
		expect(() => parseUser(`${token}@example.com`, 'User')).toThrow(Refusal);
		expect(() => parseUser(`${token}@example.com`, 'User')).not.toThrow(token);
	},
);

test.each([
	['U01, U02;U03\nU04', ['U01', 'U02', 'U03', 'U04']],
	[
		['U01', 'U02'],
		['U01', 'U02'],
	],
	['U01,,U02,', ['U01', 'U02']],
	['U01,\r\nU02;\n\nU03\n', ['U01', 'U02', 'U03']],
])('%j is a list of users', (value, ids) => {
	expect(parseUsers(value, 'Users')).toEqual(ids.map((id) => ({ id })));
});

test.each([
	['"Doe, Jane" <jane@example.com>', ['jane@example.com']],
	[
		'"Doe; \\"Jay\\", Jane" <jane@example.com>, "Roe, Al"<al@example.com>; bob@example.com',
		['jane@example.com', 'al@example.com', 'bob@example.com'],
	],
	['U01, Bob <bob@example.com>', [undefined, 'bob@example.com']],
])('%j: only a comma outside quotes parts users', (value, emails) => {
	expect(
		parseUsers(value, 'Users').map((user) => ('email' in user ? user.email : undefined)),
	).toEqual(emails);
});

test.each([
	'Doe, Jane <jane@example.com>',
	'"Doe, Jane <jane@example.com>',
	'"Doe, Jane"',
	'email\njane@example.com',
	'user_id, U01',
])('%j is refused as a whole: a part of it names nobody', (value) => {
	expect(() => parseUsers(value, 'Users')).toThrow(Refusal);
});

test.each(['U01,,U02', ',U01', 'U01,', 'U01;\n', ' , U01', 'U01\n,U02'])(
	'%j has a blank part beside a comma, which an expression must not have',
	(value) => {
		expect(() => parseUsers(value, 'Users', 'refusedAtCommas')).toThrow('is empty');
		expect(parseUsers(value, 'Users')).not.toHaveLength(0);
	},
);

test.each(['U01\n\nU02\n', 'U01,\nU02', 'U01;\n\n U02'])('%j has none: its lines end', (value) => {
	expect(parseUsers(value, 'Users', 'refusedAtCommas')).toHaveLength(2);
});

test.each([
	'',
	' , ;\n',
	[],
	[''],
	null,
	undefined,
	{},
	7,
	['U01', null],
	['U01', ['U02']],
	'U01, all',
])('%j is no list of users: an error, never all', (value) => {
	expect(() => parseUsers(value, 'Users')).toThrow(Refusal);
});

describe('20,000 pasted lists', () => {
	// Without x: xoxb.example looks like a token, and is refused on purpose.
	const LETTERS = 'abcdefghijklmnopqrstuvwyz';
	const word = fc.string({ unit: fc.constantFrom(...LETTERS), minLength: 1, maxLength: 8 });
	const name = word.map((text) => text.charAt(0).toUpperCase() + text.slice(1));
	/** Each with who is meant, which is known before it is written down. */
	const person = fc
		.record({
			user: word,
			host: word,
			first: name,
			last: name,
			style: fc.constantFrom('plain', 'capitals', 'named', 'quoted', 'link', 'slack', 'id'),
			number: fc.integer({ min: 1_000_000, max: 9_999_999 }),
		})
		.map(({ user, host, first, last, style, number }) => {
			const email = `${user}@${host}.example`;
			const texts = {
				plain: ` ${email} `,
				capitals: email.toUpperCase(),
				named: `${first} ${last} <${email}>`,
				quoted: `"${last}, ${first}; B." <${email}>`,
				link: `mailto:${email}`,
				slack: `<mailto:${email}|${first} ${last}>`,
				id: `U${number}`,
			};
			return { meant: style === 'id' ? texts.id : email, text: texts[style] };
		});
	const lists = fc.record({
		people: fc.array(person, { minLength: 1, maxLength: 5 }),
		separator: fc.constantFrom(',', ', ', ';', '\n', ',\r\n', ' ; '),
	});
	const runs = { numRuns: 10_000 };

	test('name those whom they were made of', () => {
		fc.assert(
			fc.property(lists, ({ people, separator }) => {
				const text = people.map((each) => each.text).join(separator);
				const found = parseUsers(text, 'Users', 'refusedAtCommas').map((user) =>
					'id' in user ? user.id : user.email,
				);
				const meant = people.map((each) => each.meant);
				if (found.join() !== meant.join()) throw new Error(`${text}: ${found.join()}`);
			}),
			runs,
		);
	});

	test('are refused where a character in one of them is damaged, and the sentence names it', () => {
		const odd = fc.constantFrom(
			...['\u200b', '\u200e', '\u202e', '\u00ad', '\u2060', '\u00a0', '\ufffd'],
			...['\u0430', '\u03bf', '\uff41', '\u2010', '\u2019', '\u{e0061}', '\ufe0f'],
		);
		fc.assert(
			fc.property(lists, fc.nat(), odd, ({ people, separator }, place, character) => {
				const texts = people.map((each) => each.text);
				const index = place % texts.length;
				const { meant, text } = people[index] ?? { meant: '', text: '' };
				// In the middle of the user's own part, where no trimming helps.
				const from = text.toLowerCase().indexOf(meant.toLowerCase()) + 1;
				texts[index] = text.slice(0, from) + character + text.slice(from);
				let refusal = '';
				try {
					parseUsers(texts.join(separator), 'Users');
				} catch (error) {
					if (!(error instanceof Refusal)) throw error;
					refusal = error.message;
				}
				const code = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
				if (!refusal.includes(`U+${code}`)) throw new Error(`${JSON.stringify(texts)}: ${refusal}`);
			}),
			runs,
		);
	});
});

test('whatever comes in, what comes out is checked, or refused with a message and a next step', () => {
	const anything = fc.anything({
		withBigInt: true,
		withDate: true,
		withSparseArray: true,
		withNullPrototype: true,
	});
	const texts = fc.oneof(
		anything,
		fc.string(),
		fc.string({ unit: 'binary' }),
		fc.constantFrom('all', 'undefined', '[object Object]', '1e21', '-1', '0x1F', '１２'),
		fc.double(),
		fc.bigInt(),
	);
	const attempt = (parse: () => unknown) => {
		try {
			return parse();
		} catch (error) {
			// Without `expect`, which would take most of the time of these 15,000 runs.
			if (!(error instanceof Refusal)) throw error;
			if (error.failure.message === '' || error.failure.description === '')
				throw new Error('A refusal without a message or without a next step', { cause: error });
			return undefined;
		}
	};
	fc.assert(
		fc.property(texts, (value) => {
			const user = attempt(() => parseUser(value, 'User')) as
				| ReturnType<typeof parseUser>
				| undefined;
			if (user && 'id' in user)
				expect(user.id).toMatch(/^(?!(?:undefined|null|nan|true|false|all)$)[A-Za-z0-9_-]{2,64}$/i);
			if (user && 'email' in user) expect(user.email).toMatch(/^[^\s@,;<>]+@[^\s@,;<>]+$/);

			const session = attempt(() => parseSessionId(value));
			if (session !== undefined) expect(String(session)).toMatch(/^\d{1,19}$/);

			const workspace = attempt(() => parseWorkspaceId(value));
			if (workspace !== undefined) expect(workspace).toMatch(/^[A-Za-z0-9_-]{2,64}$/);

			const list = attempt(() => parseUsers(value, 'Users')) as unknown[] | undefined;
			if (list !== undefined) expect(list).not.toHaveLength(0);
		}),
		{ numRuns: 15_000 },
	);
}, 120_000);

test.each([
	'ada@example.com alan@example.com',
	'U0000000001  U0000000002 W0000000003',
	'ada@example.com U0000000002',
])('users with only spaces between them are told as that: %s', (text) => {
	const refused = () => parseUser(text, 'Users');
	expect(refused).toThrow(Refusal);
	try {
		refused();
	} catch (error) {
		expect((error as Refusal).failure.description).toContain(
			"'Users' has several users with only spaces between them. In a list, put a comma between them, or give each a line of its own.",
		);
	}
});
