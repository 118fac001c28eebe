import { call, type Slack } from './call';
import { CallError, refusedWith } from './callError';
import type { Answers, MethodName, Takes } from './methods';
import { lists } from './policy';

type PagedMethod = 'admin.users.list' | 'admin.users.session.list';

/**
 * The pages of a list, one after the other. None is kept in memory.
 *
 * @param none the code with which Slack says that the list is empty, where it says so as if it were a failure
 * @throws {CallError} also when Slack gives a place in the list twice, or ever new ones: a shorter list is never given for the whole
 */
export async function* pages<M extends PagedMethod>(
	slack: Slack,
	method: M,
	takes: Takes<M>,
	none?: string,
): AsyncGenerator<Answers<M>, void> {
	yield* follow(
		method,
		async (cursor) =>
			await call(slack, method, {
				...takes,
				...(cursor !== undefined && { cursor }),
			}).catch((error: unknown) => {
				// Only the first page can say that the list is empty: a later one would cut a list short.
				if (none !== undefined && cursor === undefined && refusedWith(error, none))
					return undefined;
				throw error;
			}),
		(page) => page.response_metadata?.next_cursor || undefined,
	);
}

/**
 * The same for whatever gives a page.
 *
 * @param read gives the page at a place in the list, or nothing where there is no list
 * @param next the place after a page
 */
export async function* follow<Page extends object>(
	method: MethodName,
	read: (cursor: string | undefined) => Promise<Page | undefined>,
	next: (page: Page) => string | undefined,
): AsyncGenerator<Page, void> {
	const seen = new Set<string>();
	let cursor: string | undefined;
	for (;;) {
		const page = await read(cursor);
		if (page === undefined) return;
		yield page;
		cursor = next(page);
		if (cursor === undefined) return;
		if (seen.has(cursor)) throw endless(method, 'repeated_cursor');
		seen.add(cursor);
		if (seen.size >= lists.mostPages) throw endless(method, 'endless_list');
	}
}

function endless(method: MethodName, code: 'repeated_cursor' | 'endless_list'): CallError {
	return new CallError(method, { kind: 'refused', status: 200, code });
}
