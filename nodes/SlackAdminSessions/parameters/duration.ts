import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { showValue } from '../redact';
import { invalid, readChoice, readNumber } from './values';

/** Slack's bounds, in seconds: 8 hours to 10 years. */
const SHORTEST = 28_800;
const LONGEST = 315_569_520;

const seconds = { hours: 3_600, days: 86_400 };

const YEAR = 365 * seconds.days;

/** How long a user stays signed in. Slack counts in seconds, people in hours or days. */
export const durationFields: INodeProperties[] = [
	{
		displayName: 'Duration',
		name: 'duration',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 8,
		hint: "In hours, unless 'Duration Unit' says days",
		description: 'How long a user stays signed in: 8 hours to 10 years',
	},
	{
		displayName: 'Duration Unit',
		name: 'durationUnit',
		type: 'options',
		options: [
			{ name: 'Days', value: 'days' },
			{ name: 'Hours', value: 'hours' },
		],
		default: 'hours',
		description: "The unit of 'Duration'",
	},
];

/**
 * @returns the duration in seconds
 * @throws {Refusal} for what Slack does not take
 */
export function readDuration(value: unknown, durationUnit: unknown): number {
	const unit = readChoice(durationUnit, 'Duration Unit', ['hours', 'days']);
	const exact = (readNumber(value) ?? Number.NaN) * seconds[unit];
	// 8.2 hours come to 29519.999999999996 seconds in floating point.
	const duration = Math.round(exact);
	if (Math.abs(exact - duration) < 0.001 && duration >= SHORTEST && duration <= LONGEST)
		return duration;
	throw invalid(
		`The value of 'Duration' is not between 8 hours and 10 years: ${showValue(value)} ${unit}`,
		"Give a number of hours or days in 'Duration': at least 8 hours, at most 3,652 days.",
	);
}

/** Settings with the duration in hours beside it. */
export function withHours(settings: object): IDataObject {
	return Object.fromEntries(
		Object.entries(settings).flatMap(([name, value]: [string, unknown]) =>
			name === 'duration' && typeof value === 'number'
				? [
						[name, value],
						['duration_hours', toHours(value)],
					]
				: [[name, value]],
		),
	) as IDataObject;
}

/** What a duration comes to, if it looks like a slip, such as one given in seconds. */
export function tellIfLong(duration: number): string | undefined {
	if (duration <= YEAR) return undefined;
	const hours = toHours(duration).toLocaleString('en-US');
	return `'Duration' comes to ${hours} hours, which is ${(duration / YEAR).toFixed(1)} years. It counts in hours, or in days where 'Duration Unit' says so, and not in seconds.`;
}

function toHours(duration: number): number {
	return Math.round((duration / seconds.hours) * 100) / 100;
}
