import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

import { until } from '../until';

/** A mail server on loopback: what workflows send to people arrives here and goes nowhere else. */
export class Mailbox {
	/** What has arrived and nobody has read yet. */
	readonly unread: ParsedMail[] = [];

	/** Refuses every mail, as a server that is down for maintenance does. */
	down = false;

	private readonly server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS'],
		onMailFrom: (_, __, done) => done(this.down ? new Error('Down for maintenance') : null),
		onData: (stream, _, done) =>
			void simpleParser(stream).then((mail) => done(null, void this.unread.push(mail)), done),
	});

	static async open(): Promise<Mailbox> {
		const mailbox = new Mailbox();
		await new Promise<void>((resolve, reject) => {
			mailbox.server.once('error', reject);
			mailbox.server.listen(0, '127.0.0.1', resolve);
		});
		// A client that goes away in the middle is no business of the tests.
		mailbox.server.on('error', () => undefined);
		return mailbox;
	}

	/** What an SMTP credential of n8n holds to lead here. */
	get credential(): object {
		const { port } = this.server.server.address() as AddressInfo;
		return {
			user: '',
			password: '',
			host: '127.0.0.1',
			port,
			secure: false,
			disableStartTls: true,
			hostName: '',
		};
	}

	/** Waits for the mail whose subject has this in it, and takes it out of the unread ones. */
	async read(subject: string): Promise<ParsedMail & { text: string }> {
		const mail = await until(
			() =>
				`there was a mail with the subject '${subject}'; there are: ${this.unread.map((each) => each.subject).join(', ') || 'none'}`,
			() => {
				const index = this.unread.findIndex((each) => each.subject?.includes(subject));
				return index >= 0 && this.unread.splice(index, 1)[0];
			},
		);
		return { ...mail, text: mail.text ?? '' };
	}

	async close(): Promise<void> {
		await new Promise<void>((resolve) => this.server.close(resolve));
	}
}
