/** Prints what a connection through the proxy and its TLS hand-shake cost by themselves, made anew for each call as n8n does: CPU in milliseconds a call. */
import { request } from 'node:http';
import { connect } from 'node:tls';

const { HTTPS_PROXY = '', COUNT = '1' } = process.env;

async function shakeHands(count: number): Promise<void> {
	const { hostname, port } = new URL(HTTPS_PROXY);
	for (let number = 0; number < count; number++)
		await new Promise<void>((resolve, reject) => {
			request({ hostname, port, method: 'CONNECT', path: 'slack.com:443', agent: false })
				.on('connect', (_, socket) => {
					const secured = connect({ socket, servername: 'slack.com' }, () => secured.destroy());
					secured.on('close', () => resolve()).on('error', reject);
				})
				.on('error', reject)
				.end();
		});
}

async function main(): Promise<void> {
	// As in n8n, the code has run before.
	await shakeHands(100);
	const before = process.cpuUsage();
	await shakeHands(Number(COUNT));
	const { user, system } = process.cpuUsage(before);
	console.log((user + system) / 1000 / Number(COUNT));
}

void main();
