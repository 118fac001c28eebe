import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

import { Interrupted, Stop } from './stop';

export interface Terminal {
	say(text: string): void;
	/** @param how `hidden`: what is typed is not shown */
	ask(question: string, how?: 'shown' | 'hidden'): Promise<string>;
}

/** The person in front of the command. */
export interface OpenTerminal extends Terminal {
	/** Ctrl-C. */
	interrupted: AbortSignal;
	interrupt(): void;
	close(): void;
}

export function openTerminal(
	input: NodeJS.ReadableStream & { isTTY?: boolean },
	output: NodeJS.WritableStream,
): OpenTerminal {
	let isHidden = false;
	const screen = new Writable({
		write(chunk: Buffer, _encoding, done) {
			if (!isHidden) output.write(chunk);
			done();
		},
	});
	// Without a history, the arrow up does not bring the token back to the screen.
	const lines = createInterface({
		input,
		output: screen,
		terminal: input.isTTY === true,
		historySize: 0,
	});
	const given: string[] = [];
	let isOver = false;
	let wake = () => {};
	const controller = new AbortController();
	const interrupt = () => {
		controller.abort();
		wake();
	};
	lines.on('line', (line) => {
		given.push(line);
		wake();
	});
	lines.on('close', () => {
		isOver = true;
		wake();
	});
	lines.on('SIGINT', interrupt);
	return {
		interrupted: controller.signal,
		interrupt,
		say: (text) => void output.write(`${text}\n`),
		async ask(question, how = 'shown') {
			output.write(`${question} `);
			isHidden = how === 'hidden';
			try {
				while (given.length === 0 && !isOver && !controller.signal.aborted)
					await new Promise<void>((resolve) => (wake = resolve));
			} finally {
				isHidden = false;
				if (how === 'hidden' || input.isTTY !== true) output.write('\n');
			}
			if (controller.signal.aborted) throw new Interrupted();
			const line = given.shift();
			if (line === undefined) throw new Stop('No answer.');
			return line.trim();
		},
		close: () => lines.close(),
	};
}
