import type { Place } from './accountSessions';
import type { Findings } from './findings';
import type { PointName } from './points';
import { asList, asObject, asText } from './read';
import { AUDIT_LOG, type Clock, type Exchange, type Slack } from './slack';
import { Stop } from './stop';

/** When to look for an entry, in seconds after the last look: three minutes in all, which is as far back as the trigger reads again. */
const LOOKS = [1, 2, 7, 10, 20, 20, 30, 30, 30, 30];

const POINTS: PointName[] = ['auditSession', 'auditDelay'];

/** Whether the second token is one of the same organisation. What else it needs, the log itself says. */
export async function checkAuditToken(audit: Slack, organisation: string): Promise<void> {
	const { body } = await audit.call('auth.test');
	if (body.ok !== true)
		throw new Stop(
			`Slack does not accept the token for the audit log (${asText(body.error) ?? 'without a code'}).`,
		);
	if (body.enterprise_id !== organisation)
		throw new Stop('The token for the audit log is of another organisation.');
}

export function leaveAudit(findings: Findings): void {
	for (const point of POINTS) findings.leave(point, 'no token for the audit log was given');
}

/** Whether the sessions that the log names at sign-ins are those that the account has. */
export async function settleAuditSession(
	audit: Slack,
	findings: Findings,
	{ userId }: Place,
	listed: { sessions: Array<{ id: string }>; exchanges: Exchange[] },
): Promise<void> {
	const log = await audit.call(AUDIT_LOG, { action: 'user_login', actor: userId, limit: '100' });
	if (log.body.ok !== true) return leaveRefused(findings, 'auditSession', log);
	const named = asList(log.body.entries).map(
		(entry) => asObject(asObject(entry).context).session_id,
	);
	const numbers = new Set(listed.sessions.map(({ id }) => id));
	const same = named.find((each) => numbers.has(String(each)));
	const known = named.filter((each) => each !== undefined && each !== null);
	const settle = (answer: string) =>
		findings.settle('auditSession', answer, log, ...listed.exchanges);
	if (typeof same === 'number') return settle('sameAsNumber');
	if (same !== undefined) return settle('sameAsText');
	if (named.length > 0 && known.length === 0) return settle('absent');
	// With fewer entries than sessions, the sign-ins of those that are left may be older than the log.
	if (numbers.size > 0 && known.length >= numbers.size) return settle('different');
	return findings.leave('auditSession', 'the log does not tell of the sign-ins of the account');
}

/** How long after a reset of the account the log tells of it. */
export async function settleAuditDelay(
	slack: Slack,
	audit: Slack,
	findings: Findings,
	clock: Clock,
	userId: string,
): Promise<void> {
	const look = async () =>
		await audit.call(AUDIT_LOG, {
			action: 'user_session_reset_by_admin',
			entity: userId,
			limit: '100',
		});
	const idsIn = ({ body }: Exchange) => asList(body.entries).map((entry) => asObject(entry).id);
	const before = await look();
	if (before.body.ok !== true) return leaveRefused(findings, 'auditDelay', before);
	const known = new Set(idsIn(before));
	const reset = await slack.call('admin.users.session.reset', { user_id: userId });
	if (reset.body.ok !== true)
		return findings.leave('auditDelay', 'Slack did not reset the account');
	const sent = clock.now();
	for (const seconds of LOOKS) {
		await clock.pause(seconds * 1000);
		const log = await look();
		if (idsIn(log).every((id) => known.has(id))) continue;
		const took = (clock.now() - sent) / 1000;
		return findings.settle('auditDelay', took <= 60 ? 'soon' : 'late', reset, log);
	}
	return findings.settle('auditDelay', 'later', reset);
}

function leaveRefused(findings: Findings, point: PointName, { body }: Exchange): void {
	findings.leave(point, `the audit log answered ${asText(body.error) ?? 'without a code'}`);
}
