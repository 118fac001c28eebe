/** Runs the emulator alone, until Ctrl-C. */
import { makeCertificate, saveCertificate } from '../test/emulator/certificate';
import { startEmulator } from '../test/emulator/emulator';
import { makeExampleOrganisation } from '../test/emulator/exampleOrganisation';

async function main(): Promise<void> {
	const certificate = await makeCertificate();
	const { environment, remove } = saveCertificate(certificate);
	const { organisation, token } = makeExampleOrganisation();
	const emulator = await startEmulator(organisation, certificate);

	const settings = {
		...emulator.environment,
		NODE_EXTRA_CA_CERTS: environment.NODE_EXTRA_CA_CERTS,
	};
	console.log(
		`A Slack organisation with ${organisation.people.size} users and ${organisation.sessionCount} sessions, as slack.com.`,
	);
	console.log(
		'\nStart n8n with this in its environment, and leave N8N_SSRF_PROTECTION_ENABLED unset:\n',
	);
	for (const [name, value] of Object.entries(settings)) console.log(`  export ${name}=${value}`);
	console.log(
		`\nThe admin token of this run, for the credential:\n\n  ${token.value}\n\nCtrl-C ends it. Requests:\n`,
	);

	emulator.faultFor = ({ host, method, path, body }) => {
		console.log(`  ${method} https://${host}${path} ${body}`);
		return undefined;
	};
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => {
			remove();
			void emulator.close();
		});
	}
}

void main();
