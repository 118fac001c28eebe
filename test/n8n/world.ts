import {
	makeCertificate,
	saveCertificate,
	trustedCertificate,
	type Certificate,
} from '../emulator/certificate';
import { startEmulator, type Emulator } from '../emulator/emulator';
import { settled } from '../emulator/method';
import { OAuth } from '../emulator/oauth';
import { makeOrganisation, type Organisation, type Token } from '../emulator/organisation';
import { N8nFolder, type Loaded } from './folder';
import { N8nServer } from './server';
import { buildUp, unwind, type Undo } from './undo';

/** Who is in an emulated Slack, and the token of its admin. */
interface Slack {
	organisation: Organisation;
	token: Token;
}

interface Wishes {
	slack?: Slack;
	/** `own`: nobody but n8n trusts the emulator. The tests are started by trust.ts, and trust it too. */
	certificate?: 'trusted' | 'own';
	loaded?: Loaded | 'nothing';
	/** What n8n finds in its environment beside what leads it to the emulator. */
	environment?: Record<string, string>;
	/** Starts what stands beside Slack, before n8n does. @returns what leads n8n there */
	beside?: (
		emulator: Emulator,
		certificate: Certificate,
		undo: Undo,
	) => Promise<Record<string, string>>;
}

/** An emulated Slack, and a folder for an n8n that is led to it. */
export interface Ground {
	readonly emulator: Emulator;
	readonly token: Token;
	readonly folder: N8nFolder;
}

/** For whoever runs n8n's commands and needs no server. */
export async function layGround(
	undo: Undo,
	{
		slack = makeOrganisation(),
		certificate: which = 'trusted',
		loaded,
		environment,
		beside,
	}: Wishes = {},
): Promise<Ground> {
	const certificate = which === 'trusted' ? trustedCertificate() : await makeCertificate();
	const saved = which === 'trusted' ? undefined : saveCertificate(certificate);
	undo.push(() => saved?.remove());
	const emulator = await startEmulator(slack.organisation, certificate);
	undo.push(async () => await emulator.close());
	const besides = await beside?.(emulator, certificate, undo);
	const folder = await N8nFolder.make(
		{ ...emulator.environment, ...saved?.environment, ...besides, ...environment },
		loaded,
	);
	undo.push(() => folder.remove());
	return { emulator, token: slack.token, folder };
}

/** A running n8n, and the emulated Slack that it is led to. */
export interface World extends Ground {
	/** Another one after each restart. */
	server: N8nServer;
	/** Another Slack, with nothing in the way: no suite sees what the one before has done. n8n's credentials are of the old one. */
	renew(slack?: Slack): Slack;
	/** Ends n8n, where it has not been killed, and starts it again in the same folder, at the same address. */
	restart(): Promise<void>;
	/** Ends all of it. */
	close(): Promise<void>;
}

/** Where a part does not start, what has been started before it is ended. */
export async function startWorld({
	logLevel,
	...wishes
}: Wishes & { logLevel?: string } = {}): Promise<World> {
	return await buildUp(async (undo) => {
		const ground = await layGround(undo, wishes);
		const world: World = {
			...ground,
			server: await N8nServer.start(ground.folder, logLevel),
			renew(slack = makeOrganisation()) {
				const { emulator } = ground;
				Object.assign(emulator, {
					organisation: slack.organisation,
					unsettled: { ...settled },
					jobDelay: 0,
					impostor: false,
					oauth: new OAuth(),
				});
				emulator.requests.length = 0;
				delete emulator.faultFor;
				delete emulator.limits;
				return slack;
			},
			async restart() {
				await world.server.stop();
				world.server = await N8nServer.start(ground.folder, logLevel, world.server.port);
			},
			close: async () => await unwind(undo),
		};
		undo.push(async () => await world.server.stop());
		return world;
	});
}
