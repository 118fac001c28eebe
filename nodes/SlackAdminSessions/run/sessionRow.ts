import type { IDataObject } from 'n8n-workflow';

import { changedOf } from '../parameters/changed';
import { pickFields } from '../parameters/output';
import { deviceOf, type Filters } from '../parameters/sessionFilters';
import type { SessionOutput, SimplifiedSession } from '../parameters/sessionOutput';
import type { Session } from '../slack/methods';

/** How the sessions of a list are given out. */
export interface Look {
	output: SessionOutput;
	sessionState: Filters['sessionState'];
	/** Whether the output says what has changed since the sign-in. */
	saysWhat: boolean;
	listedScope: string;
}

/** A session as the output gives it. */
export function toRow(session: Session, look: Look): IDataObject {
	const { output } = look;
	if (output === 'raw') return session as IDataObject;
	return pickFields(simplified(session, look), output);
}

function simplified(
	session: Session,
	{ sessionState, saysWhat, listedScope }: Look,
): SimplifiedSession {
	const { user_id, session_id, team_id } = session;
	const { ip, os, os_version, device_hardware, slack_client_version } = deviceOf(
		session,
		sessionState,
	);
	return {
		user_id,
		session_id,
		team_id,
		ip,
		os,
		os_version,
		device_hardware,
		slack_client_version,
		...(saysWhat
			? { changed: changedOf(session) }
			: { last_seen_changed: wasSeenChanged(session) }),
		listed_scope: listedScope,
	};
}

function wasSeenChanged({ created, recent }: Session): boolean {
	return (
		recent !== undefined && JSON.stringify({ ...created, ...recent }) !== JSON.stringify(created)
	);
}
