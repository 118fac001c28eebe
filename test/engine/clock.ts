import http, { type ClientRequest } from 'node:http';
import https from 'node:https';

import { heldPorts } from '../emulator/emulator';

/** How often the event loop turns with nothing under way before time goes on: what a run does after an answer takes a few turns. */
const TURNS = 10;

interface Alarm {
	at: number;
	every: number | undefined;
	ring: () => void;
}

const real = {
	setTimeout: globalThis.setTimeout,
	setInterval: globalThis.setInterval,
	clearTimeout: globalThis.clearTimeout,
	clearInterval: globalThis.clearInterval,
	performanceNow: performance.now.bind(performance),
	dateNow: Date.now,
	request: https.request,
	plainRequest: http.request,
};

/**
 * The time of a test file: it stands still while anything is under way, and then goes on to the next timer at once.
 *
 * A test then depends on the order of events, and never on how fast a machine is. Nor does it wait: five minutes pass in milliseconds.
 * Something is under way while a request has been sent that the emulator has not answered, unless it means to leave it without an answer.
 * `new Date()` still tells the time of the machine.
 */
class Clock {
	private now = 0;

	private readonly alarms = new Map<object, Alarm>();

	private readonly requests = new Set<ClientRequest>();

	private isWatching = false;

	install(): void {
		const start = real.dateNow();
		const begin = Math.floor(real.performanceNow());
		performance.now = () => begin + this.now;
		Date.now = () => start + Math.floor(this.now);
		const set =
			(repeats: boolean) =>
			(work: (...args: unknown[]) => void, delay = 0, ...args: unknown[]) =>
				this.set(() => work(...args), Number.isFinite(delay) && delay > 1 ? delay : 1, repeats);
		// A timer may be older than this clock.
		const clear = (timer?: object) => {
			if (!timer || !this.alarms.delete(timer)) real.clearTimeout(timer as NodeJS.Timeout);
		};
		Object.assign(globalThis, {
			setTimeout: set(false),
			setInterval: set(true),
			clearTimeout: clear,
			clearInterval: clear,
		});
		https.request = this.watched(real.request);
		http.request = this.watched(real.plainRequest);
	}

	uninstall(): void {
		performance.now = real.performanceNow;
		Date.now = real.dateNow;
		const { setTimeout, setInterval, clearTimeout, clearInterval } = real;
		Object.assign(globalThis, { setTimeout, setInterval, clearTimeout, clearInterval });
		https.request = real.request;
		http.request = real.plainRequest;
		this.alarms.clear();
	}

	/** Lets time go by, in milliseconds. Whatever was to ring meanwhile does so as soon as nothing is under way. */
	pass(time: number): void {
		this.now += time;
	}

	private set(ring: () => void, delay: number, repeats: boolean): object {
		const timer = {
			ref: () => timer,
			unref: () => timer,
			hasRef: () => true,
			refresh: () => timer,
			close: () => this.alarms.delete(timer),
		};
		this.alarms.set(timer, { at: this.now + delay, every: repeats ? delay : undefined, ring });
		if (!this.isWatching) void this.watch();
		return timer;
	}

	/** Goes from one timer to the next, each time that nothing is under way. */
	private async watch(): Promise<void> {
		this.isWatching = true;
		let turns = 0;
		while (this.alarms.size > 0) {
			await new Promise(setImmediate);
			turns = this.isQuiet() ? turns + 1 : 0;
			if (turns < TURNS || hasRequests()) continue;
			turns = 0;
			this.goOn();
		}
		this.isWatching = false;
	}

	private goOn(): void {
		let next: [object, Alarm] | undefined;
		for (const each of this.alarms) if (!next || each[1].at < next[1].at) next = each;
		if (!next) return;
		const [timer, alarm] = next;
		this.now = Math.max(this.now, alarm.at);
		if (alarm.every === undefined) this.alarms.delete(timer);
		else alarm.at += alarm.every;
		alarm.ring();
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
			let timer: object | undefined;
			const clear = () => void (timer && this.alarms.delete(timer));
			request.setTimeout = (delay, late) => {
				const begin = () => {
					clear();
					if (delay > 0) timer = this.set(() => late?.(), delay, false);
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
