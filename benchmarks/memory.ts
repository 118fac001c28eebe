/** How much the live heap grows while 100,000 sessions go through a filter that keeps ten. Run with --expose-gc. */
import { runNode } from '../test/engine/engine';
import { trustedCertificate } from '../test/emulator/certificate';
import { startEmulator } from '../test/emulator/emulator';
import { makeOrganisation } from '../test/emulator/organisation';
import { growthWhile } from './liveHeap';

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

	let kept = 0;
	const growth = await growthWhile(emulator, 'admin.users.session.list', 1, async () => {
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
		kept = outputs[0]?.length ?? 0;
	});
	console.log(JSON.stringify({ ...growth, kept }));
	await emulator.close();
}

void main();
