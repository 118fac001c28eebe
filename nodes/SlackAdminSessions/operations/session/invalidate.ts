import type { IDataObject } from 'n8n-workflow';

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

/** Ends one session. https://docs.slack.dev/reference/methods/admin.users.session.invalidate */
export const invalidate: Operation<InvalidateTarget> = {
	resource: 'session',
	option: {
		name: 'Invalidate',
		value: 'invalidate',
		action: 'Invalidate session',
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
			description: 'The number of the session, as Slack lists it',
		},
		{
			displayName: 'Session Owner',
			name: 'sessionOwner',
			type: 'options',
			options: [
				{ name: 'User', value: 'user', description: 'What Slack asks for today' },
				{
					name: 'Workspace (Legacy)',
					value: 'team',
					description: 'What Slack asked for until January 2025',
				},
			],
			default: 'user',
			description: 'By what the session is named beside its number',
		},
		{
			...userField({
				description: 'The user whose session it is',
				default: { mode: 'id', value: '={{ $json.user_id }}' },
			}),
			displayOptions: { show: { sessionOwner: ['user'] } },
		},
		{
			displayName: 'Workspace ID',
			name: 'teamId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. T0123ABCDEF',
			description: 'The workspace that the session belongs to',
			displayOptions: { show: { sessionOwner: ['team'] } },
		},
		...guardOneFields,
	],
	scope: 'admin.users:write',
	would: 'invalidate',

	plan(context, itemIndex) {
		const session_id = parseSessionId(context.getNodeParameter('sessionId', itemIndex));
		const owner = readChoice(context.getNodeParameter('sessionOwner', itemIndex), 'Session Owner', [
			'user',
			'team',
		]);
		if (owner === 'user')
			return [{ session_id, user: readUser(context, itemIndex, 'user', 'User') }];
		return [
			{ session_id, team_id: parseWorkspaceId(context.getNodeParameter('teamId', itemIndex)) },
		];
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
			const owner = user ? { user_id: user.id } : { team_id: team_id ?? '' };
			const requested_at = new Date().toISOString();
			const answer = call(run.slack, 'admin.users.session.invalidate', { session_id, ...owner });
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
