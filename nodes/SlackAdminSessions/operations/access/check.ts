import { readFlag } from '../../parameters/values';
import type { Operation, Target } from '../../operation';
import { checkGuards } from '../../run/credentialGuards';
import { hint } from '../../run/notices';
import { nameInEditor, notReady, unreadyCredential, unreadyToken } from '../../run/readiness';
import { lookAtToken } from '../../run/tokenAccess';

interface CheckTarget extends Target {
	failIfNotReady: boolean;
}

/** Finds out what the token is and may do. Changes nothing. https://docs.slack.dev/reference/methods/auth.test */
export const check: Operation<CheckTarget> = {
	resource: 'access',
	option: {
		name: 'Check',
		value: 'check',
		action: 'Check access of token',
		description: 'See whose token this is, and which operations work with it',
	},
	fields: [
		{
			displayName: 'Fail If Not Ready',
			name: 'failIfNotReady',
			type: 'boolean',
			default: false,
			description:
				'Whether to fail when an operation does not work with this token, for a check on a schedule',
		},
	],

	// One answer a run: the token is the same for all items.
	plan: (context, itemIndex) =>
		itemIndex === 0
			? [
					{
						failIfNotReady: readFlag(
							context.getNodeParameter('failIfNotReady', 0),
							'Fail If Not Ready',
						),
					},
				]
			: [],

	describe: () => ({}),

	async act(run) {
		const since12 = run.context.getNode().typeVersion >= 1.2;
		await run.each(async ({ failIfNotReady }) => {
			const { trouble, ...found } = await lookAtToken(
				run.slack,
				// The token of the audit log is another: its credential's own test tells whether it works.
				run.operations.filter(({ credentialType }) => credentialType === undefined),
			);
			const operations = found.operations.map(({ operation, ...verdict }) => ({
				name: since12
					? nameInEditor(operation)
					: `${operation.resource}: ${operation.option.value}`,
				...verdict,
			}));
			const token = unreadyToken(found.operations, trouble);
			// Until version 1.2 a token of which nobody knows counted as ready.
			const isReady = token === undefined || (token.isUnknown === true && !since12);
			if (failIfNotReady && !isReady) return notReady(token);

			const guards = await checkGuards(run.slack);
			const credential = unreadyCredential(guards.wrong);
			if (failIfNotReady && credential) return notReady(credential);
			// The node is green all the same: what came out is the answer to what was asked.
			for (const unready of [token, credential])
				if (unready) hint(run.context, `${unready.message}. ${unready.next}`, 'warning');
			if (found.token.renewed_by_n8n === false) hint(run.context, ENDS, 'warning');
			const readsAuditLog = found.scopes?.includes('auditlogs:read') === true;
			if (readsAuditLog) hint(run.context, TWO_APPS, 'warning');
			return {
				ok: isReady && credential === undefined,
				...(readsAuditLog && { note: TWO_APPS }),
				...found,
				operations,
				protected_users: guards.protected_users,
				max_users: guards.max_users,
			};
		});
	},
};

const ENDS =
	"Token rotation is on in the Slack app, so that this token ends 12 hours after it was made: n8n cannot renew a token that was pasted. Connect the app by 'Slack Admin Sessions OAuth2 API' (n8n 2.40.1 or newer), or make a new app with token rotation off.";

/** Both credentials hold a token of the same form, and a token of one app can have the scopes of both. */
const TWO_APPS =
	"This token can end sessions and read the audit log. Use two Slack apps: take the scope auditlogs:read out of this one, install it again, and make another app for the credential 'Slack Audit Logs API'. Then a token that leaks can do only one of the two.";
