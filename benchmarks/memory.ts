/** How much the live heap grows while 100,000 sessions go through a filter that keeps ten. Run with --expose-gc. */
import { runNode } from '../test/engine/engine';
import { trustedCertificate } from '../test/emulator/certificate';
import { startEmulator } from '../test/emulator/emulator';
import { makeOrganisation } from '../test/emulator/organisation';
import { methodOf } from '../test/emulator/slack';

const WARM = 30;

/** What a page takes once it is parsed, in bytes. */
function sizeInMemory(body: string): number {
	globalThis.gc?.();
	const before = process.memoryUsage().heapUsed;
	const parsed = JSON.parse(body) as { active_sessions: unknown[] };
	globalThis.gc?.();
	const after = process.memoryUsage().heapUsed;
	return parsed.active_sessions.length > 0 ? after - before : 0;
}

async function main(): Promise<void> {
	const { organisation, token } = makeOrganisation(100);
	for (let number = 0; number < 100_000; number++)
		organisation.addSession(`U${String((number % 100) + 1).padStart(10, '0')}`);
	for (let number = 0; number < 10; number++) {
		organisation.addSession('U0000000001', {
			created: {
				device_hardware: 'Unknown',
				os: 'Plan 9',
				os_version: '4',
				slack_client_version: '1',
				ip: '192.0.2.1',
			},
		});
	}
	const emulator = await startEmulator(organisation, trustedCertificate());
	Object.assign(process.env, emulator.environment);

	const live: number[] = [];
	let page = 0;
	emulator.faultFor = (request) => {
		if (methodOf(request) === 'admin.users.session.list') {
			// What the emulator keeps of each request is not the node's.
			emulator.requests.length = 0;
			globalThis.gc?.();
			live.push(process.memoryUsage().heapUsed);
		}
		return ({ work, send }) => {
			const reply = work();
			if (page === 0) page = sizeInMemory(reply.body);
			send(reply);
		};
	};
	const { outputs } = await runNode({
		parameters: {
			resource: 'session',
			operation: 'getMany',
			returnAll: true,
			filters: { operatingSystem: 'plan 9' },
		},
		items: [{}],
		credential: { accessToken: token.value, environment: 'slack' },
	});
	// The first calls warm things up that stay: sockets, compiled code.
	const grown = Math.max(...live.slice(WARM)) - (live[WARM] ?? 0);
	console.log(
		JSON.stringify({
			kept: outputs[0]?.length,
			calls: live.length,
			page,
			grown,
			pages: grown / page,
		}),
	);
	await emulator.close();
}

void main();
