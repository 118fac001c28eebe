import { RateLimited, Stop } from './stop';

export type Sent = Record<string, string>;

/** What came back from Slack for one call. */
export interface Answer {
	status: number;
	retryAfter?: string;
	scopes?: string;
	body: Record<string, unknown>;
}

/** A call as it was made, with its answer. */
export interface Exchange extends Answer {
	method: string;
	sent: Sent;
}

/** @param evenThen also after Ctrl-C */
export type Send = (method: string, sent: Sent, evenThen?: 'afterInterrupt') => Promise<Answer>;

export interface Clock {
	now(): number;
	/** Rests so many milliseconds; Ctrl-C ends it. */
	pause(milliseconds: number): Promise<void>;
}

/** On whom a call that writes may act. */
export interface Permission {
	users: ReadonlySet<string>;
	/** Their sessions, by number. */
	sessions: Set<string>;
}

/** The name under which a page of the audit log is asked for. */
export const AUDIT_LOG = 'audit/v1/logs';

/** What changes nothing in Slack. Every other method needs a permission. */
export const READING: ReadonlySet<string> = new Set([
	AUDIT_LOG,
	'auth.test',
	'users.info',
	'users.lookupByEmail',
	'admin.users.list',
	'admin.users.session.list',
	'admin.users.session.getSettings',
]);

/** Slack gives twenty calls a minute to the methods on sessions. */
const CALLS_A_MINUTE = 18;
const MINUTE = 61_000;

/** The one way to Slack. What writes passes only with a permission, and only on whom that names. */
export class Slack {
	/** What wrote, in the order in which it was sent. */
	readonly written: string[] = [];

	private permission: Permission | undefined;

	private readonly times = new Map<string, number[]>();

	/** @param heard gets all that Slack says: it is looked for in what is recorded */
	constructor(
		private readonly send: Send,
		private readonly clock: Clock,
		private readonly heard: Exchange[],
	) {}

	allow(permission: Permission): void {
		this.permission = permission;
	}

	async call(method: string, sent: Sent = {}): Promise<Exchange> {
		const writes = !READING.has(method);
		if (writes) this.check(method, sent);
		await this.pace(method);
		if (writes) this.written.push(method);
		return await this.exchange(method, sent);
	}

	/** Takes back what a call has set on an account, also after Ctrl-C. */
	async takeBack(method: string, sent: Sent): Promise<boolean> {
		this.check(method, sent);
		return (await this.exchange(method, sent, 'afterInterrupt')).body.ok === true;
	}

	/** Ends the token that the calls are made with. */
	async revoke(): Promise<boolean> {
		return (await this.exchange('auth.revoke', {})).body.ok === true;
	}

	private async exchange(
		method: string,
		sent: Sent,
		evenThen?: 'afterInterrupt',
	): Promise<Exchange> {
		const answer = await this.send(method, sent, evenThen);
		const exchange: Exchange = { method, sent, ...answer };
		this.heard.push(exchange);
		if (answer.status === 429 || answer.body.error === 'ratelimited')
			throw new RateLimited(method, answer.retryAfter);
		return exchange;
	}

	private check(method: string, { user_id, user_ids, session_id }: Sent): void {
		const users = user_ids === undefined ? [] : (JSON.parse(user_ids) as string[]);
		if (user_id !== undefined) users.push(user_id);
		const isKnown =
			this.permission !== undefined &&
			users.every((user) => this.permission?.users.has(user)) &&
			(session_id === undefined ? users.length > 0 : this.permission.sessions.has(session_id));
		if (!isKnown) throw new Stop(`${method} was not sent: nobody has allowed it for this user.`);
	}

	private async pace(method: string): Promise<void> {
		if (!method.startsWith('admin.users.session.')) return;
		const times = this.times.get(method) ?? [];
		this.times.set(method, times);
		const [oldest] = times.length < CALLS_A_MINUTE ? [] : times.splice(0, 1);
		const wait = oldest === undefined ? 0 : oldest + MINUTE - this.clock.now();
		if (wait > 0) await this.clock.pause(wait);
		times.push(this.clock.now());
	}
}
