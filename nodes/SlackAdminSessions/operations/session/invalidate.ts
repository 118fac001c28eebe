import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { readCollection } from '../../parameters/collection';
import { guardOneFields } from '../../parameters/guardFields';
import { parseSessionId, parseWorkspaceId } from '../../parameters/session';
import { readUser, type User } from '../../parameters/user';
import { describeUser, userField } from '../../parameters/userField';
import { readChoice } from '../../parameters/values';
import { NotFound } from '../../run/notFound';
import type { Operation, Target } from '../../operation';
import { call } from '../../slack/call';

interface InvalidateTarget extends Target {
	session_id: string | number;
	/** Set where the session is named by its user, as Slack asks for today. */
	user?: User;
	/** Set where it is named by its workspace, as Slack did until 2025. */
	team_id?: string;
}

const owner = userField({
	description: 'The user whose session it is',
	default: { mode: 'id', value: '={{ $json.user_id }}' },
});

/** Since version 1.2 an option: nobody who begins today needs it. */
const legacyWorkspace: INodeProperties = {
	displayName: 'Legacy Workspace ID',
	name: 'teamId',
	type: 'string',
	default: '',
	placeholder: 'e.g. T0123ABCDEF',
	description:
		'The workspace that the session belongs to. Slack then finds the session by this workspace and not by the user, as it did until January 2025.',
	displayOptions: { show: { '@version': [{ _cnd: { gte: 1.2 } }] } },
};

/** Ends one session. https://docs.slack.dev/reference/methods/admin.users.session.invalidate */
export const invalidate: Operation<InvalidateTarget> = {
	resource: 'session',
	option: {
		name: 'Invalidate',
		value: 'invalidate',
		action: 'Invalidate session (sign out on one device)',
		description: 'Sign a user out of Slack on one device, by the number of the session',
	},
	fields: [
		{
			displayName: 'Session ID',
			name: 'sessionId',
			type: 'string',
			required: true,
			default: '={{ $json.session_id }}',
			placeholder: 'e.g. 1112275520242',
			description:
				'The number of the session, as Slack lists it. With Get Many in front of this node it is filled in by itself.',
		},
		{
			displayName: 'Session Owner',
			name: 'sessionOwner',
			type: 'options',
			options: [
				{
					name: 'User',
					value: 'user',
					description: 'Slack finds the session by its user, as it does today',
				},
				{
					name: 'Workspace (Legacy)',
					value: 'team',
					description: 'Slack finds the session by its workspace, as it did until January 2025',
				},
			],
			default: 'user',
			description: 'Whether Slack finds the session by user or by workspace',
			displayOptions: { show: { '@version': [1, 1.1] } },
		},
		{ ...owner, displayOptions: { show: { '@version': [1, 1.1], sessionOwner: ['user'] } } },
		{ ...owner, displayOptions: { show: { '@version': [{ _cnd: { gte: 1.2 } }] } } },
		{
			displayName: 'Workspace ID',
			name: 'teamId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. T0123ABCDEF',
			description: 'The workspace that the session belongs to',
			displayOptions: { show: { '@version': [1, 1.1], sessionOwner: ['team'] } },
		},
		...guardOneFields([legacyWorkspace]),
	],
	scope: 'admin.users:write',
	would: 'invalidate',
	writes: 'admin.users.session.invalidate',

	plan(context, itemIndex) {
		const session_id = parseSessionId(context.getNodeParameter('sessionId', itemIndex));
		const team_id = readWorkspace(context, itemIndex);
		if (team_id !== undefined) return [{ session_id, team_id }];
		return [{ session_id, user: readUser(context, itemIndex, 'user', 'User') }];
	},

	describe({ session_id, user, team_id }): IDataObject {
		return {
			...(user && describeUser(user)),
			session_id,
			...(team_id !== undefined && { team_id }),
		};
	},

	async act(run) {
		const notFound = new NotFound(run);
		await run.each(async (target) => {
			const { session_id, user, team_id } = target;
			const whose = user ? { user_id: user.id } : { team_id: team_id ?? '' };
			const requested_at = new Date().toISOString();
			const answer = call(run.slack, 'admin.users.session.invalidate', { session_id, ...whose });
			return await answer.then(
				() => {
					notFound.addEnded(target);
					return { outcome: 'invalidated', requested_at };
				},
				(error: Error) => notFound.unlessGone(target, error, requested_at),
			);
		});
		await notFound.tell();
	},
};

/** The workspace by which Slack is to find the session, where that is not the user. */
function readWorkspace(context: IExecuteFunctions, itemIndex: number): string | undefined {
	if (context.getNode().typeVersion >= 1.2) {
		const { displayName: parameter, name } = legacyWorkspace;
		const options = readCollection(context, itemIndex, 'options');
		if (!(name in options)) return undefined;
		return parseWorkspaceId(options[name], { parameter, instead: ', or remove the option' });
	}
	const by = readChoice(context.getNodeParameter('sessionOwner', itemIndex), 'Session Owner', [
		'user',
		'team',
	]);
	if (by === 'user') return undefined;
	return parseWorkspaceId(context.getNodeParameter('teamId', itemIndex), {
		instead: ", or set 'Session Owner' to User",
	});
}
