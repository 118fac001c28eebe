import {
	NodeApiError,
	type ILoadOptionsFunctions,
	type INodeListSearchItems,
	type INodeListSearchResult,
} from 'n8n-workflow';

import { readAuthentication } from '../parameters/authentication';
import { call, type Slack } from '../slack/call';
import { refusedWith } from '../slack/callError';
import { connect } from '../slack/connect';
import type { Person } from '../slack/methods';
import { lookUpAddress, organisationId, USERS_A_PAGE } from '../slack/people';
import { SEARCH_WAIT } from '../slack/policy';
import { explain } from '../slack/explain';

/** How many pages one search reads at the most: Slack has no search, and allows some 100 pages a minute. */
const MOST_PAGES = 5;

/** From List: a text with an @ is looked up as an address; any other is looked for in the next pages of the organisation's users. */
export async function searchUsers(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const wanted = filter?.trim().toLowerCase() ?? '';
	try {
		const authentication = this.getCurrentNodeParameter('authentication') ?? 'accessToken';
		const slack = await connect(this, readAuthentication(authentication), SEARCH_WAIT);
		return wanted.includes('@')
			? await byAddress(slack, wanted)
			: await byName(slack, wanted, paginationToken);
	} catch (error) {
		const { message, description } = explain(error, { email: wanted });
		throw new NodeApiError(this.getNode(), {}, { message, description });
	}
}

async function byAddress(slack: Slack, email: string): Promise<INodeListSearchResult> {
	const user = await lookUpAddress(slack, email).catch((failure: unknown) => {
		// Whoever is still typing has not given an address yet.
		if (refusedWith(failure, 'users_not_found')) return undefined;
		throw failure;
	});
	const id = organisationId(user);
	return {
		results: id === undefined ? [] : [{ name: `${user?.name ?? id} (${email})`, value: id }],
	};
}

async function byName(slack: Slack, wanted: string, from?: string): Promise<INodeListSearchResult> {
	const results: INodeListSearchItems[] = [];
	let cursor = from;
	for (let page = 0; page < MOST_PAGES; page++) {
		const answer = await call(slack, 'admin.users.list', {
			limit: USERS_A_PAGE,
			...(cursor && { cursor }),
		});
		results.push(...(answer.users ?? []).filter((person) => fits(person, wanted)).map(toItem));
		cursor = answer.response_metadata?.next_cursor || undefined;
		if (cursor === undefined || wanted === '' || results.length > 0) break;
	}
	if (results.length === 0 && cursor !== undefined) {
		// Chosen by mistake, it names nobody: an empty user is refused.
		return {
			results: [
				{
					name: `No match among the next ${MOST_PAGES * USERS_A_PAGE} users. Type the whole address, or choose 'By ID'.`,
					value: '',
				},
			],
			paginationToken: cursor,
		};
	}
	return { results, ...(cursor !== undefined && { paginationToken: cursor }) };
}

function fits({ id, email, username, full_name }: Person, wanted: string): boolean {
	return [id, email, username, full_name].some((text) => text?.toLowerCase().includes(wanted));
}

function toItem({
	id = '',
	email,
	full_name,
	username,
	is_active,
	is_bot,
}: Person): INodeListSearchItems {
	const marks = [
		email,
		is_active === false ? 'deactivated' : undefined,
		is_bot ? 'bot' : undefined,
	].filter(Boolean);
	return {
		name: `${full_name || username || id}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`,
		value: id,
	};
}
