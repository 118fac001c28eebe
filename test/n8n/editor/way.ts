import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** The way from n8n to the emulator's proxy. Shut, it refuses the connection, as a proxy does that does not run. */
export class Way {
	port = 0;

	private readonly sockets = new Set<Socket>();

	private readonly server = createServer((client) => {
		const proxy = connect(this.to, '127.0.0.1');
		for (const socket of [client, proxy]) {
			this.sockets.add(socket);
			socket.on('error', () => socket.destroy()).on('close', () => this.sockets.delete(socket));
		}
		client.on('close', () => proxy.destroy());
		proxy.on('close', () => client.destroy());
		client.pipe(proxy).pipe(client);
	});

	/** @param to the proxy's port */
	constructor(private readonly to: number) {}

	/** On the same port each time: n8n reads it once, when it starts. */
	async open(): Promise<void> {
		if (this.server.listening) return;
		await once(this.server.listen(this.port, '127.0.0.1'), 'listening');
		({ port: this.port } = this.server.address() as AddressInfo);
	}

	async shut(): Promise<void> {
		for (const socket of this.sockets) socket.destroy();
		await new Promise((resolve) => this.server.close(resolve));
	}
}
