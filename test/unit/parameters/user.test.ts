import fc from 'fast-check';

import { Refusal } from '../../../nodes/SlackAdminSessions/failure';
import {
	parseSessionId,
	parseWorkspaceId,
} from '../../../nodes/SlackAdminSessions/parameters/session';
import { parseUser, parseUsers } from '../../../nodes/SlackAdminSessions/parameters/user';
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
	null,
	undefined,
	0,
	[],
	{},
])('%j names nobody', (value) => {
	expect(() => parseUser(value, 'User')).toThrow(Refusal);
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
])('%j is a list of users', (value, ids) => {
	expect(parseUsers(value, 'Users')).toEqual(ids.map((id) => ({ id })));
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
