import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { readChoice } from './values';

export type Devices = 'all' | 'mobile' | 'web';

export const devicesField: INodeProperties = {
	displayName: 'Devices',
	name: 'devices',
	type: 'options',
	options: [
		{ name: 'All Devices', value: 'all' },
		{ name: 'Desktop and Web Only', value: 'web', description: 'The desktop app and the browser' },
		{ name: 'Mobile Only', value: 'mobile' },
	],
	default: 'all',
	description: 'On which devices to end the sessions',
};

/** @throws {Refusal} where an expression gives another value: to take it for `all` would end more sessions than were asked for */
export function readDevices(context: IExecuteFunctions, itemIndex: number): Devices {
	const value: unknown = context.getNodeParameter('devices', itemIndex);
	return readChoice(value, 'Devices', ['all', 'mobile', 'web'], {
		next: "Choose one in the parameter 'Devices', or correct its expression.",
	});
}

/** Slack's two flags. What both together mean is not documented, so that they are never both sent. */
export function devicesFlags(devices: Devices): { mobile_only?: true; web_only?: true } {
	if (devices === 'mobile') return { mobile_only: true };
	if (devices === 'web') return { web_only: true };
	return {};
}
