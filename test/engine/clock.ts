import http, { type ClientRequest } from 'node:http';
import https from 'node:https';
import { install, type TimerId } from '@sinonjs/fake-timers';

import { heldPorts } from '../emulator/emulator';

const real = { http: http.request, https: https.request };

/** How often the event loop turns with nothing under way before time goes on: what a run does after an answer takes a few turns. */
const TURNS = 10;

/**
 * The time of a test file: it stands still while anything is under way, and then goes on to the next timer at once.
 *
 * A test then depends on the order of events, and never on how fast a machine is. Nor does it wait: five minutes pass in milliseconds.
 * Something is under way while a request has been sent that the emulator has not answered, unless it means to leave it without an answer.
 */
class Clock {
	private timers: ReturnType<typeof install> | undefined;

	private readonly requests = new Set<ClientRequest>();

	private isWatching = false;

	install(): void {
		const names = ['setTimeout', 'setInterval'] as const;
		this.timers = install({
			now: Date.now(),
			toFake: ['Date', 'performance', ...names, 'clearTimeout', 'clearInterval'],
			// A timer may be older than this clock.
			shouldClearNativeTimers: true,
		});
		for (const name of names) {
			const set = globalThis[name] as (...parameters: unknown[]) => unknown;
			const watched = (...parameters: unknown[]) => {
				const timer = set(...parameters);
				this.lookOn();
				return timer;
			};
			Object.assign(globalThis, { [name]: watched });
		}
		https.request = this.watched(real.https);
		http.request = this.watched(real.http);
	}

	uninstall(): void {
		this.timers?.uninstall();
		this.timers = undefined;
		https.request = real.https;
		http.request = real.http;
	}

	/** Lets time go by, in milliseconds. Whatever was to ring meanwhile does so now. */
	pass(time: number): void {
		this.timers?.jump(time);
	}

	private lookOn(): void {
		if (!this.isWatching) void this.watch();
	}

	/** Goes from one timer to the next, each time that nothing is under way. */
	private async watch(): Promise<void> {
		this.isWatching = true;
		let turns = 0;
		while (this.timers !== undefined && this.timers.countTimers() > 0) {
			await new Promise(setImmediate);
			turns = this.isQuiet() ? turns + 1 : 0;
			if (turns < TURNS || hasRequests()) continue;
			turns = 0;
			this.timers.next();
		}
		this.isWatching = false;
	}

	private isQuiet(): boolean {
		for (const { socket } of this.requests)
			if (!socket || !heldPorts.has(socket.localPort ?? 0)) return false;
		return true;
	}

	private watched<T extends typeof https.request>(send: T): T {
		return ((...parameters: Parameters<T>) => {
			const request = (send as (...all: unknown[]) => ClientRequest)(...parameters);
			this.requests.add(request);
			request.once('close', () => this.requests.delete(request));
			// Node.js's own, which no test is to see.
			let timer: TimerId | undefined;
			const clear = () => this.timers?.clearTimeout(timer);
			request.setTimeout = (delay, late) => {
				const begin = () => {
					clear();
					if (delay > 0) timer = this.timers?.setTimeout(() => late?.(), delay);
					this.lookOn();
				};
				begin();
				request.once('socket', (socket) => socket.on('data', begin));
				return request;
			};
			request.once('close', clear);
			return request;
		}) as unknown as T;
	}
}

/** Files, names and connections that Node.js is busy with. */
function hasRequests(): boolean {
	return process
		.getActiveResourcesInfo()
		.some((name) => /Req|ConnectWrap|WriteWrap|ShutdownWrap|Job/.test(name));
}

export const clock = new Clock();

/** How many seconds something takes. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
	const began = performance.now();
	await work();
	return (performance.now() - began) / 1000;
}

beforeAll(() => clock.install());
afterAll(() => clock.uninstall());
