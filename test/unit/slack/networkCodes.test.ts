import { networkCode } from '../../../nodes/SlackAdminSessions/slack/networkCodes';

test.each<[string, ReturnType<typeof networkCode>]>([
	['ENOTFOUND', { sent: false, again: true, late: false }],
	['ECONNREFUSED', { sent: false, again: true, late: false }],
	['EHOSTUNREACH', { sent: 'unlessConnecting', again: true, late: false }],
	['DEPTH_ZERO_SELF_SIGNED_CERT', { sent: false, again: false, late: false }],
	['CERT_HAS_EXPIRED', { sent: false, again: false, late: false }],
	['ERR_TLS_CERT_ALTNAME_INVALID', { sent: false, again: false, late: false }],
	['not_sent', { sent: false, again: false, late: false }],
	['ETIMEDOUT', { sent: true, again: true, late: true }],
	['ECONNRESET', { sent: true, again: true, late: false }],
	['EPROTO', { sent: true, again: true, late: false }],
	['a code that nobody knows', { sent: true, again: true, late: false }],
	['constructor', { sent: true, again: true, late: false }],
])('%s', (code, says) => {
	expect(networkCode(code)).toEqual(says);
});
