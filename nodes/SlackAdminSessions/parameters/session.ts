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
	const isMissing =
		value === undefined || value === null || (typeof value === 'string' && text === '');
	throw invalid(
		`The value of 'Session ID' is not a session's number: ${showValue(value)}`,
		`${isMissing ? "Put a Get Many of this node in front: each of its items has 'session_id' and 'user_id'. Or give" : 'Give'} the number as Slack lists it, in plain digits (e.g. 1112275520242), in 'Session ID'. If it is an expression, check that the item has the field.`,
	);
}

/**
 * @param words the parameter's display name, and what can be done in place of giving one
 * @throws {Refusal}
 */
export function parseWorkspaceId(
	value: unknown,
	{ parameter = 'Workspace ID', instead = '' } = {},
): string {
	const text = typeof value === 'string' ? value.trim() : '';
	if (isId(text)) return text;
	throw invalid(
		`The value of '${parameter}' is not the ID of a workspace: ${showValue(value)}`,
		`Give the ID of the workspace or the organisation (e.g. T0123ABCDEF or E0123ABCDEF) in '${parameter}'${instead}.`,
	);
}
