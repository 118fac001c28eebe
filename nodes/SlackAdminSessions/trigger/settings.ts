import type { IPollFunctions } from 'n8n-workflow';

import { eventFields, type EventField } from '../auditLog/events';
import { asCollection } from '../parameters/collection';
import { parseRanges, type Ranges } from '../parameters/ipRange';
import { blanksIn, readList } from '../parameters/list';
import { readOutput, type Output } from '../parameters/output';
import { isId } from '../parameters/user';
import { invalid, isExpression, readChoices, readNumber } from '../parameters/values';
import { showValue } from '../redact';
import { eventKinds, reasonOptions, type EventKind } from './events';

/** What the trigger's parameters ask for. */
export interface Settings {
	kinds: EventKind[];
	/** None: all. */
	reasons: ReadonlySet<string>;
	onlyUsers?: ReadonlySet<string>;
	exceptUsers?: ReadonlySet<string>;
	ignoreActors?: ReadonlySet<string>;
	ipOutside?: Ranges;
	output: Output<EventField>;
	/** In seconds. */
	catchUpAtMost: number;
}

const A_DAY = 24;

/**
 * Reads the parameters of a poll. A filter that is there and blank is an expression that broke: it must not read as "no filter".
 *
 * @throws {Refusal}
 */
export function readSettings(context: IPollFunctions): Settings {
	const filters = asCollection(context.getNodeParameter('filters', {}), 'filters');
	const blanks = (name: string) => blanksIn(context, name, 'filters');
	const has = (name: string) => Object.hasOwn(filters, name);
	const ids = (name: string, parameter: string) =>
		readIds(readList(filters[name], parameter, blanks(name)), filters[name], parameter);
	const kinds = readChoices(context.getNodeParameter('events'), 'Events', eventKinds);
	return {
		kinds,
		reasons: new Set(kinds.includes('anomaly') ? readReasons(context) : []),
		...(has('onlyUsers') && { onlyUsers: ids('onlyUsers', 'Only Users') }),
		...(has('exceptUsers') && { exceptUsers: ids('exceptUsers', 'Except Users') }),
		...(has('ignoreActors') && { ignoreActors: ids('ignoreActors', 'Ignore Actors') }),
		...(has('ipOutside') && {
			ipOutside: parseRanges(filters.ipOutside, 'IP Outside', blanks('ipOutside')),
		}),
		output: readOutput(
			(name) => context.getNodeParameter(name, name === 'output' ? 'simplified' : undefined),
			eventFields,
			'an event',
		),
		catchUpAtMost: readHours(
			asCollection(context.getNodeParameter('options', {}), 'options').catchUpAtMost,
		),
	};
}

/** None chosen means all, but an expression that gives none has broken. */
function readReasons(context: IPollFunctions): string[] {
	const value: unknown = context.getNodeParameter('reasons', []);
	if (Array.isArray(value) && value.length === 0 && !isExpression(context, 'reasons')) return [];
	return readChoices(
		value,
		'Reasons',
		reasonOptions.map((option) => String(option.value)),
	);
}

function readIds(parts: unknown[], value: unknown, parameter: string): ReadonlySet<string> {
	const texts = parts.map((part) => (typeof part === 'string' ? part.trim() : ''));
	const wrong = texts.findIndex((text) => !isId(text));
	if (parts.length > 0 && wrong < 0) return new Set(texts);
	throw invalid(
		parts.length === 0
			? `The filter '${parameter}' is empty: it is ${showValue(value)}`
			: `The filter '${parameter}' has something in it that is no ID: ${showValue(parts[wrong])}`,
		`Give Slack's IDs (e.g. U0123ABCDEF), with commas between them, in '${parameter}', or remove the filter. The audit token cannot look up addresses.`,
	);
}

function readHours(value: unknown = A_DAY): number {
	const hours = readNumber(value);
	if (hours !== undefined && hours > 0 && Number.isFinite(hours)) return Math.ceil(hours * 3_600);
	throw invalid(
		`The value of 'Catch Up At Most' is not a number of hours above 0: ${showValue(value)}`,
		"Correct the value in 'Catch Up At Most', or remove the option: it is then 24.",
	);
}
