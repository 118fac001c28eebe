import type { Browser } from 'playwright-core';

import { trustedCertificate } from '../../emulator/certificate';
import { startEmulator, type Emulator } from '../../emulator/emulator';
import { makeOrganisation, type Organisation, type Token } from '../../emulator/organisation';
import { openBrowser } from '../browser';
import { N8nFolder, N8nServer } from '../n8n';
import { Editor } from './editor';

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
		this.folder = await N8nFolder.make(this.emulator.environment);
		this.server = await N8nServer.start(this.folder);
		const { page, browser } = await openBrowser(this.server);
		this.browser = browser;
		this.editor = new Editor(page);
	}

	/** Everything between n8n and Slack as it should be. */
	mend(): void {
		delete this.emulator.faultFor;
		this.emulator.impostor = false;
		this.token.state = 'good';
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
