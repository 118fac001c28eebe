import { hosts } from '../certificate';
import type { Token } from '../organisation';
import { bearer, json, type Recorded, type Reply, type World } from '../slack';
import type { Manners } from './manners';
import { readQuery } from './query';
import { AuditRefusal } from './refusal';

const PATH = '/audit/v1/logs';

/** Calls a minute, which all apps and tokens of an organisation share. */
const TIER = 50;

/** What the audit log answers to a request. */
export function answerOfAuditLog({ organisation, limits }: World, request: Recorded): Reply {
	const { auditLog } = organisation;
	const { manners } = auditLog;
	try {
		const { pathname, searchParams } = new URL(request.path, `https://${hosts.audit}`);
		if (pathname !== PATH) throw new AuditRefusal('bad_endpoint');
		if (request.method !== 'GET' || request.body !== '')
			throw new AuditRefusal('method_not_allowed');
		checkToken(organisation, request);
		const wait = limits?.refuses(`${PATH} ${organisation.id}`, TIER);
		if (wait !== undefined) return refuse(new AuditRefusal('rate_limited'), manners, wait);
		const { limit, cursor, ...query } = readQuery(searchParams, auditLog.now, manners);
		const from = readCursor(cursor, auditLog.generation);
		const empty = from.empty < manners.emptyPages;
		const { entries, more } = empty
			? { entries: [], more: true }
			: auditLog.page(query, limit, from.before);
		const before = entries.at(-1)?.date_create ?? from.before;
		const next = makeCursor({ before, empty: empty ? from.empty + 1 : 0 }, auditLog.generation);
		return json({ entries, ...lastOrNext(more ? next : undefined, manners) });
	} catch (error) {
		if (error instanceof AuditRefusal) return refuse(error, manners);
		throw error;
	}
}

function lastOrNext(
	next: string | undefined,
	{ lastPage }: Manners,
): { response_metadata?: { next_cursor?: string } } {
	if (next !== undefined) return { response_metadata: { next_cursor: next } };
	if (lastPage === 'noMetadata') return {};
	return { response_metadata: lastPage === 'absent' ? {} : { next_cursor: '' } };
}

function refuse({ code, status, more }: AuditRefusal, { refusals }: Manners, wait?: number): Reply {
	return json(
		{ ok: false, error: code, ...more },
		wait === undefined ? {} : { 'retry-after': String(wait) },
		refusals === 'http200' && status !== 429 ? 200 : status,
	);
}

/** Slack takes the token of an Org Owner alone, of an app that is installed on the organisation. */
function checkToken(organisation: World['organisation'], request: Recorded): Token {
	const { auditLog, tokens, people } = organisation;
	const { refusals, refusesAll } = auditLog.manners;
	const value = bearer(request);
	if (value === undefined) throw new AuditRefusal('missing_authentication');
	const token = tokens.get(value);
	if (!token || token.environment !== 'slack' || !['user', 'rotated'].includes(token.kind))
		throw new AuditRefusal('invalid_authentication');
	if (token.state !== 'good')
		throw new AuditRefusal(
			refusals === 'http200' ? `token_${token.state}` : 'invalid_authentication',
		);
	if (refusesAll !== undefined) throw new AuditRefusal(refusesAll);
	if (!token.scopes.includes('auditlogs:read'))
		throw new AuditRefusal('missing_scope', {
			needed: 'auditlogs:read',
			provided: token.scopes.join(','),
		});
	if (!token.isEnterpriseInstall) throw new AuditRefusal('team_not_authorized');
	if (people.get(token.user_id)?.is_owner !== true) throw new AuditRefusal('user_not_authorized');
	return token;
}

/** A place in the log, and how many empty pages have come there. It holds no filter. */
interface Place {
	before: number | undefined;
	empty: number;
}

function makeCursor(
	{ before = '', empty }: { before: number | '' | undefined; empty: number },
	generation: number,
): string {
	return Buffer.from(`audit:${generation}:${before}:${empty}`).toString('base64');
}

function readCursor(cursor: string | undefined, generation: number): Place {
	if (cursor === undefined) return { before: undefined, empty: 0 };
	const [, its, before, empty] =
		/^audit:(\d+):(\d*):(\d+)$/.exec(Buffer.from(cursor, 'base64').toString()) ?? [];
	if (its !== String(generation)) throw new AuditRefusal('invalid_cursor');
	return { before: before ? Number(before) : undefined, empty: Number(empty) };
}
