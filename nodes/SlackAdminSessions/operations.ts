import type { Operation } from './operation';
import { invalidate } from './session/invalidate';
import { reset } from './session/reset';

/** Every operation of the node, one line each. */
export const operations: Operation[] = [
	invalidate,
	reset,
];
