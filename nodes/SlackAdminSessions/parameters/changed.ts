import type { INodeProperties } from 'n8n-workflow';

import type { Session } from '../slack/methods';
import { parseAddress } from './ipRange';
import { readChoices } from './values';

/** What of a session Slack gives twice, as it was at the sign-in and as it was last seen: the output's names, and the editor's. */
const parts = {
	device_hardware: 'Device',
	ip: 'IP Address',
	os: 'Operating System',
	os_version: 'Operating System Version',
	slack_client_version: 'Client Version',
} as const;

export type Part = keyof typeof parts;

/** In the order of the output. */
const inOrder: Part[] = ['ip', 'os', 'os_version', 'device_hardware', 'slack_client_version'];

export const changedFilter: INodeProperties = {
	displayName: 'Changed Since Sign-In',
	name: 'changedSinceSignIn',
	type: 'multiOptions',
	options: (Object.keys(parts) as Part[])
		.map((value) => ({ name: parts[value], value }))
		.sort((a, b) => a.name.localeCompare(b.name)),
	default: ['os'],
	description:
		'Only sessions in which one of these has changed since the sign-in. A session is left out if Slack does not say what it was at the sign-in.',
};

/** @throws {Refusal} for a filter that is there and blank, and for what is none of its choices */
export function readChangedFilter(value: unknown): Part[] {
	return readChoices(value, 'Changed Since Sign-In', inOrder, {
		wrong: 'names nothing that can change',
		isFilter: true,
	});
}

/** What is no longer as it was at the sign-in. Slack leaves out of `recent` what is as it was. */
export function changedOf(session: Session): Part[] {
	return inOrder.filter((part) => hasChanged(session, part) === true);
}

/** Whether any of these has changed; nothing where none has for certain and Slack does not tell of each. */
export function anyChanged(session: Session, wanted: Part[]): boolean | undefined {
	const each = wanted.map((part) => hasChanged(session, part));
	if (each.includes(true)) return true;
	return each.includes(undefined) ? undefined : false;
}

/** @returns nothing where a part was last seen, and Slack does not tell what it was at the sign-in */
function hasChanged({ created, recent }: Session, part: Part): boolean | undefined {
	const [before, after] = [created?.[part], recent?.[part]];
	if (!after || before === after) return false;
	if (!before) return undefined;
	return part === 'ip' ? !isSameAddress(before, after) : true;
}

/** One IPv6 address can be written in many ways, and an IPv4 address as IPv6. */
function isSameAddress(before: string, after: string): boolean {
	const [a, b] = [parseAddress(before), parseAddress(after)];
	return a !== undefined && a.bits === b?.bits && a.value === b.value;
}
