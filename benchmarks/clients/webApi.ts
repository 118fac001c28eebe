/** What people write with Slack's own SDK, as its documentation advises: it waits for Retry-After by itself. */
import { LogLevel, WebClient } from '@slack/web-api';
import { fetch, ProxyAgent } from 'undici';

const { SLACK_TOKEN, HTTPS_PROXY = '', JOB = 'reset', COUNT = '1' } = process.env;

const dispatcher = new ProxyAgent({ uri: HTTPS_PROXY });
const viaProxy = (async (url: string, init: object) =>
	await fetch(url, { ...init, dispatcher })) as unknown as typeof globalThis.fetch;
const client = new WebClient(SLACK_TOKEN, { fetch: viaProxy, logLevel: LogLevel.ERROR });
const ids = Array.from(
	{ length: Number(COUNT) },
	(_, index) => `U${String(index + 1).padStart(10, '0')}`,
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
	await dispatcher.close();
}

void main();
