/**
 * The users whom Slack blames in an answer that refuses many together. Slack does not document where it names them, so that every field is
 * looked at. Whoever is blamed is not sent again. A field that could mean something else blames nobody.
 *
 * @param ids the users of the call, in the order in which they were sent: whatever else is found is no user
 */
export function blamed(answer: Record<string, unknown> | undefined, ids: string[]): string[] {
	const named = new Set([...accused(answer, false), ...pointedAt(answer, ids)]);
	return ids.filter((id) => named.has(id));
}

/** Every name and text below a field that speaks of failing, or in an object that says so of itself. */
function accused(value: unknown, isAccusing: boolean): string[] {
	if (typeof value === 'string') return isAccusing ? [value] : [];
	if (Array.isArray(value))
		return value.flatMap((part) => accused(part, ownVerdict(part) ?? isAccusing));
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, part]) => {
		const below = ownVerdict(part) ?? (accuses(name) || (isAccusing && NAMES_USERS.test(name)));
		const isNamed = ownVerdict(part) ?? (isAccusing && saysSomething(part));
		return [...(isNamed ? [name] : []), ...accused(part, below)];
	});
}

/** The words that speak of failing. `invalidated` does not: that user's sessions have ended. */
const ACCUSING =
	/^(?:fail\w*|errors?|errored|invalid|refus\w*|reject\w*|unable|cannot|missing|skipp\w*)$/;

const NEGATING = /^(?:not|non|no|never|without|free)$/;

/** Whether a field names those who failed. Of `not_failed` it is the others, and `not_found` is a failure of its own. */
function accuses(field: string): boolean {
	const words = field
		.replace(/([a-z])([A-Z])/g, '$1_$2')
		.toLowerCase()
		.split(/[^a-z]+/);
	const isNegated = words.some((word) => NEGATING.test(word));
	return words.some((word) => ACCUSING.test(word)) ? !isNegated : words.includes('not');
}

/** The fields that name the users of an entry; a digit is a place in a list. Any other field may name somebody else, such as who asked. */
const NAMES_USERS = /^(?:users?|(?:user_)?ids?|\d+)$/i;

/** What an object says of itself, if anything. */
function ownVerdict(part: unknown): boolean | undefined {
	if (typeof part !== 'object' || part === null || Array.isArray(part)) return undefined;
	if ('ok' in part) return part.ok === false;
	if ('error' in part) return saysSomething(part.error);
	return 'reason' in part ? saysSomething(part.reason) : undefined;
}

/** Null, false and what is empty stand for no failure. */
function saysSomething(value: unknown): boolean {
	if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
	return Boolean(value);
}

/** Slack points at an argument that it does not take by its place in the call: `[ERROR] … [json-pointer:/user_ids/3]`. */
function pointedAt(answer: Record<string, unknown> | undefined, ids: string[]): string[] {
	const { messages } = (answer?.response_metadata ?? {}) as { messages?: unknown };
	const texts = Array.isArray(messages) ? messages.filter((text) => typeof text === 'string') : [];
	return texts
		.filter((text) => !text.startsWith('[WARN]'))
		.flatMap((text) => [...text.matchAll(/\/user_ids\/(\d+)\b/g)])
		.flatMap(([, place]) => ids[Number(place)] ?? []);
}
