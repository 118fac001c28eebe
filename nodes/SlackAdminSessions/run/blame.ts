/**
 * The users whom Slack blames in an answer that refuses many together. Slack does not document where it names them, so that every field is
 * looked at.
 *
 * @param ids the users of the call: whatever else is found is no user
 */
export function blamed(answer: Record<string, unknown> | undefined, ids: string[]): string[] {
	const named = new Set(accused(answer, false));
	return ids.filter((id) => named.has(id));
}

/** Every name and text below a field that speaks of failing, or in an object that says so of itself. */
function accused(value: unknown, isAccusing: boolean): string[] {
	if (typeof value === 'string') return isAccusing ? [value] : [];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, part]) => {
		const below = hasFailed(part) ?? (isAccusing || ACCUSING.test(name));
		return [...(below ? [name] : []), ...accused(part, below)];
	});
}

const ACCUSING = /fail|error|invalid|refus|reject|unable|not_|missing|skip/i;

/** What an object says of itself, if anything. */
function hasFailed(part: unknown): boolean | undefined {
	if (typeof part !== 'object' || part === null || Array.isArray(part)) return undefined;
	if ('ok' in part) return part.ok !== true;
	return 'error' in part || 'reason' in part ? true : undefined;
}
