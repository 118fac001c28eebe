import { auditPages, type AuditPage } from '../auditLog/page';
import type { AuditEntry } from '../slack/auditEntry';
import type { Slack } from '../slack/call';
import { POLL } from '../slack/policy';
import type { Log } from './catchUp';
import { actionsOf, type EventKind } from './events';
import type { Window } from './mark';

/** Slack's audit log, read within what one poll may take: its calls are the whole organisation's. */
export class Reader implements Log {
	private calls = 0;

	private readonly until: number;

	/** @param budget in milliseconds */
	constructor(
		private readonly slack: Slack,
		budget: number,
	) {
		this.until = performance.now() + budget;
	}

	get spent(): boolean {
		return this.calls >= POLL.calls || performance.now() >= this.until;
	}

	async read(
		kinds: readonly EventKind[],
		window: Window,
		whole: boolean,
	): Promise<AuditEntry[] | undefined> {
		const entries: AuditEntry[] = [];
		let pages = 0;
		for await (const page of this.pages(kinds, window)) {
			for (const entry of page.entries) entries.push(entry);
			pages++;
			const isEnough = pages >= POLL.pages || this.spent;
			if (isEnough && page.nextCursor !== undefined && !whole) return undefined;
		}
		return entries;
	}

	/** The newest entries of a window for which there is a use. */
	async newest(
		kinds: readonly EventKind[],
		window: Window,
		most: number,
		isOfUse: (entry: AuditEntry) => boolean,
	): Promise<AuditEntry[]> {
		const found: AuditEntry[] = [];
		for await (const { entries } of this.pages(kinds, window)) {
			for (const entry of entries) if (isOfUse(entry)) found.push(entry);
			if (found.length >= most || this.spent) break;
		}
		return found.slice(0, most);
	}

	private async *pages(kinds: readonly EventKind[], window: Window): AsyncGenerator<AuditPage> {
		const actions = kinds.flatMap((kind) => [...actionsOf[kind]]);
		const query = { ...window, actions, limit: POLL.entriesAPage };
		for await (const page of auditPages(this.slack, query)) {
			this.calls++;
			yield page;
		}
	}
}
