import { createServer as createProxy, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { answerOfAuditLog } from './auditLog/answer';
import { hosts, makeCertificate, type Certificate } from './certificate';
import { settled } from './method';
import { OAuth } from './oauth';
import type { Organisation } from './organisation';
import { answer, bearer, methodOf, type Recorded, type Reply, type World } from './slack';

/** One request and the ways to deal with it. */
export interface Exchange {
	request: Recorded;
	response: ServerResponse;
	socket: Socket;
	/** Lets Slack work: the state changes. */
	work(): Reply;
	send(reply: Reply): void;
}

/** Stands in for what comes between n8n and Slack: gets the exchange, and lets Slack work or not. */
export type Fault = (exchange: Exchange) => void | Promise<void>;

/** An organisation, and what stands between n8n and it. */
export interface Tenant {
	organisation: Organisation;
	/** Decides for each request which fault meets it, if any. */
	faultFor?: (request: Recorded) => Fault | undefined;
}

export interface Emulator extends World, Tenant {
	/** More organisations in the same Slack, by token, so that tests can run side by side. What has no such token goes to the emulator's own organisation. */
	tenants: Map<string, Tenant>;
	oauth: OAuth;
	/** How long a queued job takes, in milliseconds. */
	jobDelay: number;
	/** Every request that arrived, on whatever host. */
	requests: Recorded[];
	/** The hosts that the proxy was asked for. */
	connects: string[];
	/** Ports of other servers on loopback that the proxy leads to, by host. */
	neighbours: Map<string, number>;
	/** Answers as slack.com with the certificate of somebody else. */
	impostor: boolean;
	/** What a process needs in its environment so that slack.com leads here. */
	environment: Record<string, string>;
	proxyPort: number;
	/** Stops the proxy, so that it refuses every connection, until it is opened again on the same port. */
	shut(): Promise<void>;
	open(): Promise<void>;
	calls(method: string): Recorded[];
	/** How many connections are open, to Slack or to the proxy. */
	readonly connections: number;
	close(): Promise<void>;
}

/** The client's port of each request that a fault leaves without an answer. Nothing but time, or a test, brings one then. */
export const heldPorts = new Set<number>();

/** The certificate of somebody else. Made once for all emulators of a process, since making it is slow. */
let another: Promise<Certificate> | undefined;

/** Starts a Slack on loopback: a CONNECT proxy, and behind it, with no port of its own, a TLS server that plays slack.com. */
export async function startEmulator(
	organisation: Organisation,
	certificate: Certificate,
): Promise<Emulator> {
	const sockets = new Set<Socket>();
	const remember = (socket: Socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
	};
	const emulator: Emulator = {
		organisation,
		tenants: new Map(),
		unsettled: { ...settled },
		oauth: new OAuth(),
		jobDelay: 0,
		later: (job) => {
			if (emulator.jobDelay === 0) job();
			else setTimeout(job, emulator.jobDelay).unref();
		},
		requests: [],
		connects: [],
		neighbours: new Map(),
		impostor: false,
		environment: {},
		proxyPort: 0,
		calls: (method) => emulator.requests.filter((request) => methodOf(request) === method),
		get connections() {
			return sockets.size;
		},
		async shut() {
			for (const socket of sockets) socket.destroy();
			await new Promise((resolve) => proxy.close(resolve));
		},
		async open() {
			if (!proxy.listening) await listen(proxy, emulator.proxyPort);
		},
		close: async () => await emulator.shut(),
	};

	const server = createHttps(
		certificate,
		(message, response) => void serve(emulator, message, response),
	);
	const impostor = createHttps(
		await (another ??= makeCertificate()),
		(message, response) => void serve(emulator, message, response),
	);
	const proxy = createProxy().on('connection', remember);
	await listen(proxy);
	proxy.on('connect', ({ url = '' }, client: Socket, head) => {
		emulator.connects.push(url);
		const established = 'HTTP/1.1 200 Connection Established\r\n\r\n';
		if (Object.values(hosts).some((host) => url === `${host}:443`)) {
			client.write(established);
			if (head.length > 0) client.unshift(head);
			// The server takes this connection over. A second one, from here to the server, would only cost time at every call.
			return (emulator.impostor ? impostor : server).emit('connection', client);
		}
		const port = emulator.neighbours.get(url.replace(/:443$/, ''));
		if (port === undefined) return client.end('HTTP/1.1 502 Not a host of the emulator\r\n\r\n');
		const upstream = connect(port, '127.0.0.1', () => {
			client.write(established);
			upstream.write(head);
			upstream.pipe(client).pipe(upstream);
		});
		remember(upstream);
		client.on('close', () => upstream.destroy());
		return upstream.on('close', () => client.destroy());
	});

	emulator.proxyPort = (proxy.address() as AddressInfo).port;
	emulator.environment = {
		HTTPS_PROXY: `http://127.0.0.1:${emulator.proxyPort}`,
		NO_PROXY: '127.0.0.1,localhost',
	};
	return emulator;
}

async function listen(server: Pick<Server, 'listen' | 'once'>, port = 0): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
}

async function serve(
	emulator: Emulator,
	message: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const request: Recorded = {
		host: (message.headers.host ?? '').replace(/:\d+$/, ''),
		method: message.method ?? '',
		path: message.url ?? '',
		headers: message.headers,
		body: (await buffer(message)).toString('utf8'),
		at: Date.now(),
	};
	emulator.requests.push(request);
	const { organisation, faultFor } = emulator.tenants.get(bearer(request) ?? '') ?? emulator;
	const exchange: Exchange = {
		request,
		response,
		socket: message.socket,
		work: () =>
			emulator.oauth.answer(organisation, request) ??
			(request.host === hosts.audit ? answerOfAuditLog : answer)(
				{ ...emulator, organisation },
				request,
			),
		send: ({ status, headers, body }) => response.writeHead(status, headers).end(body),
	};
	const fault = faultFor?.(request) ?? (({ work, send }: Exchange) => send(work()));
	const done = fault(exchange);
	const port = message.socket.remotePort;
	if (port !== undefined && !response.writableEnded) {
		heldPorts.add(port);
		const release = () => heldPorts.delete(port);
		response.once('prefinish', release);
		message.socket.once('close', release);
	}
	await done;
}
