import { randomUUID } from 'node:crypto';

import type { Entry } from './entry';
import { usualForms, type Forms } from './forms';
import { usualManners, type Manners } from './manners';
import { isFitting, type Query } from './query';

/** Slack's audit log. https://docs.slack.dev/reference/audit-logs-api */
export class AuditLog {
	/** In the order in which they arrived: a late one has a time before that of others. */
	private readonly entries: Entry[] = [];

	readonly forms: Forms = { ...usualForms };

	readonly manners: Manners = { ...usualManners };

	/** Slack's time. */
	clock = Date.now;

	/** Cursors carry it; one with another number is stale. */
	generation = 1;

	get now(): number {
		return Math.floor(this.clock() / 1000);
	}

	get length(): number {
		return this.entries.length;
	}

	/** Writes any entry, to the letter. */
	add(entry: Pick<Entry, 'action'> & Partial<Entry>): Entry {
		const added: Entry = { id: randomUUID(), date_create: this.now, ...entry };
		this.entries.push(added);
		return added;
	}

	/** Every cursor that was given out is of no use any more. */
	forgetCursors(): void {
		this.generation++;
	}

	/**
	 * The entries that fit, newest first.
	 *
	 * @param limit all entries of the second of the last one come with it, even beyond the limit
	 * @param before the second from which on they have been given
	 */
	page(query: Query, limit: number, before = Infinity): { entries: Entry[]; more: boolean } {
		const fitting = this.entries
			.filter((entry) => entry.date_create < before && isFitting(entry, query))
			.reverse()
			.sort((a, b) => b.date_create - a.date_create);
		const last = fitting[limit - 1]?.date_create;
		const entries =
			last === undefined ? fitting : fitting.filter(({ date_create }) => date_create >= last);
		return { entries, more: entries.length < fitting.length };
	}
}
