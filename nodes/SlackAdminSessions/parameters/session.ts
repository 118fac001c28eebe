import { showValue } from '../redact';
import { isId } from './user';
import { invalid } from './values';

/**
 * @returns the value as it was given: Slack numbers its sessions beyond 32 bits, so that any arithmetic would be a risk
 * @throws {Refusal}
 */
export function parseSessionId(value: unknown): string | number {
	if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
	const text = typeof value === 'string' ? value.trim() : '';
	if (/^\d{1,19}$/.test(text) && /[1-9]/.test(text)) return text;
	throw invalid(
		`The value of 'Session ID' is not a session's number: ${showValue(value)}`,
		"Give the number as Slack lists it, in plain digits (e.g. 1112275520242), in 'Session ID'. If it is an expression, check that the item has the field.",
	);
}

/** @throws {Refusal} */
export function parseWorkspaceId(value: unknown): string {
	const text = typeof value === 'string' ? value.trim() : '';
	if (isId(text)) return text;
	throw invalid(
		`The value of 'Workspace ID' is not the ID of a workspace: ${showValue(value)}`,
		"Give the ID of the workspace or the organisation (e.g. T0123ABCDEF or E0123ABCDEF) in 'Workspace ID', or set 'Session Owner' to User.",
	);
}
