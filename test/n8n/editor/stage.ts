import type { Browser } from 'playwright-core';

import { trustedCertificate } from '../../emulator/certificate';
import { startEmulator, type Emulator, type Fault } from '../../emulator/emulator';
import { allScopes, makeOrganisation, type Organisation, type Token } from '../../emulator/organisation';
import { openBrowser } from '../browser';
import { N8nFolder, N8nServer } from '../n8n';
import { Editor } from './editor';

/** Answers no sooner than the real Slack would. n8n's editor can lose a run that is over before it knows that it has begun. */
export const unhurried: Fault = async ({ work, send }) => {
	await new Promise((resolve) => setTimeout(resolve, 200));
	send(work());
};

/** A real n8n, an emulated Slack of 250 people, and a browser in which its owner is signed in. */
export class Stage {
	emulator!: Emulator;

	organisation!: Organisation;

	token!: Token;

	server!: N8nServer;

	editor!: Editor;

	private folder?: N8nFolder;

	private browser?: Browser;

	async set(): Promise<void> {
		({ organisation: this.organisation, token: this.token } = makeOrganisation(250));
		this.organisation.addPerson({ id: 'U0GRACE0001', name: 'Grace Hopper', email: 'grace.hopper@example.com' });
		this.emulator = await startEmulator(this.organisation, trustedCertificate());
		this.mend();
		this.folder = await N8nFolder.make(this.emulator.environment);
		this.server = await N8nServer.start(this.folder);
		const { page, browser } = await openBrowser(this.server);
		this.browser = browser;
		this.editor = new Editor(page);
	}

	/** Everything between n8n and Slack as it should be. */
	mend(): void {
		this.emulator.faultFor = () => unhurried;
		this.emulator.impostor = false;
		this.token.state = 'good';
		this.token.scopes = allScopes;
	}

	/** Set may have failed at any point. */
	async strike(): Promise<void> {
		await this.browser?.close();
		await (this.server as N8nServer | undefined)?.stop();
		await (this.emulator as Emulator | undefined)?.close();
		this.folder?.remove();
	}

	/** Everybody who has lost or got a session meanwhile. */
	touched(): () => string[] {
		const before = new Map([...this.organisation.people.keys()].map((id) => [id, this.organisation.sessionsOf(id).length]));
		return () => [...before].flatMap(([id, count]) => (this.organisation.sessionsOf(id).length === count ? [] : [id]));
	}
}
