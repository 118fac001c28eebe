import { asList, asObject, asText } from './read';
import type { Slack } from './slack';
import { Stop } from './stop';

/** A production organisation has more. There is no way to raise it. */
export const MOST_PEOPLE = 200;

/** A page has up to a hundred: a list that is longer than this does not end. */
const MOST_PAGES = 20;

export interface Row {
	id: string;
	email: string;
	workspaces: string[];
	/** As Slack said it. */
	said: Record<string, unknown>;
}

/** The token's user, under every ID and address by which Slack has spoken of them. */
export interface Own {
	ids: Set<string>;
	emails: Set<string>;
}

/** Everybody in the organisation, active or not, each once. Ends the command where there are too many. */
export async function countPeople(slack: Slack): Promise<Row[]> {
	const people = new Map<string, Row>();
	for (const is_active of ['true', 'false']) {
		let cursor: string | undefined;
		for (let page = 0; page === 0 || cursor !== undefined; page++) {
			const { body } = await slack.call('admin.users.list', {
				is_active,
				limit: '100',
				...(cursor !== undefined && { cursor }),
			});
			if (body.ok !== true)
				throw new Stop(
					`The people of the organisation could not be counted: Slack answered ${asText(body.error) ?? 'without a code'} to admin.users.list. Nothing was written to Slack.`,
				);
			for (const each of asList(body.users)) {
				const row = readRow(asObject(each));
				if (!row)
					throw new Stop('Slack listed somebody without an ID. Nothing was written to Slack.');
				people.set(row.id, row);
			}
			if (people.size > MOST_PEOPLE || page > MOST_PAGES)
				throw new Stop(
					`This organisation has more than ${MOST_PEOPLE} people, so it is not a sandbox. This command does nothing more in it, and there is no way to make it. Nothing was written to Slack.`,
				);
			cursor = asText(asObject(body.response_metadata).next_cursor) || undefined;
		}
	}
	return [...people.values()];
}

function readRow(said: Record<string, unknown>): Row | undefined {
	const id = asText(said.id);
	if (id === undefined || id === '') return undefined;
	const workspaces = asList(said.workspaces).flatMap((each) => asText(each) ?? []);
	return { id, email: (asText(said.email) ?? '').toLowerCase(), workspaces, said };
}

/** Under which IDs the organisation knows the token's user. Ends the command where that is not certain: the user could be named as the test account. */
export async function knowOwn(slack: Slack, user_id: string, people: Row[]): Promise<Own> {
	const ids = new Set([user_id]);
	const { body } = await slack.call('users.info', { user: user_id });
	const user = asObject(body.user);
	for (const id of [user.id, asObject(user.enterprise_user).id]) {
		const text = asText(id);
		if (text) ids.add(text);
	}
	const rows = people.filter(({ id }) => ids.has(id));
	if (rows.length === 0)
		throw new Stop(
			"The token's user is not among the people whom Slack lists, so nobody can say who must be left alone. Nothing was written to Slack.",
		);
	const emails = [...rows.map(({ email }) => email), asText(asObject(user.profile).email) ?? ''];
	return { ids, emails: new Set(emails.map((each) => each.toLowerCase()).filter(Boolean)) };
}

/** The account that was named, or the end of the command where it is not one that may be acted on. */
export function choose(named: string, isActive: boolean, people: Row[], own: Own): Row {
	const fitting = people.filter(
		({ id, email }) => id === named || (email !== '' && email === named.toLowerCase()),
	);
	const [row] = fitting;
	const refuse = (why: string): Stop => new Stop(`${named}: ${why} Nothing was written to Slack.`);
	if (!row) throw refuse('nobody in the organisation has this ID or address.');
	if (fitting.length > 1) throw refuse('this is more than one person. Name the ID.');
	if (own.ids.has(row.id) || own.emails.has(row.email))
		throw refuse("this is the token's own user. Name another account.");
	const { is_admin, is_owner, is_primary_owner, is_bot, is_active } = row.said;
	if ([is_admin, is_owner, is_primary_owner].includes(true))
		throw refuse('this is an administrator or owner. Name an account that is neither.');
	if (is_bot === true) throw refuse('this is a bot. Name a person.');
	if ([is_admin, is_owner, is_primary_owner, is_bot].some((each) => each !== false))
		throw refuse('Slack does not say whether this is an administrator, an owner or a bot.');
	if (is_active !== isActive)
		throw refuse(isActive ? 'this account is not active.' : 'this account is not deactivated.');
	return row;
}

/** What `users.info` says of the account must not contradict the list. */
export function checkAgain(user: Record<string, unknown>, row: Row, own: Own): void {
	const inOrganisation = asObject(user.enterprise_user);
	const roles = ['is_admin', 'is_owner', 'is_primary_owner'];
	const isMore = [user, inOrganisation].some((of) => roles.some((role) => of[role] === true));
	const isOwn = [user.id, inOrganisation.id].some((id) => own.ids.has(String(id)));
	if (isMore || isOwn)
		throw new Stop(
			`${row.id} is an administrator, an owner or the token's own user, by users.info. Nothing was written to Slack.`,
		);
}
