import type { AuditEntry, AuditParty } from '../slack/auditEntry';
import { fromUnixTime } from '../slack/unixTime';

/** The fields of a simplified event. */
export const eventFields = [
	'event_id',
	'action',
	'occurred_at',
	'user_id',
	'email',
	'session_id',
	'ip',
	'user_agent',
	'reasons',
	'actor_id',
] as const;

export type EventField = (typeof eventFields)[number];

/** An event as it concerns one user. What Slack does not say is left out. */
export interface SimplifiedEvent {
	event_id: string;
	action: string;
	/** As ISO 8601, in UTC. */
	occurred_at: string;
	/** Whom it affects. */
	user_id?: string;
	email?: string;
	/** The affected user's own, never that of an administrator who did it. */
	session_id?: string;
	/** Of whoever did it, as the user agent is. */
	ip?: string;
	user_agent?: string;
	/** Slack's reasons; of a bulk reset `failed_users` for whoever was not reset. */
	reasons?: string[];
	/** Who did it: a user or an app. */
	actor_id?: string;
}

/** In these actions, the actor is the affected user, unless Slack names somebody else. */
const OF_ACTOR = new Set([
	'anomaly',
	'cli_login',
	'cli_logout',
	'user_login',
	'user_login_failed',
	'user_logout',
	'user_logout_compromised',
	'user_logout_non_compliant_mobile_app_version',
]);

/** Ends sessions of a user by somebody or something else: the session that Slack names with it is then not the one that ended. */
const BY_ANOTHER = /reset|invalidated/;

/** An entry as events, one for each user that it affects. The order is Slack's. */
export function simplified(entry: AuditEntry): SimplifiedEvent[] {
	const event = eventOf(entry);
	const named = usersOfBulk(entry);
	if (named.size === 0) return [event];
	// Those of one user are not those of the others.
	delete event.email;
	delete event.session_id;
	return [...named].map(([user_id, failed]) => ({
		...event,
		user_id,
		...(failed && { reasons: ['failed_users'] }),
	}));
}

function eventOf(entry: AuditEntry): SimplifiedEvent {
	const { id, date_create, action, context, details } = entry;
	const actor = userOf(entry.actor);
	const user = userOf(entry.entity) ?? (isOfActor(entry) ? actor : undefined);
	const isOwn = user !== undefined && user.id === actor?.id && !BY_ANOTHER.test(action);
	const session_id = isOwn ? sessionOf(context?.session_id) : undefined;
	const [ip, user_agent] = [textOf(context?.ip_address), textOf(context?.ua)];
	const reasons = listOf(details?.reason);
	const email = user?.email ?? (isOwn ? actor?.email : undefined);
	const actor_id = partyOf(entry.actor)?.id;
	return {
		event_id: id,
		action,
		occurred_at: fromUnixTime(date_create),
		...(user?.id !== undefined && { user_id: user.id }),
		...(email !== undefined && { email }),
		...(session_id !== undefined && { session_id }),
		...(ip !== undefined && ip !== 'redacted' && { ip }),
		...(user_agent !== undefined && { user_agent }),
		...(reasons.length > 0 && { reasons }),
		...(actor_id !== undefined && { actor_id }),
	};
}

function isOfActor({ action, entity }: AuditEntry): boolean {
	return OF_ACTOR.has(action) && entity?.type !== 'app';
}

/** Whom a reset in bulk names, and whether it failed for them. */
function usersOfBulk({ details }: AuditEntry): Map<string, boolean> {
	const named = (field: string, failed: boolean) =>
		listOf(details?.[field]).map((user_id) => [user_id, failed] as const);
	return new Map([...named('succeeded_users', false), ...named('failed_users', true)]);
}

/** Who Slack says that acted where nobody did, and its own security staff. */
const NOBODY = new Set(['USLACKUSER', 'USLACKSECURITY']);

interface Party {
	id?: string;
	email?: string;
}

/** A user whom an entry names: not an app, and not Slack itself. */
function userOf(party: AuditParty | null | undefined): Party | undefined {
	const type = textOf(party?.type);
	if (type !== undefined && type !== 'user') return undefined;
	const found = partyOf(party);
	return found?.id === undefined || NOBODY.has(found.id) ? undefined : found;
}

function partyOf(party: AuditParty | null | undefined): Party | undefined {
	if (!party) return undefined;
	const inside = party[textOf(party.type) ?? 'user'];
	if (typeof inside !== 'object' || inside === null) return undefined;
	const { id, email } = inside as Record<string, unknown>;
	const [itsId, itsEmail] = [textOf(id), textOf(email)];
	return {
		...(itsId !== undefined && { id: itsId }),
		...(itsEmail !== undefined && { email: itsEmail }),
	};
}

function textOf(value: unknown): string | undefined {
	const text = typeof value === 'string' ? value.trim() : '';
	return text === '' ? undefined : text;
}

/** A list of texts, a text that holds one as JSON, or a single text. */
function listOf(value: unknown): string[] {
	if (Array.isArray(value)) return value.flatMap((part: unknown) => textOf(part) ?? []);
	const text = textOf(value);
	if (text === undefined) return [];
	if (!text.startsWith('[')) return [text];
	try {
		return listOf(JSON.parse(text));
	} catch {
		return [text];
	}
}

/** @returns plain digits; nothing for a number that JavaScript cannot hold exactly: it would be another session's */
function sessionOf(value: unknown): string | undefined {
	if (typeof value === 'number')
		return Number.isSafeInteger(value) && value > 0 ? String(value) : undefined;
	const text = textOf(value);
	return text !== undefined && /^\d{1,19}$/.test(text) && /[1-9]/.test(text) ? text : undefined;
}
