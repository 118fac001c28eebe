import type { IPollFunctions } from 'n8n-workflow';

import { POLL, SECOND } from '../slack/policy';

/** What this process remembers of a trigger between its polls. */
export interface Memory {
	/** Whether a poll is under way: n8n begins the next one all the same. */
	isPolling: boolean;
	/** Slack wants no call before. Times are those of `performance.now()`. */
	pausedUntil: number;
	/** When a failed execution told of the outage that goes on. */
	toldAt?: number;
	/** The context that polled last. n8n makes a new one when it activates the workflow. */
	context?: WeakRef<IPollFunctions>;
}

const memories = new Map<string, Memory>();

export function memoryOf(context: IPollFunctions): Memory {
	const key = `${context.getWorkflow().id} ${context.getNode().id}`;
	const memory = memories.get(key) ?? { isPolling: false, pausedUntil: 0 };
	memories.set(key, memory);
	return memory;
}

/** By whom the workflow is being activated with this poll, where it is: by a person, or by n8n as it starts. */
export function activatedBy(context: IPollFunctions, memory: Memory): 'person' | 'n8n' | undefined {
	const isFirst = memory.context?.deref() !== context;
	memory.context = new WeakRef(context);
	const mode = context.getActivationMode();
	if (!isFirst) return undefined;
	if (mode === 'activate') return 'person';
	return mode === 'init' || mode === 'leadershipChange' ? 'n8n' : undefined;
}

/**
 * Whether an outage is told by a failed execution: at once and then every hour, and not every minute. Whoever activates the workflow is told in any
 * case; at n8n's start nothing is, since that would leave the workflow switched off.
 */
export function isToBeTold(memory: Memory, activated: 'person' | 'n8n' | undefined): boolean {
	if (activated === 'n8n') return false;
	const now = performance.now();
	const isRecent = memory.toldAt !== undefined && now - memory.toldAt < POLL.tellAgain * SECOND;
	if (isRecent && activated === undefined) return false;
	memory.toldAt = now;
	return true;
}

export function isOver(memory: Memory): void {
	delete memory.toldAt;
}
