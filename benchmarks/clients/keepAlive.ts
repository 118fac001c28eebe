/** The floor: bare calls one after another over one connection that is kept open, with no retries and nothing checked but the status. */
import { ProxyAgent, request } from 'undici';

const { SLACK_TOKEN, HTTPS_PROXY = '', COUNT = '1' } = process.env;
const dispatcher = new ProxyAgent({ uri: HTTPS_PROXY });

async function main(): Promise<void> {
	for (let number = 1; number <= Number(COUNT); number++) {
		const { statusCode, body } = await request('https://slack.com/api/admin.users.session.reset', {
			method: 'POST',
			dispatcher,
			headers: {
				authorization: `Bearer ${SLACK_TOKEN}`,
				'content-type': 'application/x-www-form-urlencoded',
			},
			body: `user_id=U${String(number).padStart(10, '0')}`,
		});
		await body.dump();
		if (statusCode !== 200) throw new Error(String(statusCode));
	}
	await dispatcher.close();
}

void main();
