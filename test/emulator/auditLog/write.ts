import type { Organisation, Session } from '../organisation';
import type { Entry, Party } from './entry';
import type { Forms } from './forms';

/** What the emulated Slack writes into its audit log, in the forms that `auditLog.forms` asks for. */

type More = Partial<Pick<Entry, 'id' | 'date_create' | 'details'>>;

/** Somebody signs in: a new session, and its entry. */
export function signIn(
	organisation: Organisation,
	user_id: string,
	as: Partial<Session> = {},
	more: More = {},
): { session: Session; entry: Entry } {
	const session = organisation.addSession(user_id, as);
	const entry = byUser(organisation, 'user_login', session, {
		...more,
		details: { authentication_method: 'saml', ...more.details },
	});
	return { session, entry };
}

/** Slack finds something odd in a session. */
export function anomaly(
	organisation: Organisation,
	session: Session,
	reasons: string[],
	more: More = {},
): Entry {
	const { now, forms } = organisation.auditLog;
	return byUser(organisation, 'anomaly', session, {
		...more,
		details: {
			reason: forms.reason === 'array' ? reasons : reasons.join(', '),
			// In microseconds, and some seconds before the entry.
			action_timestamp: ((more.date_create ?? now) - 51) * 1_000_000 + 123_456,
			location: 'Lyon, France',
			previous_ip_address: '203.0.113.7',
			previous_ua: '',
			...more.details,
		},
	});
}

/** An entry of which whoever did it is whom it affects, by the session that it was done in. */
export function byUser(
	organisation: Organisation,
	action: string,
	session: Session,
	more: More = {},
): Entry {
	const { auditLog } = organisation;
	const user = personOf(organisation, session.user_id);
	return auditLog.add({
		action,
		actor: actorOf(auditLog.forms, user),
		...(auditLog.forms.entity === 'user' && { entity: user }),
		context: contextOf(organisation, session),
		...more,
	});
}

/** An entry of what an administrator did to somebody: its session is the administrator's. */
export function byAdmin(
	organisation: Organisation,
	action: string,
	admin_id: string,
	user_id: string | undefined,
	more: More = {},
): Entry {
	const { auditLog } = organisation;
	const [session] = organisation.sessionsOf(admin_id);
	return auditLog.add({
		action,
		actor: actorOf(auditLog.forms, personOf(organisation, admin_id)),
		...(user_id !== undefined &&
			auditLog.forms.entity === 'user' && { entity: personOf(organisation, user_id) }),
		context: contextOf(organisation, session),
		...more,
	});
}

/** A list in the details, as Slack gives it at times: as JSON in a text. */
export function detailsList({ auditLog }: Organisation, ids: string[]): string[] | string {
	return auditLog.forms.lists === 'array' ? ids : JSON.stringify(ids);
}

function actorOf({ actor }: Forms, user: Party): Party {
	switch (actor) {
		case 'user':
			return user;
		case 'app':
			return { type: 'app', app: { id: 'A0000000001', name: 'An App' } };
		case 'slack':
			return { type: 'user', user: { id: 'USLACKUSER' } };
		case 'empty':
			return {};
	}
}

function personOf({ auditLog, people }: Organisation, id: string): Party {
	const { name, email, workspaces } = people.get(id) ?? {};
	const whole = { name, email, team: workspaces?.[0] };
	return { type: 'user', user: { id, ...(auditLog.forms.person === 'whole' && whole) } };
}

function contextOf(
	{ auditLog: { forms }, id, name }: Organisation,
	session: Session | undefined,
): Record<string, unknown> {
	const { ip } = session?.recent ?? session?.created ?? { ip: '203.0.113.7' };
	const addresses = { shown: ip, empty: '', redacted: 'redacted', ipv6: '2001:db8::7' };
	const number = session?.session_id ?? null;
	return {
		location: { type: 'enterprise', id, name, domain: 'example' },
		...(forms.userAgent !== 'absent' && {
			ua: forms.userAgent === 'empty' ? '' : 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)',
		}),
		...(forms.address !== 'absent' && { ip_address: addresses[forms.address] }),
		...(forms.sessionId !== 'absent' && {
			session_id:
				forms.sessionId === 'null' || number === null
					? null
					: forms.sessionId === 'text'
						? String(number)
						: number,
		}),
	};
}
