/** The same work by n8n's own HTTP Request nodes, as well as one can do it by hand. */
import type { INodeParameters } from 'n8n-workflow';

/** A node of a workflow, without its place. */
export interface Peer {
	name: string;
	type: string;
	typeVersion: number;
	parameters: INodeParameters;
	onError?: 'continueRegularOutput';
	executeOnce?: true;
	credential?: string;
}

export function code(name: string, jsCode: string): Peer {
	return { name, type: 'n8n-nodes-base.code', typeVersion: 2, parameters: { jsCode } };
}

/** One call an item; with its batching set so that it keeps to so many calls a minute, or as it comes. */
export function resets(batchInterval?: number): Peer[] {
	const batching = { batch: { batchSize: 1, batchInterval } };
	return [
		request(
			'Peer',
			'admin.users.session.reset',
			{ user_id: '={{ $json.user_id }}' },
			batchInterval === undefined ? {} : { batching },
		),
	];
}

/** One person signed out and proved. The last node says `verified`. */
export function proof(): Peer[] {
	const places = `const { user } = $('Look Up').first().json; return [user.enterprise_user.enterprise_id, ...user.enterprise_user.teams].map((team_id) => ({ json: { user_id: user.id, team_id } }));`;
	const place = { user_id: '={{ $json.user_id }}', team_id: '={{ $json.team_id }}' };
	return [
		request('Look Up', 'users.lookupByEmail', { email: '={{ $json.email }}' }),
		code('Places', places),
		request('Before', 'admin.users.session.list', place),
		code('Person', `return [{ json: { user_id: $('Look Up').first().json.user.id } }];`),
		request('Reset', 'admin.users.session.reset', { user_id: '={{ $json.user_id }}' }),
		code('Places Again', places),
		request('After', 'admin.users.session.list', place),
		code(
			'Verdict',
			`const ids = (name) => $(name).all().flatMap(({ json }) => (json.active_sessions ?? []).map(({ session_id }) => session_id)); const after = ids('After'); const before = ids('Before'); return [{ json: { verified: before.length > 0 && !before.some((id) => after.includes(id)) } }];`,
		),
	];
}

/**
 * The organisation's list of users read page by page, the addresses found in it, a thousand users reset in a call.
 *
 * @param requestInterval between two pages, so that the quota holds, in milliseconds
 */
export function resetsByList(requestInterval: number): Peer[] {
	const pagination = {
		paginationMode: 'updateAParameterInEachRequest',
		parameters: {
			parameters: [
				{
					type: 'body',
					name: 'cursor',
					value: '={{ $response.body.response_metadata.next_cursor }}',
				},
			],
		},
		paginationCompleteWhen: 'other',
		completeExpression: '={{ !$response.body.response_metadata?.next_cursor }}',
		requestInterval,
	};
	return [
		{
			...request('List', 'admin.users.list', { limit: '100' }, { pagination: { pagination } }),
			executeOnce: true,
		},
		code(
			'Thousands',
			`const wanted = new Set($('Items').all().map(({ json }) => json.email)); const ids = $('List').all().flatMap(({ json }) => json.users).filter(({ email }) => wanted.has(email)).map(({ id }) => id); return Array.from({ length: Math.ceil(ids.length / 1000) }, (_, index) => ({ json: { user_ids: JSON.stringify(ids.slice(index * 1000, index * 1000 + 1000)) } }));`,
		),
		request('Reset', 'admin.users.session.resetBulk', { user_ids: '={{ $json.user_ids }}' }),
	];
}

/** A call of Slack's, one an item. */
function request(
	name: string,
	method: string,
	body: Record<string, string>,
	options: INodeParameters = {},
): Peer {
	return {
		name,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		onError: 'continueRegularOutput',
		credential: 'httpHeaderAuth',
		parameters: {
			method: 'POST',
			url: `https://slack.com/api/${method}`,
			authentication: 'genericCredentialType',
			genericAuthType: 'httpHeaderAuth',
			sendBody: true,
			contentType: 'form-urlencoded',
			bodyParameters: {
				parameters: Object.entries(body).map(([key, value]) => ({ name: key, value })),
			},
			options,
		},
	};
}
