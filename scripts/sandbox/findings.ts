import { pointOf, type PointName, type Said } from './points';
import type { Exchange } from './slack';

export interface Finding {
	answer: string;
	/** The calls that it rests on. */
	exchanges: Exchange[];
}

/** What Slack has answered to each point in this run, and why it could not be told of others. */
export class Findings {
	readonly settled = new Map<PointName, Finding>();

	readonly left = new Map<PointName, string>();

	settle(point: PointName, answer: string, ...exchanges: Exchange[]): void {
		this.settled.set(point, { answer, exchanges });
	}

	leave(point: PointName, why: string): void {
		this.left.set(point, why);
	}

	/** What was settled, a line each. */
	get lines(): string[] {
		return [
			...[...this.settled].map(
				([point, { answer }]) => `  ${point}: ${saidOf(point, answer).slack.replaceAll('`', '')}`,
			),
			...[...this.left].map(([point, why]) => `  ${point}: still open, since ${why}`),
		];
	}
}

/** @throws where the table of points does not know the answer */
export function saidOf(point: PointName, answer: string): Said {
	const { answers } = pointOf(point);
	const said = Object.hasOwn(answers, answer) ? answers[answer] : undefined;
	if (!said) throw new Error(`The point ${point} has no answer ${answer}`);
	return said;
}

/** Slack's code as an answer of the point, where the table knows it. */
export function answerFor(point: PointName, code: unknown): string {
	return typeof code === 'string' && Object.hasOwn(pointOf(point).answers, code)
		? code
		: 'otherwise';
}
