import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Operation, Run, Target } from '../../operation';
import { limitFields, readLimit } from '../../parameters/limit';
import { pickFields, readOutput, type Output } from '../../parameters/output';
import { isTool } from '../../parameters/toolItem';
import {
	passes,
	readUserFilters,
	userFiltersField,
	type UserFilters,
} from '../../parameters/userFilters';
import { userFields, userOutputFields, type UserField } from '../../parameters/userOutput';
import { HintsOfItems } from '../../run/notices';
import type { Slack } from '../../slack/call';
import { expectList } from '../../slack/callError';
import type { Person, Takes } from '../../slack/methods';
import { pages } from '../../slack/pages';
import { USERS_A_PAGE } from '../../slack/people';
import { profileOfPerson } from '../../slack/profile';
import { fromUnixTime } from '../../slack/unixTime';

interface UsersTarget extends Target {
	/** Absent: all. */
	limit?: number;
	output: Output<UserField>;
	filters: UserFilters;
}

const METHOD = 'admin.users.list';

const fields: INodeProperties[] = [...limitFields, ...userOutputFields, userFiltersField];

/** Lists the organisation's users. https://docs.slack.dev/reference/methods/admin.users.list */
export const getMany: Operation<UsersTarget> = {
	resource: 'user',
	option: {
		name: 'Get Many',
		value: 'getMany',
		action: 'Get many users',
		description: 'List the users of the organisation: guests, admins, deactivated users and others',
	},
	fields,
	scope: 'admin.users:read',

	plan: (context, itemIndex) => [
		{
			...readLimit(context, itemIndex),
			output: readOutput((name) => context.getNodeParameter(name, itemIndex), userFields, 'a user'),
			filters: readUserFilters(context, itemIndex),
		},
	],

	describe: () => ({}),

	async act(run) {
		const hints = new HintsOfItems();
		await run.each(async (target) => await toRows(run, hints, target));
		hints.give(run.context);
	},
};

async function toRows(
	{ slack, context }: Run<UsersTarget>,
	hints: HintsOfItems,
	{ limit = Infinity, output, filters }: UsersTarget,
): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	let withoutRole = 0;
	let cut = false;
	for await (const person of peopleIn(slack, filters)) {
		const passed = passes(person, filters);
		if (passed === 'unknownRole') withoutRole++;
		if (passed !== true) continue;
		// One more than is wanted shows whether there are more.
		cut = rows.length === limit;
		if (cut) break;
		rows.push(output === 'raw' ? (person as IDataObject) : pickFields(simplified(person), output));
	}

	if (cut)
		hints.add(
			'cut',
			`There are more users than the limit of ${limit}. Switch 'Return All' on to get them.`,
			'warning',
		);
	if (withoutRole > 0)
		hints.add(
			'unknownRole',
			`Left out by 'Role', since Slack does not tell their role for certain: ${withoutRole} of the users.`,
			'warning',
		);
	if (rows.length > 0) return rows;
	const note = 'No user fits.';
	hints.add('none', note);
	// Of a tool that gives no item, n8n gives a model an empty text.
	return isTool(context) ? [{ found: 0, note }] : [];
}

/** The users of the status and the workspaces that are wanted, each once. Nobody is kept. */
async function* peopleIn(
	slack: Slack,
	{ status, teamId }: UserFilters,
): AsyncGenerator<Person, void> {
	if (status !== 'deactivated') yield* activePeople(slack, teamId);
	if (status === 'active') return;
	// Slack names the workspaces of deactivated users in a list of the whole organisation alone.
	const all = listed(slack, { is_active: false, include_deactivated_user_workspaces: true });
	for await (const person of all)
		if (!teamId || teamId.some((id) => person.workspaces?.includes(id))) yield person;
}

async function* activePeople(slack: Slack, teamId: string[] = []): AsyncGenerator<Person, void> {
	if (teamId.length === 0) yield* listed(slack, { is_active: true });
	for (const [place, team_id] of teamId.entries()) {
		const before = teamId.slice(0, place);
		// Whoever is in several of the workspaces has come with the first of them.
		for await (const person of listed(slack, { is_active: true, team_id }))
			if (!before.some((id) => person.workspaces?.includes(id))) yield person;
	}
}

async function* listed(
	slack: Slack,
	query: Takes<typeof METHOD> & { is_active: boolean },
): AsyncGenerator<Person, void> {
	for await (const { users } of pages(slack, METHOD, { ...query, limit: USERS_A_PAGE })) {
		for (const person of expectList(METHOD, users))
			if ((person.is_active ?? query.is_active) === query.is_active) yield person;
	}
}

function simplified(person: Person): Record<UserField, IDataObject[string]> {
	const { id = null, workspaces = null, last_active_ts: active } = person;
	const profile = profileOfPerson(person);
	const { email = null, full_name = null, role = null, is_active = null, is_bot = null } = profile;
	const last_active_at = active ? fromUnixTime(active) : null;
	return { user_id: id, email, full_name, role, is_active, is_bot, workspaces, last_active_at };
}
