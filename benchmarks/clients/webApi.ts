/** What people write with Slack's own SDK, as its documentation advises: it waits for Retry-After by itself. */
import { sdk } from './sdk';

const {
	SLACK_TOKEN,
	HTTPS_PROXY = '',
	JOB = 'reset',
	COUNT = '1',
	FIRST = '1',
	STEP = '1',
} = process.env;

const { client, close } = sdk(SLACK_TOKEN, HTTPS_PROXY);
const ids = Array.from(
	{ length: Number(COUNT) },
	(_, index) => `U${String(index * Number(STEP) + Number(FIRST)).padStart(10, '0')}`,
);

async function main(): Promise<void> {
	if (JOB === 'reset')
		for (const user_id of ids) await client.admin.users.session.reset({ user_id });
	if (JOB === 'resetBulk') {
		for (let from = 0; from < ids.length; from += 1000)
			await client.admin.users.session.resetBulk({
				user_ids: ids.slice(from, from + 1000) as [string, ...string[]],
			});
	}
	if (JOB === 'list') {
		let sessions = 0;
		for await (const page of client.paginate('admin.users.session.list', { limit: 1000 }))
			sessions += (page as unknown as { active_sessions: unknown[] }).active_sessions.length;
		if (sessions !== Number(COUNT)) throw new Error(`${sessions} sessions`);
	}
	if (JOB === 'prove') await prove(`${ids[0]?.toLowerCase()}@example.com`);
	if (JOB === 'addresses') await resetAll(await findAllInList());
	await close();
}

/** Signs one person out, and lists their sessions before and after. */
async function prove(email: string): Promise<void> {
	const { user } = await client.users.lookupByEmail({ email });
	// The SDK's types do not know what an organisation's token is told.
	const { id: user_id = '', enterprise_user } = (user ?? {}) as {
		id?: string;
		enterprise_user?: { enterprise_id: string; teams: string[] };
	};
	const places = [enterprise_user?.enterprise_id ?? '', ...(enterprise_user?.teams ?? [])];
	const list = async () =>
		(
			await Promise.all(
				places.map(
					async (team_id) =>
						await client.admin.users.session.list({ user_id, team_id }).catch(none),
				),
			)
		).flatMap(({ active_sessions = [] }) => active_sessions.map(({ session_id }) => session_id));
	const before = await list();
	await client.admin.users.session.reset({ user_id });
	const after = await list();
	if (before.length === 0 || before.some((id) => after.includes(id)))
		throw new Error('not verified');
}

/** Slack refuses to list somebody who has no session. */
function none(error: unknown): { active_sessions?: Array<{ session_id?: number }> } {
	if (String(error).includes('no_active_sessions')) return {};
	throw error;
}

const addresses = ids.map((id) => `${id.toLowerCase()}@example.com`);

/** Reads the organisation's list of users until every address is found. */
async function findAllInList(): Promise<string[]> {
	const found: string[] = [];
	const wanted = new Set(addresses);
	for await (const page of client.paginate('admin.users.list', { limit: 100 })) {
		const { users } = page as unknown as { users: Array<{ id: string; email: string }> };
		found.push(...users.filter(({ email }) => wanted.delete(email)).map(({ id }) => id));
		if (wanted.size === 0) break;
	}
	return found;
}

async function resetAll(found: string[]): Promise<void> {
	for (let from = 0; from < found.length; from += 1000)
		await client.admin.users.session.resetBulk({
			user_ids: found.slice(from, from + 1000) as [string, ...string[]],
		});
}

void main();
