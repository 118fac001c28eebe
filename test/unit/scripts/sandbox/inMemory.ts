import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { talk } from '../../../../scripts/sandbox/conversation';
import { AUDIT_LOG, type Answer, type Send } from '../../../../scripts/sandbox/slack';
import { Interrupted, Stop } from '../../../../scripts/sandbox/stop';
import { settled, type Unsettled } from '../../../emulator/method';
import { makeOrganisation, type Organisation, type Token } from '../../../emulator/organisation';
import { answerOfAuditLog } from '../../../emulator/auditLog/answer';
import type { Entry } from '../../../emulator/auditLog/entry';
import type { Forms } from '../../../emulator/auditLog/forms';
import { signIn } from '../../../emulator/auditLog/write';
import { RateLimits } from '../../../emulator/rateLimits';
import { answer } from '../../../emulator/slack';

export const TESTER = 'U0TESTER001';
export const GONE = 'U0GONE00001';

/** What a person types, by a word of the question. None of them: no answer. */
export type Typed = Record<string, string>;

export const typed = (token: string): Typed => ({
	Token: token,
	'Is this a sandbox': 'yes',
	'test account': TESTER,
	'deactivated already': GONE,
	'Write this': 'yes',
	'reads the audit log': '',
	Revoke: 'no',
});

export interface Ran {
	code: number;
	said: string;
	/** None where it was not written. */
	page: string | undefined;
	/** By their names, as they were written. */
	records: Map<string, string>;
	/** Every method that was called, in order. */
	calls: string[];
	/** Where the records are. */
	folder: string;
}

export const READING =
	/^(auth\.test|users\.(info|lookupByEmail)|admin\.users\.(list|session\.(list|getSettings)))$/;

const folders: string[] = [];
export function removeFolders(): void {
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** An organisation with an account to try things on: three sessions on computers and one on a phone; and one that is deactivated. */
export function makeSandbox(
	users = 3,
	forms: Partial<Forms> = {},
): { organisation: Organisation; token: Token } {
	const { organisation, token } = makeOrganisation(users);
	Object.assign(organisation.auditLog.forms, forms);
	organisation.addPerson({
		id: TESTER,
		name: 'tester',
		workspaces: ['T0000000001', 'T0000000002'],
	});
	organisation.addPerson({ id: GONE, name: 'gone', is_active: false });
	for (const client of ['web', 'web', 'mobile', 'web'] as const)
		signIn(organisation, TESTER, { client }, { date_create: 0 });
	return { organisation, token };
}

export interface Setting {
	unsettled?: Partial<Unsettled>;
	/** Takes seconds for a job in bulk. */
	jobSeconds?: number;
	/** How late the audit log tells of what was done. */
	auditSeconds?: number;
	/** The records of an earlier run. */
	folder?: string;
	day?: string;
	/** Answers in Slack's place, or passes. */
	instead?: (method: string, calls: string[]) => Answer | 'interrupt' | undefined;
}

/** The whole command, against an emulated Slack in memory, with a clock that does not wait. */
export async function runSandbox(
	{ organisation }: { organisation: Organisation },
	answers: Typed,
	{
		unsettled = {},
		jobSeconds = 0,
		auditSeconds = 0,
		folder: earlier,
		day = '2026-11-26',
		instead,
	}: Setting = {},
): Promise<Ran> {
	const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
	folders.push(folder);
	const calls: string[] = [];
	const said: string[] = [];
	const jobs: Array<{ at: number; job: () => void }> = [];
	let now = 1_800_000_000_000;
	let isInterrupted = false;
	organisation.auditLog.clock = () => now;
	const world = {
		organisation,
		unsettled: { ...settled, ...unsettled },
		limits: new RateLimits(60_000, () => now),
		later: (job: () => void) => void jobs.push({ at: now + jobSeconds * 1000, job }),
	};
	const work = () => {
		for (const { job } of jobs.filter(({ at }) => at <= now)) job();
		jobs.splice(0, jobs.length, ...jobs.filter(({ at }) => at > now));
	};
	const connect =
		(token: string): Send =>
		async (method, sent, evenThen) => {
			if (isInterrupted && !evenThen) throw new Interrupted();
			calls.push(method);
			const other = instead?.(method, calls);
			if (other === 'interrupt') {
				isInterrupted = true;
				throw new Interrupted();
			}
			if (other) return other;
			const form = new URLSearchParams(sent).toString();
			const authorization = `Bearer ${token}`;
			if (method === AUDIT_LOG) {
				const { status, body } = answerOfAuditLog(world, {
					host: 'api.slack.com',
					method: 'GET',
					path: `/${method}?${form}`,
					headers: { authorization },
					body: '',
					at: now,
				});
				const said = JSON.parse(body) as { entries?: Entry[] };
				// What is newer has not arrived yet.
				const arrived = said.entries?.filter(
					(entry) => entry.date_create <= now / 1000 - auditSeconds,
				);
				return { status, body: arrived ? { ok: true, ...said, entries: arrived } : { ...said } };
			}
			const { status, headers, body } = answer(world, {
				host: 'slack.com',
				method: 'POST',
				path: `/api/${method}`,
				headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
				body: form,
				at: now,
			});
			work();
			const scopes = headers['x-oauth-scopes'];
			return {
				status,
				...(scopes !== undefined && { scopes }),
				body: JSON.parse(body) as Record<string, unknown>,
			};
		};
	const recorded = earlier ?? join(folder, 'recorded');
	const page = join(folder, 'settled.md');
	const code = await talk({
		terminal: {
			say: (text) => void said.push(text),
			ask: async (question) => {
				said.push(question);
				const [, typedIn] = Object.entries(answers).find(([word]) => question.includes(word)) ?? [];
				if (typedIn === undefined) throw new Stop('No answer.');
				return typedIn;
			},
		},
		connect,
		clock: {
			now: () => now,
			pause: async (milliseconds) => {
				now += milliseconds;
				work();
			},
		},
		folders: { recorded, page },
		day,
	});
	const names = existsSync(recorded) ? readdirSync(recorded) : [];
	return {
		code,
		said: said.join('\n'),
		page: existsSync(page) ? readFileSync(page, 'utf8') : undefined,
		records: new Map(names.map((name) => [name, readFileSync(join(recorded, name), 'utf8')])),
		calls,
		folder: recorded,
	};
}
