import { blamed } from '../../../nodes/SlackAdminSessions/run/blame';

const ids = ['U1', 'U2', 'U3', 'U4', 'U5'];

test.each<[string, object, string[]]>([
	[
		'results with an error that is null',
		{
			results: [
				{ user_id: 'U1', error: null },
				{ user_id: 'U2', error: 'is_bot' },
				{ user_id: 'U3', error: '' },
			],
		},
		['U2'],
	],
	['both kinds below errors', { errors: { failed: ['U2'], succeeded: ['U1', 'U3'] } }, ['U2']],
	['errors that are null by ID', { errors: { U4: null, U2: 'is_bot', U1: '', U3: [] } }, ['U2']],
	['errors as a list, one of them null', { errors: [{ user_id: 'U1', error: null }] }, []],
	['a map of IDs with reasons', { failed_user_ids: { U2: 'is_bot' } }, ['U2']],
	['a map of IDs with yes and no', { failed_user_ids: { U2: true, U3: false } }, ['U2']],
	['a map of places with IDs', { failed_user_ids: { 0: 'U2', 1: 'U5' } }, ['U2', 'U5']],
	['somebody else in an entry', { failures: [{ user_id: 'U2', requested_by: 'U1' }] }, ['U2']],
	['a code with its users', { errors: { user_not_found: ['U2'] } }, ['U2']],
	['ok that is null', { results: { U1: { ok: null }, U2: { ok: false } } }, ['U2']],
	...[
		'not_failed',
		'non_failed',
		'notFailed',
		'without_errors',
		'no_error',
		'unfailed',
		'error_free',
		'invalidated',
		'invalidatedUsers',
	].map((name): [string, object, string[]] => [`those in ${name}`, { [name]: ['U1', 'U3'] }, []]),
	[
		'not_failed beside failed',
		{ not_failed: ['U1'], failed: ['U2'], never_rejected: ['U3'] },
		['U2'],
	],
	['not_failed below errors', { errors: { not_failed: ['U1'], failed: ['U2'] } }, ['U2']],
	...[
		'not_found',
		'not_reset',
		'users_not_processed',
		'cannot_reset',
		'unable_to_reset',
		'missing_users',
		'skipped',
		'invalid_user_ids',
		'failedUserIds',
		'failedUsers',
		'notFound',
	].map((name): [string, object, string[]] => [`those in ${name}`, { [name]: ['U2'] }, ['U2']]),
	[
		'a pointer',
		{ response_metadata: { messages: ['[ERROR] must match [json-pointer:/user_ids/3]'] } },
		['U4'],
	],
	[
		'pointers to nobody, and in a warning',
		{
			response_metadata: {
				messages: ['[ERROR] [json-pointer:/user_ids/9]', '[WARN] [json-pointer:/user_ids/3]'],
			},
		},
		[],
	],
])('%s', (_, answer, culprits) => {
	expect(blamed({ ok: false, ...answer }, ids)).toEqual(culprits);
});
