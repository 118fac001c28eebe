import { outcomeOf, type Ended } from '../../../nodes/SlackAdminSessions/slack/certainty';
import type { Trouble } from '../../../nodes/SlackAdminSessions/slack/trouble';

const refused = (code: string): Trouble => ({ kind: 'refused', status: 200, code });
const silent: Trouble = { kind: 'noAnswer', code: 'ECONNRESET', sent: true, reason: '' };
const unsent: Trouble = { kind: 'noAnswer', code: 'ECONNREFUSED', sent: false, reason: '' };
const write = { lost: false, together: 1, readOnly: false };

test.each<[string, Ended, 'failed' | 'unknown']>([
	['Slack said no', { ...write, trouble: refused('user_not_found') }, 'failed'],
	['no answer came', { ...write, trouble: silent }, 'unknown'],
	['nothing can have left', { ...write, trouble: unsent }, 'failed'],
	[
		'the rate limit turned it away',
		{ ...write, trouble: { kind: 'rateLimited', status: 429 } },
		'failed',
	],
	['a gateway gave up', { ...write, trouble: { kind: 'status', status: 502 } }, 'unknown'],
	[
		'somebody waited in vain for an answer',
		{ ...write, trouble: { kind: 'status', status: 408 } },
		'unknown',
	],
	['a proxy turned it away', { ...write, trouble: { kind: 'status', status: 407 } }, 'failed'],
	['a redirect was not followed', { ...write, trouble: { kind: 'status', status: 307 } }, 'failed'],
	['Slack broke off', { ...write, trouble: refused('fatal_error') }, 'unknown'],
	['an answer was lost, then nothing left', { ...write, trouble: unsent, lost: true }, 'unknown'],
	[
		'an answer was lost, then the token was refused',
		{ ...write, trouble: refused('invalid_auth'), lost: true },
		'unknown',
	],
	[
		'an answer was lost, then the user was refused',
		{ ...write, trouble: refused('user_not_found'), lost: true },
		'failed',
	],
	[
		'an answer was lost, then Slack failed for this user',
		{ ...write, trouble: refused('user_session_reset_failed'), lost: true },
		'unknown',
	],
	[
		'Slack refused many users together',
		{ ...write, trouble: refused('failed_for_some_users'), together: 1000 },
		'unknown',
	],
	['a read brought no answer', { ...write, trouble: silent, lost: true, readOnly: true }, 'failed'],
])('%s', (_, ended, outcome) => {
	expect(outcomeOf(ended)).toBe(outcome);
});
