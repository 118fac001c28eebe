import { isAction } from './actions';
import type { Entry } from './entry';
import type { Manners } from './manners';
import { AuditRefusal } from './refusal';

/** What a request asks for. */
export interface Query {
	oldest: number | undefined;
	latest: number | undefined;
	actions: string[] | undefined;
	actor: string | undefined;
	entity: string | undefined;
}

const MOST_ACTIONS = 30;
const MOST_ENTRIES = 9_999;

/** How many entries a page has where no limit is given: Slack does not say. */
const USUAL_ENTRIES = 100;

const names = ['oldest', 'latest', 'action', 'actor', 'entity', 'limit', 'cursor'];

/** Reads a request as Slack does, and refuses what Slack passes over: a name that it does not know, an empty value, one given twice. */
export function readQuery(
	parameters: URLSearchParams,
	now: number,
	{ refusedActions }: Manners,
): Query & { limit: number; cursor: string | undefined } {
	for (const name of parameters.keys())
		if (!names.includes(name) || parameters.getAll(name).length > 1)
			throw new AuditRefusal('invalid_arguments');
	const text = (name: string) => {
		const value = parameters.get(name) ?? undefined;
		if (value === '') throw new AuditRefusal('invalid_arguments');
		return value;
	};
	const integer = (name: string, code: string) => {
		const value = text(name);
		if (value !== undefined && !/^\d{1,10}$/.test(value)) throw new AuditRefusal(code);
		return value === undefined ? undefined : Number(value);
	};
	const one = (name: string) => {
		const value = text(name);
		if (value !== undefined && !/^[A-Z0-9]+$/.test(value))
			throw new AuditRefusal('invalid_arguments');
		return value;
	};
	const [oldest, latest] = [integer('oldest', 'invalid_range'), integer('latest', 'invalid_range')];
	const begins = Math.max(oldest ?? 0, latest ?? 0);
	if (begins > now || (latest !== undefined && latest < (oldest ?? 0)))
		throw new AuditRefusal('invalid_range');
	const limit = integer('limit', 'invalid_arguments') ?? USUAL_ENTRIES;
	if (limit < 1 || limit > MOST_ENTRIES) throw new AuditRefusal('invalid_arguments');
	const actions = text('action')?.split(',');
	if (actions !== undefined && actions.length > MOST_ACTIONS)
		throw new AuditRefusal('invalid_arguments');
	if (actions?.some((action) => !isAction(action) || refusedActions.includes(action)))
		throw new AuditRefusal('invalid_action');
	return {
		oldest,
		latest,
		actions,
		actor: one('actor'),
		entity: one('entity'),
		limit,
		cursor: text('cursor'),
	};
}

export function isFitting({ date_create, action, actor, entity }: Entry, query: Query): boolean {
	const idOf = (party: Entry['actor']) =>
		(party?.[party.type ?? ''] as { id?: string } | undefined)?.id;
	return (
		date_create >= (query.oldest ?? 0) &&
		date_create <= (query.latest ?? Infinity) &&
		(query.actions?.includes(action) ?? true) &&
		(query.actor === undefined || idOf(actor) === query.actor) &&
		(query.entity === undefined || idOf(entity) === query.entity)
	);
}
