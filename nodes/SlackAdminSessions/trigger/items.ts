import type { IDataObject } from 'n8n-workflow';

import { simplified, type SimplifiedEvent } from '../auditLog/events';
import { isInside, parseAddress } from '../parameters/ipRange';
import { pickFields } from '../parameters/output';
import type { AuditEntry } from '../slack/auditEntry';
import type { Settings } from './settings';

/** What an entry makes: one for each user that it affects and the filters let through; Slack's own entry is one. */
export function toJson(entry: AuditEntry, settings: Settings): IDataObject[] {
	const { output } = settings;
	const events = simplified(entry).filter((event) => passes(event, settings));
	if (output !== 'raw')
		return events.map((event) => pickFields({ ...event }, output) as IDataObject);
	return events.length > 0 ? [entry as unknown as IDataObject] : [];
}

function passes(event: SimplifiedEvent, settings: Settings): boolean {
	const { action, user_id = '', actor_id = '', ip = '', reasons = [] } = event;
	const { onlyUsers, exceptUsers, ignoreActors, ipOutside } = settings;
	if (action === 'anomaly' && settings.reasons.size > 0)
		if (!reasons.some((reason) => settings.reasons.has(reason))) return false;
	if (onlyUsers && !onlyUsers.has(user_id)) return false;
	if (exceptUsers?.has(user_id) || ignoreActors?.has(actor_id)) return false;
	// An address that cannot be compared is not "outside": what passes the filter may be signed out.
	const address = ipOutside && parseAddress(ip);
	return !ipOutside || (address !== undefined && isInside(address, ipOutside) === false);
}
