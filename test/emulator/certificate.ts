import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** The hosts that the emulator stands in for, and one more that no token may ever reach. */
export const hosts = {
	slack: 'slack.com',
	govSlack: 'slack-gov.com',
	audit: 'api.slack.com',
	elsewhere: 'elsewhere.example',
} as const;

/** Names of the registry that test/n8n/registry.ts starts: n8n without a licence installs from npm's own alone. */
export const registryHosts = { npm: 'registry.npmjs.org', local: 'localhost' } as const;

export interface Certificate {
	key: string;
	cert: string;
}

/** Where `trust.ts` puts the certificate for the processes below it. */
const FOLDER = 'EMULATOR_CERTIFICATE';

/** A fresh key and certificate: none is ever committed. Valid for a day. */
export async function makeCertificate(
	names: string[] = [...Object.values(hosts), ...Object.values(registryHosts)],
): Promise<Certificate> {
	const pems = await generate([{ name: 'commonName', value: 'Slack emulator' }], {
		keyType: 'ec',
		notAfterDate: new Date(Date.now() + 24 * 60 * 60 * 1000),
		extensions: [
			{ name: 'basicConstraints', cA: true },
			{ name: 'subjectAltName', altNames: names.map((value) => ({ type: 2 as const, value })) },
		],
	});
	return { key: pems.private, cert: pems.cert };
}

/** Writes a certificate to a folder of its own. Node.js trusts it only when told so before it starts: hence the file and the environment. */
export function saveCertificate({ key, cert }: Certificate): {
	environment: Record<string, string>;
	remove: () => void;
} {
	const folder = mkdtempSync(join(tmpdir(), 'slack-emulator-'));
	writeFileSync(join(folder, 'key.pem'), key, { mode: 0o600 });
	writeFileSync(join(folder, 'cert.pem'), cert);
	return {
		environment: { [FOLDER]: folder, NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem') },
		remove: () => rmSync(folder, { recursive: true, force: true }),
	};
}

/** The certificate that this process was started to trust. */
export function trustedCertificate(): Certificate {
	const folder = process.env[FOLDER];
	if (folder === undefined)
		throw new Error(
			'This process does not trust the emulator: start it through test/emulator/trust.ts',
		);
	return {
		key: readFileSync(join(folder, 'key.pem'), 'utf8'),
		cert: readFileSync(join(folder, 'cert.pem'), 'utf8'),
	};
}
