/** Whether a value of Slack's answer is of the kind that Slack gives. What is of another kind was not Slack's, or was damaged on the way. */
export type Kind = (value: unknown) => boolean;

export const text: Kind = (value) => typeof value === 'string';

export const flag: Kind = (value) => typeof value === 'boolean';

export const number: Kind = (value) => typeof value === 'number';

export const textOrNumber: Kind = (value) => text(value) || number(value);

/** Slack leaves out what it does not know, or gives it as null. */
export const maybe =
	(kind: Kind): Kind =>
	(value) =>
		value === undefined || value === null || kind(value);

export const list =
	(kind: Kind): Kind =>
	(value) =>
		Array.isArray(value) && value.every(kind);

/** @param fields the kinds of those that this node reads */
export const object =
	(fields: Record<string, Kind>): Kind =>
	(value) =>
		typeof value === 'object' &&
		value !== null &&
		!Array.isArray(value) &&
		Object.entries(fields).every(([name, kind]) => kind((value as Record<string, unknown>)[name]));
