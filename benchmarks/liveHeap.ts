import type { Emulator } from '../test/emulator/emulator';
import { methodOf } from '../test/emulator/slack';
import { log } from '../test/engine/engine';

/** The first calls warm things up that stay: sockets, compiled code. */
const WARM = 30;

export interface Growth {
	calls: number;
	/** Of the live heap at its peak, in bytes. What the emulator and the engine keep is part of it. */
	grown: number;
	/** The same, in pages of the list as they are once parsed. */
	pages: number;
}

/**
 * How much the live heap of this process grows while somebody reads a list of the emulator's. Run with --expose-gc.
 *
 * @param every at which of the calls the heap is cleaned up and measured: where the organisation is large, that takes long
 */
export async function growthWhile(
	emulator: Emulator,
	method: string,
	every: number,
	read: () => Promise<void>,
): Promise<Growth> {
	const live: number[] = [];
	let calls = 0;
	let page = 0;
	emulator.faultFor = (request) => {
		if (methodOf(request) === method) {
			calls++;
			// What the emulator and the engine's log keep of each request is not the reader's.
			for (const kept of [emulator.requests, emulator.connects, log]) kept.length = 0;
			if (calls > WARM && (calls - WARM - 1) % every === 0) {
				globalThis.gc?.();
				live.push(process.memoryUsage().heapUsed);
			}
		}
		return ({ work, send }) => {
			const reply = work();
			if (page === 0) page = sizeInMemory(reply.body);
			send(reply);
		};
	};
	await read();
	delete emulator.faultFor;
	const grown = Math.max(...live) - (live[0] ?? 0);
	return { calls, grown, pages: grown / page };
}

/** What a page takes once it is parsed, in bytes. */
function sizeInMemory(body: string): number {
	globalThis.gc?.();
	const before = process.memoryUsage().heapUsed;
	const parsed = JSON.parse(body) as object;
	globalThis.gc?.();
	const after = process.memoryUsage().heapUsed;
	return Object.keys(parsed).length > 0 ? after - before : 0;
}
