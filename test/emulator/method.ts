import type { Arguments, Takes } from './arguments';
import type { Organisation, Person, Token } from './organisation';
import { readRecorded, RECORDED } from './recorded';
import { SlackRefusal } from './refusal';

/** Points that no public text settles: the product must be right either way. */
export interface Unsettled {
	/** What a reset of a deactivated user answers. */
	resetOfDeactivated: 'ok' | 'user_not_found';
	/** Whether `list` takes the organisation's own id as `team_id`. */
	listTakesEnterpriseId: boolean;
	/** What it gives for that id: all of the user's sessions, or those of the organisation itself. */
	enterpriseIdLists: 'all' | 'itsOwn';
	/** Whether `invalidate` still takes `team_id` in place of `user_id`. */
	invalidateTakesTeam: boolean;
	/** Whether a bulk reset that fails for some users has done the others. */
	bulkDoesTheOthers: boolean;
	/** By which code it refuses: that of the first user whom it cannot reset, or one for all. */
	bulkRefusesBy: 'first' | 'failed_for_some_users';
	/** Where it names the users whom it cannot reset. */
	bulkNamesIn: 'failed_user_ids' | 'details' | 'keys' | 'nowhere';
	/** With which code `users.info` does not say whether somebody is there: none where it does. */
	usersInfoRefusesBy?:
		| 'user_not_visible'
		| 'team_access_not_granted'
		| 'missing_scope'
		| 'enterprise_is_restricted';
	/** What `users.info` and `users.lookupByEmail` say of a user in the organisation, under `enterprise_user`. */
	enterpriseUser: 'whole' | 'emptyTeams' | 'withoutTeams' | 'missing';
}

/** Every setting of every switch. */
export const settings: { [Name in keyof Unsettled]-?: ReadonlyArray<Unsettled[Name]> } = {
	resetOfDeactivated: ['ok', 'user_not_found'],
	listTakesEnterpriseId: [true, false],
	enterpriseIdLists: ['all', 'itsOwn'],
	invalidateTakesTeam: [true, false],
	bulkDoesTheOthers: [true, false],
	bulkRefusesBy: ['failed_for_some_users', 'first'],
	bulkNamesIn: ['failed_user_ids', 'details', 'keys', 'nowhere'],
	usersInfoRefusesBy: [
		undefined,
		'user_not_visible',
		'team_access_not_granted',
		'missing_scope',
		'enterprise_is_restricted',
	],
	enterpriseUser: ['whole', 'emptyTeams', 'withoutTeams', 'missing'],
};

/** What the records of a folder say of the switches. A setting that the emulator does not have is a mistake in the record. */
export function readSettled(folder: string): Partial<Unsettled> {
	const found: Partial<Unsettled> = {};
	for (const { point, settles } of readRecorded<{ point: string; settles: Partial<Unsettled> }>(
		folder,
	)) {
		for (const [name, value] of Object.entries(settles)) {
			const known: readonly unknown[] | undefined = settings[name as keyof Unsettled];
			if (!known?.includes(value))
				throw new Error(
					`The record ${point} sets ${name} to ${String(value)}, which is no setting`,
				);
		}
		Object.assign(found, settles);
	}
	return found;
}

/** How the emulator behaves unless a test says otherwise: as a real Slack was seen to, and where nobody has seen it yet by the first setting of each. */
export const settled: Unsettled = {
	resetOfDeactivated: 'ok',
	listTakesEnterpriseId: true,
	enterpriseIdLists: 'all',
	invalidateTakesTeam: true,
	bulkDoesTheOthers: true,
	bulkRefusesBy: 'failed_for_some_users',
	bulkNamesIn: 'failed_user_ids',
	enterpriseUser: 'whole',
	...readSettled(RECORDED),
};

export interface Call {
	organisation: Organisation;
	token: Token;
	takes: Arguments;
	unsettled: Unsettled;
	/** Does it as a queued job: after the emulator's `jobDelay`. */
	later(job: () => void): void;
}

/** A method of Slack: one file each in `methods/`. */
export interface Method {
	name: string;
	/** None: any good token may call it. */
	scope?: string;
	/** Calls a minute, by Slack's tiers. */
	tier: number;
	takes: Takes;
	/** Whether only an administrator of the organisation may call it. */
	admin?: true;
	work(call: Call): Record<string, unknown>;
}

/** The person that a call is about, or Slack's refusal. */
export function personFor({ organisation, takes }: Call, name = 'user_id'): Person {
	const person = organisation.people.get(String(takes[name]));
	if (!person) throw new SlackRefusal('user_not_found');
	return person;
}

/** How `users.info` and `users.lookupByEmail` speak of a person. */
export function showUser(
	{ organisation, token, unsettled }: Call,
	person: Person,
): Record<string, unknown> {
	const { id, local_id, email, name, workspaces, is_active, is_bot } = person;
	const { is_admin, is_owner, is_primary_owner } = person;
	const { is_restricted = false, is_ultra_restricted = false } = person;
	const roles = { is_admin, is_owner, is_primary_owner };
	// A token of a workspace sees nothing of the organisation.
	const isShown = token.isEnterpriseInstall && unsettled.enterpriseUser !== 'missing';
	const teams = unsettled.enterpriseUser === 'emptyTeams' || !is_active ? [] : workspaces;
	return {
		id: local_id ?? id,
		name,
		real_name: name,
		deleted: !is_active,
		profile: { email },
		is_bot,
		is_restricted,
		is_ultra_restricted,
		...roles,
		...(isShown && {
			enterprise_user: {
				id,
				enterprise_id: organisation.id,
				...roles,
				...(unsettled.enterpriseUser !== 'withoutTeams' && { teams }),
			},
		}),
	};
}

const rank = (person: Person) =>
	person.is_primary_owner ? 3 : person.is_owner ? 2 : person.is_admin ? 1 : 0;

/** Nobody acts on a person of a higher role than their own. */
export function mayActOn({ organisation, token }: Call, person: Person): boolean {
	const actor = organisation.people.get(token.user_id);
	return actor !== undefined && rank(actor) >= rank(person);
}

const cursorOf = (place: number) => Buffer.from(`place:${place}`).toString('base64');

export function placeOf(cursor: unknown): number {
	if (cursor === undefined) return 0;
	const place = /^place:(\d+)$/.exec(Buffer.from(String(cursor), 'base64').toString())?.[1];
	if (place === undefined) throw new SlackRefusal('invalid_cursor');
	return Number(place);
}

export function nextCursor(
	place: number,
	more: boolean,
): { response_metadata: { next_cursor: string } } {
	return { response_metadata: { next_cursor: more ? cursorOf(place) : '' } };
}

/** The size of a page, which Slack bounds. */
export function limitOf(takes: Arguments, most: number, otherwise: number): number {
	const limit = typeof takes.limit === 'number' ? takes.limit : otherwise;
	if (limit > most)
		throw new SlackRefusal('invalid_arguments', {
			response_metadata: {
				messages: [`[ERROR] must be less than ${most + 1} [json-pointer:/limit]`],
			},
		});
	return limit;
}
