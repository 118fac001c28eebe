import type { INodeProperties } from 'n8n-workflow';

import { collection } from '../parameters/collection';
import { eventOutputFields } from '../parameters/eventOutput';
import { textField } from '../parameters/textField';
import { eventOptions, reasonOptions } from './events';

/** The parameters of the trigger. */
export const fields: INodeProperties[] = [
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		required: true,
		options: eventOptions,
		default: ['anomaly'],
		description: 'What starts the workflow: one item for each event',
	},
	{
		displayName: 'Reasons',
		name: 'reasons',
		type: 'multiOptions',
		options: reasonOptions,
		default: [],
		description:
			'Only anomalies with one of these reasons. If none is chosen: all, also those that Slack adds later.',
		displayOptions: { show: { events: ['anomaly'] } },
	},
	...eventOutputFields,
	collection('filters', [
		textField(
			'Except Users',
			'exceptUsers',
			'e.g. U0123ABCDEF, W0456GHIJKL',
			'No events that affect these users, by their IDs, separated by commas',
		),
		textField(
			'Ignore Actors',
			'ignoreActors',
			'e.g. U0123ABCDEF',
			"No events of what these users or apps did. Give their IDs. Name the admin token's user here, or the resets of this package come back as events.",
		),
		textField(
			'IP Outside',
			'ipOutside',
			'e.g. 203.0.113.0/24, 2001:db8::/32',
			'Only events from an IP address in none of these ranges. An event without an address that can be compared is left out.',
		),
		textField(
			'Only Users',
			'onlyUsers',
			'e.g. U0123ABCDEF, W0456GHIJKL',
			'Only events that affect these users, by their IDs, separated by commas',
		),
	]),
	collection('options', [
		{
			displayName: 'Catch Up At Most',
			name: 'catchUpAtMost',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 24,
			description:
				"How many hours back events are read after the workflow or n8n was off. n8n's log names the time that may not have been read.",
		},
	]),
];
