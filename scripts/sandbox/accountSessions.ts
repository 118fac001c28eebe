import { deviceKindOf, type DeviceKind } from '../../nodes/SlackAdminSessions/slack/deviceKind';
import { asList, asObject, asText } from './read';
import type { Exchange, Slack } from './slack';
import { Stop } from './stop';

/** A session of the test account. */
export interface Listed {
	id: string;
	userId: string;
	teamId: string;
	kind: DeviceKind | undefined;
}

/** Where an account's sessions are listed, and under which IDs it may stand there. */
export interface Place {
	userId: string;
	ids: ReadonlySet<string>;
	teams: string[];
}

export function listOf(slack: Slack, userId: string, teamId: string): Promise<Exchange> {
	return slack.call('admin.users.session.list', { user_id: userId, team_id: teamId });
}

/** The sessions of an answer that are the account's own. */
export function sessionsIn({ body }: Exchange, ids: ReadonlySet<string>): Listed[] {
	return asList(body.active_sessions).flatMap((each) => {
		const session = asObject(each);
		const userId = asText(session.user_id);
		const teamId = asText(session.team_id);
		if (userId === undefined || teamId === undefined || !ids.has(userId)) return [];
		const id = String(session.session_id);
		if (!/^[1-9]\d{0,18}$/.test(id)) return [];
		const [created, recent] = [session.created, session.recent].map((device) => {
			const os = asText(asObject(device).os);
			return os === undefined ? {} : { os };
		});
		const kind = deviceKindOf({ ...(created && { created }), ...(recent && { recent }) });
		return [{ id, userId, teamId, kind }];
	});
}

export const isList = ({ body }: Exchange): boolean =>
	body.ok === true || body.error === 'no_active_sessions';

/** All sessions of the account, each once. */
export async function listAll(
	slack: Slack,
	{ userId, ids, teams }: Place,
): Promise<{
	sessions: Listed[];
	exchanges: Exchange[];
}> {
	const sessions = new Map<string, Listed>();
	const exchanges: Exchange[] = [];
	for (const team of teams) {
		const exchange = await listOf(slack, userId, team);
		if (!isList(exchange))
			throw new Stop(
				`The account's sessions could not be listed: Slack answered ${asText(exchange.body.error) ?? 'without a code'}.`,
			);
		exchanges.push(exchange);
		for (const session of sessionsIn(exchange, ids)) sessions.set(session.id, session);
	}
	return { sessions: [...sessions.values()], exchanges };
}
