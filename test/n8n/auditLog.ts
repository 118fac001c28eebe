import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';

import { auditHost, type Certificate } from '../emulator/certificate';
import type { Emulator } from '../emulator/emulator';
import { bearer } from '../emulator/slack';

interface Entry {
	action: string;
	date_create: number;
	/** The ids as Slack sends them: as arrays, or as JSON in a text. */
	details: { succeeded_users: string[] | string; failed_users: string[] | string };
}

/** Slack's audit log, of what the emulated Slack has done: `failed` is whoever still has a session. https://docs.slack.dev/reference/audit-logs-api */
export class AuditLog {
	/** The query of each request that was answered with entries. */
	readonly queries: URLSearchParams[] = [];

	private constructor(
		private readonly server: Server,
		private readonly emulator: Emulator,
	) {}

	static async start(emulator: Emulator, certificate: Certificate): Promise<AuditLog> {
		const log: AuditLog = new AuditLog(
			createServer(certificate, ({ url = '', method, headers }, response) => {
				const { pathname, searchParams } = new URL(url, `https://${auditHost}`);
				const mayRead = log.mayRead(bearer({ headers }));
				const status =
					method !== 'GET' || pathname !== '/audit/v1/logs' ? 404 : mayRead ? 200 : 401;
				if (status === 200) log.queries.push(searchParams);
				const body =
					status === 200
						? { entries: log.entries(searchParams), response_metadata: { next_cursor: '' } }
						: { ok: false, error: 'invalid_authentication' };
				response
					.writeHead(status, { 'content-type': 'application/json' })
					.end(JSON.stringify(body));
			}),
			emulator,
		);
		await new Promise<void>((resolve) => log.server.listen(0, '127.0.0.1', resolve));
		emulator.neighbours.set(auditHost, (log.server.address() as AddressInfo).port);
		return log;
	}

	/** Slack takes the token of an Org Owner only. */
	private mayRead(value = ''): boolean {
		const { people, tokens } = this.emulator.organisation;
		const token = tokens.get(value);
		return (
			token !== undefined &&
			token.scopes.includes('auditlogs:read') &&
			people.get(token.user_id)?.is_owner === true
		);
	}

	private entries(query: URLSearchParams): Entry[] {
		const [actions, oldest] = [query.get('action')?.split(','), Number(query.get('oldest') ?? 0)];
		const resets = this.emulator
			.calls('admin.users.session.resetBulk')
			.map(({ body, at }, number): Entry => {
				const ids = JSON.parse(new URLSearchParams(body).get('user_ids') ?? '[]') as string[];
				const left = (id: string) => this.emulator.organisation.sessionsOf(id).length > 0;
				const [succeeded_users, failed_users] = [ids.filter((id) => !left(id)), ids.filter(left)];
				const details =
					number % 2 === 0
						? { succeeded_users, failed_users }
						: {
								succeeded_users: JSON.stringify(succeeded_users),
								failed_users: JSON.stringify(failed_users),
							};
				return {
					action: 'bulk_session_reset_by_admin',
					date_create: Math.floor(at / 1000),
					details,
				};
			});
		return resets
			.filter(
				({ action, date_create }) => (actions?.includes(action) ?? true) && date_create >= oldest,
			)
			.reverse();
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}
