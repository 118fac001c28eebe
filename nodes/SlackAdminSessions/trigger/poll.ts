import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { Refusal } from '../failure';
import type { AuditEntry } from '../slack/auditEntry';
import type { Slack } from '../slack/call';
import { CallError } from '../slack/callError';
import { connect } from '../slack/connect';
import { explain } from '../slack/explain';
import { delayBefore, POLL, TEST_EVENTS, timing } from '../slack/policy';
import { tell } from '../telling';
import { toError } from '../thrown';
import { catchUp, type Marks } from './catchUp';
import { toJson } from './items';
import { begin, HELD_BACK, inOrder, readMark, resume, type Window } from './mark';
import { activatedBy, isOver, isToBeTold, memoryOf, type Memory } from './outage';
import { Reader } from './reader';
import { readSettings, type Settings } from './settings';

/** What a poll gives to n8n: items, or nothing. */
type Polled = INodeExecutionData[][] | null;

/** What ended a poll: a parameter that cannot be read, or a log that cannot. */
class PollEnd {
	constructor(readonly cause: unknown) {}
}

const ended = (error: unknown) => new PollEnd(error);

/** A poll of the trigger. */
export async function poll(context: IPollFunctions): Promise<Polled> {
	const polled = await attempt(context).catch(ended);
	if (!(polled instanceof PollEnd)) return polled;
	const failure = explain(polled.cause, {});
	// n8n never tries again to activate a workflow whose error has this word in it.
	const say = (text: string) => text.replace(/Authorization/g, 'authorization');
	throw toError(context.getNode(), {
		...failure,
		message: say(failure.message),
		description: say(failure.description),
	});
}

async function attempt(context: IPollFunctions): Promise<Polled> {
	const settings = readSettings(context);
	if (context.getMode() === 'manual') return toItems(await testEvents(context, settings));

	const memory = memoryOf(context);
	// n8n does not wait for a poll before it begins the next one, which would give out the same.
	if (memory.isPolling || memory.pausedUntil > performance.now()) return null;
	memory.isPolling = true;
	const activated = activatedBy(context, memory);
	const found = await read(context, settings, memory).catch(ended);
	memory.isPolling = false;
	if (!(found instanceof PollEnd)) {
		isOver(memory);
		return found.length > 0 ? toItems(found) : null;
	}
	if (isToBeTold(memory, activated)) throw found.cause as Error;
	const { message } = explain(found.cause, {});
	tell(() => context.logger.warn(`${context.getNode().name}: ${message}`));
	return null;
}

/** What has happened since the last poll. */
async function read(
	context: IPollFunctions,
	settings: Settings,
	memory: Memory,
): Promise<IDataObject[]> {
	const now = Math.floor(Date.now() / 1000);
	const data = context.getWorkflowStaticData('node');
	const { marks, isNew } = resumed(context, data.marks, settings, now);
	data.marks = marks;
	const slack = await connectForPoll(context);
	const reader = new Reader(slack, Math.min(context.getPollBudgetMs?.() ?? Infinity, POLL.budget));
	if (isNew) {
		// So that a token that cannot read the log is told to whoever activates the workflow.
		const window = { oldest: now - 2 * HELD_BACK, latest: now - HELD_BACK };
		await reader.newest(settings.kinds, window, 1, () => true);
		return [];
	}
	const made = new Map<AuditEntry, IDataObject[]>();
	const make = (entry: AuditEntry) => {
		const items = made.get(entry) ?? toJson(entry, settings);
		made.set(entry, items);
		return items;
	};
	const {
		given,
		marks: after,
		error,
	} = await catchUp(marks, reader, now, (entry) => make(entry).length, POLL.items);
	// n8n stores it together with what is given out. A change inside it would go unnoticed.
	data.marks = after;
	pauseAfter(memory, error);
	if (error !== undefined && given.length === 0) throw error as Error;
	return given.flatMap(make);
}

/** The marks of the kinds that are wanted. A kind that is new begins now. */
function resumed(
	context: IPollFunctions,
	stored: unknown,
	{ kinds, catchUpAtMost }: Settings,
	now: number,
): { marks: Marks; isNew: boolean } {
	const marks: Marks = {};
	let isNew = true;
	for (const kind of kinds) {
		const mark = readMark((stored as Partial<Record<string, unknown>> | undefined)?.[kind]);
		const { mark: next, notRead } = mark
			? resume(mark, now, catchUpAtMost)
			: { mark: begin(now), notRead: undefined };
		marks[kind] = next;
		if (mark) isNew = false;
		if (notRead) tellNotRead(context, kind, notRead);
	}
	return { marks, isNew };
}

function tellNotRead(context: IPollFunctions, kind: string, { oldest, latest }: Window): void {
	const time = (seconds: number) => new Date(seconds * 1000).toISOString();
	tell(() =>
		context.logger.warn(
			`${context.getNode().name}: events (${kind}) from ${time(oldest)} to ${time(latest)} may not have been read: that is longer ago than 'Catch Up At Most'`,
		),
	);
}

async function connectForPoll(context: IPollFunctions): Promise<Slack> {
	const slack = await connect(context, 'slackAuditLogsApi', POLL.wait);
	return { ...slack, mostOfCall: POLL.partOfTimeout * timing.timeout };
}

/** Keeps Slack's Retry-After beyond the end of the poll. */
function pauseAfter(memory: Memory, error: unknown): void {
	if (!(error instanceof CallError) || error.trouble.kind !== 'rateLimited') return;
	const delay = delayBefore(error.trouble, { tries: 0, slackIsDown: false }, 0) ?? 0;
	memory.pausedUntil = performance.now() + delay;
}

/** What somebody sees who builds a workflow: the latest real events. */
async function testEvents(context: IPollFunctions, settings: Settings): Promise<IDataObject[]> {
	const now = Math.floor(Date.now() / 1000);
	const reader = new Reader(await connectForPoll(context), POLL.budget);
	const { seconds, most, clockAhead } = TEST_EVENTS;
	const entries = await reader.newest(
		settings.kinds,
		{ oldest: now - seconds, latest: now - clockAhead },
		most,
		(entry) => toJson(entry, settings).length > 0,
	);
	if (entries.length > 0) return inOrder(entries).flatMap((entry) => toJson(entry, settings));
	throw new Refusal(
		'no_event',
		`Slack's audit log has no such event of the last ${seconds / 86_400} days`,
		"The trigger works all the same. To see an event here, choose 'Sign-In' in 'Events' and sign in to Slack once, or remove filters.",
	);
}

function toItems(found: IDataObject[]): INodeExecutionData[][] {
	return [found.map((json) => ({ json }))];
}
