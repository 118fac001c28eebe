import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { hint, HintsOfItems } from '../../run/notices';
import { toRow } from '../../run/sessionRow';
import { UserDetails } from '../../run/userDetails';
import { limitFields, readLimit } from '../../parameters/limit';
import {
	filtersField,
	listsAsOneText,
	passes,
	readFilters,
	type Filters,
	type LeftOut,
} from '../../parameters/sessionFilters';
import {
	readSessionOutput,
	saysWhatChanged,
	sessionOutputFields,
	type SessionOutput,
} from '../../parameters/sessionOutput';
import { isTool } from '../../parameters/toolItem';
import type { User } from '../../parameters/user';
import { readIncludeUserDetails, userDetailsField } from '../../parameters/userDetails';
import { describeUser } from '../../parameters/userField';
import type { Operation, Run, Target } from '../../operation';
import { CallError } from '../../slack/callError';
import type { Session } from '../../slack/methods';
import { findScopes, sessionsOf, sessionsOfAll } from '../../slack/sessions';

interface ListTarget extends Target {
	user?: User;
	/** Absent: all. */
	limit?: number;
	output: SessionOutput;
	includeUserDetails: boolean;
	filters: Filters;
}

const fields: INodeProperties[] = [
	...limitFields,
	...sessionOutputFields,
	filtersField,
	userDetailsField,
];

/** Lists sessions, of the organisation or of one user. https://docs.slack.dev/reference/methods/admin.users.session.list */
export const getMany: Operation<ListTarget> = {
	resource: 'session',
	option: {
		name: 'Get Many',
		value: 'getMany',
		action: 'Get many sessions',
		description: 'List who is signed in to Slack, on which devices and from which addresses',
	},
	fields,
	scope: 'admin.users:read',

	plan: (context, itemIndex) => [
		{
			...readFilters(context, itemIndex),
			...readLimit(context, itemIndex),
			output: readSessionOutput(context, itemIndex),
			includeUserDetails: readIncludeUserDetails(context, itemIndex),
		},
	],

	describe({ user }): IDataObject {
		return user ? describeUser(user) : {};
	},

	async act(run) {
		const withoutWorkspace = run.targets.flatMap(({ user, filters }) =>
			user && filters.teamId === undefined ? [user.id] : [],
		);
		const scopes = await findScopes(run.slack, withoutWorkspace);
		const inPart = new Set<string>();
		// A workflow saved with version 1 may compare it with the workspaces.
		const saysAll = run.context.getNode().typeVersion >= 1.1;
		const hints = new HintsOfItems();
		const details = new UserDetails(run.context, run.slack);
		const beside = { hints, details };
		await run.each(async (target) => {
			const { user, limit, filters } = target;
			if (!user) {
				// One more than is wanted shows whether there are more.
				const most = Object.keys(filters).length > 1 || limit === undefined ? undefined : limit + 1;
				return await toRows(run, beside, target, 'organisation', sessionsOfAll(run.slack, most));
			}
			const { teamId, ...others } = filters;
			const scope =
				teamId === undefined ? scopes.get(user.id) : { user_id: user.id, workspaces: teamId };
			if (!scope)
				throw new CallError('admin.users.session.list', {
					kind: 'refused',
					status: 200,
					code: 'user_not_found',
				});
			if (scope === 'organisation')
				return await toRows(run, beside, target, scope, sessionsOfAll(run.slack));
			const { sessions, whole } = await sessionsOf(run.slack, scope);
			if (teamId === undefined && !whole) inPart.add(user.id);
			// Slack has chosen by the workspace already; what it lists under the organisation's id may name a workspace.
			const listed = [...scope.workspaces, ...(whole ? [scope.organisation] : [])].join(', ');
			return await toRows(
				run,
				beside,
				{ ...target, filters: others },
				listed,
				[sessions],
				saysAll ? listed : scope.workspaces.join(', '),
			);
		});
		if (!run.stopped) await details.fill();
		hints.give(run.context);
		if (inPart.size > 0) {
			const whose = inPart.size === 1 ? `user ${[...inPart].join()}` : `${inPart.size} users`;
			hint(
				run.context,
				`The sessions of ${whose} were listed in their workspaces only: Slack does not list those of the organisation itself for one user. Get Many without the filter 'User' lists them too.`,
				'warning',
			);
		}
	},
};

/** Since version 1.2: of a tool that gives no item, n8n gives a model an empty text. */
function saysNothingFound(context: IExecuteFunctions): boolean {
	return context.getNode().typeVersion >= 1.2 && isTool(context);
}

/**
 * @param listed where the sessions come from, so that a list can be told from a whole list
 * @param listedScope how the output says so
 */
async function toRows(
	run: Run<ListTarget>,
	{ hints, details }: { hints: HintsOfItems; details: UserDetails },
	{ user, limit, output, includeUserDetails, filters }: ListTarget,
	listed: string,
	pages: Iterable<Session[]> | AsyncIterable<Session[]>,
	listedScope = listed,
): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	const leftOut: Record<LeftOut, number> = {
		unreadableAddress: 0,
		unknownDevice: 0,
		unknownSignIn: 0,
	};
	const { sessionState } = filters;
	const look = { output, sessionState, saysWhat: saysWhatChanged(run.context), listedScope };
	let cut = false;
	for await (const page of pages) {
		for (const session of page) {
			if (user && !run.slack.people.isSame(session.user_id, user.id)) continue;
			const passed = passes(session, filters);
			if (typeof passed === 'string') leftOut[passed]++;
			if (passed !== true) continue;
			cut = rows.length === limit;
			if (cut) break;
			const row = toRow(session, look);
			if (includeUserDetails)
				details.want(row, session.user_id, output === 'raw' ? 'user_details' : undefined);
			rows.push(row);
		}
		if (cut) break;
	}

	if (cut)
		hints.add(
			'cut',
			`There are more sessions than the limit of ${limit}. Switch 'Return All' on to get them.`,
			'warning',
		);
	if (leftOut.unreadableAddress > 0)
		hints.add(
			'unreadableAddress',
			`${leftOut.unreadableAddress} sessions come from an address that cannot be compared with the ranges of 'IP Outside', and are left out.`,
			'warning',
		);
	if (leftOut.unknownDevice > 0)
		hints.add(
			'unknownDevice',
			`Left out by 'Devices': ${leftOut.unknownDevice} of the sessions. Their operating system does not tell whether the device is mobile.`,
			'warning',
		);
	if (leftOut.unknownSignIn > 0)
		hints.add(
			'unknownSignIn',
			`Left out by 'Changed Since Sign-In': ${leftOut.unknownSignIn} of the sessions. Slack does not tell what they were like at the sign-in.`,
			'warning',
		);
	if (rows.length > 0) return rows;
	const [name] = listsAsOneText(run.context, filters);
	if (name !== undefined)
		hints.add(
			'oneText',
			`In this older version of the node, '${name}' is one text, commas included. To look for each part of the list, add the node again.`,
			'warning',
		);
	const note = `No session fits${user ? ` for user ${user.id}` : ''}. Searched: ${listed === 'organisation' ? 'the whole organisation' : listed}.`;
	hints.add('none', note);
	return saysNothingFound(run.context) ? [{ found: 0, note }] : [];
}
