import { call, type Slack } from './call';
import { refusedWith, SlackFailure } from './trouble';
import type { Methods } from './methods';

type PagedMethod = 'admin.users.list' | 'admin.users.session.list';

/**
 * The pages of a list, one after the other: none is kept.
 *
 * @param none the code with which Slack says that the list is empty, where it says so as if it were a failure
 * @throws {SlackFailure} also when Slack gives a place in the list twice: a shorter list is never given for the whole
 */
export async function* pages<M extends PagedMethod>(
	slack: Slack,
	method: M,
	takes: Methods[M]['takes'],
	none?: string,
): AsyncGenerator<Methods[M]['answers'], void> {
	const seen = new Set<string>();
	let cursor: string | undefined;
	do {
		const page = await call(slack, method, {
			...takes,
			...(cursor !== undefined && { cursor }),
		}).catch((failure: unknown) => {
			// On a later page it would end a list that has just begun.
			if (none !== undefined && cursor === undefined && refusedWith(failure, none))
				return undefined;
			throw failure;
		});
		if (page === undefined) return;
		yield page;
		cursor = page.response_metadata?.next_cursor || undefined;
		if (cursor !== undefined && seen.has(cursor))
			throw new SlackFailure(method, { kind: 'refused', status: 200, code: 'repeated_cursor' });
		if (cursor !== undefined) seen.add(cursor);
	} while (cursor !== undefined);
}
