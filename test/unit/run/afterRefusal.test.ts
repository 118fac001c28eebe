import { afterRefusal } from '../../../nodes/SlackAdminSessions/run/afterRefusal';
import { CallError } from '../../../nodes/SlackAdminSessions/slack/callError';

const ids = ['U1', 'U2', 'U3', 'U4', 'U5'];
const fresh = { worked: false, refused: 1, inVain: 1 };
const refusal = (code: string, answer = {}) =>
	new CallError('admin.users.session.resetBulk', { kind: 'refused', status: 200, code, answer });

test('a user who was asked for alone is refused for themselves', () => {
	expect(afterRefusal(['U1'], refusal('user_not_found'), fresh)).toEqual({
		failed: ['U1'],
		undecided: [],
		again: [],
	});
});

test('a refusal that is about no user is that of all', () => {
	expect(afterRefusal(ids, refusal('invalid_auth'), fresh)).toEqual({
		failed: ids,
		undecided: [],
		again: [],
	});
});

test('without a name the users are sent again in halves', () => {
	expect(afterRefusal(ids, refusal('failed_for_some_users'), fresh)).toEqual({
		failed: [],
		undecided: [],
		again: [
			['U1', 'U2', 'U3'],
			['U4', 'U5'],
		],
	});
});

test('who is named is refused, and everybody else is sent again', () => {
	const answer = { failed_user_ids: ['U2', 'U9'] };
	expect(afterRefusal(ids, refusal('failed_for_some_users', answer), fresh)).toEqual({
		failed: ['U2'],
		undecided: [],
		again: [['U1', 'U3', 'U4', 'U5']],
	});
});

test('after enough refusals before the first success, what all have in common is given up', () => {
	const code = 'invalid_arguments';
	const none = { failed: [], undecided: [], again: [] };
	expect(afterRefusal(ids, refusal(code), { worked: false, refused: 25, inVain: 25 })).toEqual({
		...none,
		undecided: ids,
	});
	const others = [
		{ worked: false, refused: 24, inVain: 24 },
		{ worked: true, refused: 99, inVain: 99 },
	];
	for (const tally of others) expect(afterRefusal(ids, refusal(code), tally).again).toHaveLength(2);
});

test('where Slack blames everybody by name, and that again and again, it is given up', () => {
	const error = refusal('failed_for_some_users', { failed_user_ids: ids });
	const none = { failed: [], undecided: [], again: [] };
	expect(afterRefusal(ids, error, { worked: true, refused: 99, inVain: 25 })).toEqual({
		...none,
		undecided: ids,
	});
	expect(afterRefusal(ids, error, { worked: true, refused: 99, inVain: 24 }).again).toHaveLength(2);
});
