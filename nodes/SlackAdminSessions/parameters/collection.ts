import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { showValue } from '../redact';
import { invalid } from './values';

type Name = 'filters' | 'options' | 'settings';

/** A field to which members are added one by one. */
export function collection(name: Name, members: INodeProperties[]): INodeProperties {
	return {
		displayName: titleOf(name),
		name,
		type: 'collection',
		placeholder: `Add ${name.slice(0, -1)}`,
		default: {},
		options: members,
	};
}

/**
 * The members that were added to a collection, by name.
 *
 * @throws {Refusal} for what is no object: to take it for an empty collection would drop Dry Run, or a filter
 */
export function readCollection(
	context: IExecuteFunctions,
	itemIndex: number,
	name: Name,
): Record<string, unknown> {
	return asCollection(context.getNodeParameter(name, itemIndex, {}), name);
}

/** @throws {Refusal} as `readCollection` */
export function asCollection(value: unknown, name: Name): Record<string, unknown> {
	if (typeof value === 'object' && value !== null && !Array.isArray(value))
		return value as Record<string, unknown>;
	const parameter = titleOf(name);
	throw invalid(
		`The value of '${parameter}' is not a collection: ${showValue(value)}`,
		`Nothing was sent. Add what you need in '${parameter}' one by one, or correct its expression.`,
	);
}

function titleOf(name: Name): string {
	return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
