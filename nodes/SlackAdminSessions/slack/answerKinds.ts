import { flag, list, maybe, number, object, text, textOrNumber } from './kinds';

/** Parts of Slack's answers, as far as this node reads them. */

export const metadata = maybe(object({ next_cursor: maybe(text) }));

const client = maybe(
	object({
		ip: maybe(text),
		os: maybe(text),
		device_hardware: maybe(text),
		slack_client_version: maybe(text),
	}),
);

export const session = object({
	user_id: maybe(text),
	session_id: maybe(textOrNumber),
	team_id: maybe(text),
	created: client,
	recent: client,
});

export const person = object({
	id: maybe(text),
	email: maybe(text),
	username: maybe(text),
	full_name: maybe(text),
	workspaces: maybe(list(text)),
	is_active: maybe(flag),
	is_bot: maybe(flag),
	is_primary_owner: maybe(flag),
	is_owner: maybe(flag),
	is_admin: maybe(flag),
	is_ultra_restricted: maybe(flag),
	is_restricted: maybe(flag),
	last_active_ts: maybe(number),
});

/** `enterprise_user` is the user in the organisation; Slack leaves it out where the token sees a workspace alone. */
export const user = object({
	id: text,
	name: maybe(text),
	deleted: maybe(flag),
	enterprise_user: maybe(
		object({
			id: maybe(text),
			teams: maybe(list(text)),
			is_admin: maybe(flag),
			is_owner: maybe(flag),
			is_primary_owner: maybe(flag),
		}),
	),
});
