import { randomBytes, randomInt } from 'node:crypto';

import { AuditLog } from './auditLog/auditLog';

export interface Person {
	/** The organisation's ID of the person. */
	id: string;
	/**
	 * An ID from a workspace, under which `users.info` and `users.lookupByEmail` speak of the person. Of the admin methods only Invalidate takes it,
	 * for a session that is listed under it.
	 */
	local_id?: string;
	email: string;
	name: string;
	workspaces: string[];
	is_active: boolean;
	is_bot: boolean;
	is_admin: boolean;
	is_owner: boolean;
	is_primary_owner: boolean;
	/** Guests: of several channels, and of one. */
	is_restricted?: boolean;
	is_ultra_restricted?: boolean;
	/** In Unix seconds. */
	last_active_ts?: number;
	/** What Slack leaves out of the person in its list of users: no public text settles that each of them has every flag. */
	unsaid?: Array<keyof Person>;
}

/** What Slack says of a device, once as the session began and once as it was last seen. */
export interface Device {
	device_hardware: string;
	os: string;
	os_version: string;
	slack_client_version: string;
	ip: string;
}

export type Client = 'mobile' | 'web';

export interface Session {
	user_id: string;
	session_id: number;
	team_id: string;
	created: Device;
	/** Absent where nothing has changed since. */
	recent?: Device;
	/** Not shown by Slack: which flag of reset ends it. */
	client: Client;
}

export type TokenKind = 'user' | 'rotated' | 'bot' | 'appLevel' | 'refresh';

export interface Token {
	value: string;
	kind: TokenKind;
	user_id: string;
	scopes: string[];
	environment: 'slack' | 'govSlack';
	/** False for an app that is installed on a single workspace. */
	isEnterpriseInstall: boolean;
	state: 'good' | 'revoked' | 'expired';
}

/** Put together at run time, so that no text in the repository looks like a token. */
const beginnings: Record<TokenKind, string[]> = {
	user: ['xoxp'],
	rotated: ['xoxe.xoxp', '1'],
	bot: ['xoxb'],
	appLevel: ['xapp', '1'],
	refresh: ['xoxe', '1'],
};

export function makeTokenValue(kind: TokenKind): string {
	return [...beginnings[kind], randomBytes(18).toString('hex')].join('-');
}

export const allScopes = [
	'admin.users:read',
	'admin.users:write',
	'users:read',
	'users:read.email',
];

/** The state of a Slack organisation, in memory. */
export class Organisation {
	readonly id = 'E011E2SBBFC';

	readonly name = 'Example Organisation';

	readonly people = new Map<string, Person>();

	readonly tokens = new Map<string, Token>();

	/** Session settings, by user. */
	readonly settings = new Map<string, { duration?: number; desktop_app_browser_quit?: boolean }>();

	readonly auditLog = new AuditLog();

	/** In the order in which they began; an ended one leaves a hole, so that a cursor stays where it is. */
	private readonly sessions: Array<Session | undefined> = [];

	private readonly placesOfUser = new Map<string, Set<number>>();

	private nextSessionId = 1_112_275_520_242;

	addPerson(person: Pick<Person, 'id'> & Partial<Person>): Person {
		const name = person.name ?? person.id.toLowerCase();
		const added: Person = {
			name,
			email: `${name}@example.com`,
			workspaces: ['T0000000001'],
			is_active: true,
			is_bot: false,
			is_admin: false,
			is_owner: false,
			is_primary_owner: false,
			...person,
		};
		this.people.set(added.id, added);
		return added;
	}

	/** The person that an ID names, be it a local one. */
	personOf(id: string): Person | undefined {
		return this.people.get(id) ?? [...this.people.values()].find(({ local_id }) => local_id === id);
	}

	/** @param as how Slack shows it; the rest is filled in */
	addSession(user_id: string, { client = 'web', ...as }: Partial<Session> = {}): Session {
		const person = this.people.get(user_id);
		const device = client === 'mobile' ? phone : laptop;
		const session: Session = {
			user_id,
			session_id: (this.nextSessionId += randomInt(1, 1000)),
			team_id: person?.workspaces[0] ?? this.id,
			created: device,
			client,
			...as,
		};
		const places = this.placesOfUser.get(user_id) ?? new Set();
		this.placesOfUser.set(user_id, places.add(this.sessions.push(session) - 1));
		return session;
	}

	addToken(token: Partial<Token> & Pick<Token, 'user_id'>): Token {
		const kind = token.kind ?? 'user';
		const added: Token = {
			kind,
			value: makeTokenValue(kind),
			scopes: allScopes,
			environment: 'slack',
			isEnterpriseInstall: true,
			state: 'good',
			...token,
		};
		this.tokens.set(added.value, added);
		return added;
	}

	sessionsOf(user_id: string): Session[] {
		return [...(this.placesOfUser.get(user_id) ?? [])].flatMap(
			(place) => this.sessions[place] ?? [],
		);
	}

	get sessionCount(): number {
		let count = 0;
		for (const places of this.placesOfUser.values()) count += places.size;
		return count;
	}

	/** Up to `limit` sessions that fit, from a place on, and the place after the last of them. */
	page(
		from: number,
		limit: number,
		fits: (session: Session) => boolean,
	): { sessions: Session[]; next: number; more: boolean } {
		const sessions: Session[] = [];
		let next = from;
		for (; next < this.sessions.length; next++) {
			const session = this.sessions[next];
			if (!session || !fits(session)) continue;
			if (sessions.length === limit) return { sessions, next, more: true };
			sessions.push(session);
		}
		return { sessions, next, more: false };
	}

	end(user_id: string, which: (session: Session) => boolean): number {
		const places = this.placesOfUser.get(user_id) ?? new Set();
		let ended = 0;
		for (const place of places) {
			const session = this.sessions[place];
			if (!session || !which(session)) continue;
			this.sessions[place] = undefined;
			places.delete(place);
			ended++;
		}
		return ended;
	}
}

const laptop: Device = {
	device_hardware: 'MacBookPro18,3',
	os: 'Mac OS X',
	os_version: '14.4.1',
	slack_client_version: '4.38.115',
	ip: '203.0.113.10',
};
const phone: Device = {
	device_hardware: 'iPhone15,2',
	os: 'iOS',
	os_version: '17.4',
	slack_client_version: '24.04.10',
	ip: '198.51.100.7',
};

/**
 * An organisation to begin with: the primary owner U0PRIMARY01, the admin U0ADMIN0001 with a good token, a bot, and `users` people
 * U0000000001, … with one to four sessions each.
 */
export function makeOrganisation(users = 20): { organisation: Organisation; token: Token } {
	const organisation = new Organisation();
	organisation.addPerson({
		id: 'U0PRIMARY01',
		name: 'primary',
		is_primary_owner: true,
		is_owner: true,
		is_admin: true,
	});
	organisation.addPerson({ id: 'U0ADMIN0001', name: 'admin', is_owner: true, is_admin: true });
	organisation.addPerson({ id: 'U0BOT000001', name: 'bot', is_bot: true });
	organisation.addSession('U0PRIMARY01');
	organisation.addSession('U0ADMIN0001');
	for (let number = 1; number <= users; number++) {
		const { id } = organisation.addPerson({ id: `U${String(number).padStart(10, '0')}` });
		for (let session = 0; session <= number % 4; session++)
			organisation.addSession(id, { client: session % 2 === 0 ? 'web' : 'mobile' });
	}
	return { organisation, token: organisation.addToken({ user_id: 'U0ADMIN0001' }) };
}
