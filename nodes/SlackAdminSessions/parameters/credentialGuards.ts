import type { Failure } from '../failure';
import { shorten } from '../redact';
import type { CredentialFields } from '../slack/call';
import { explain } from '../slack/explain';
import { readProtectedUsers, type GuardSettings } from './guardSettings';
import { readList } from './list';
import { parseUser, type UserReference } from './user';
import { readWholeNumber } from './values';

const LIST = 'Protected Users (credential)';

/** A node is not told whether a field of a credential is an expression: a blank part beside a comma counts as one that broke. */
const BLANKS = 'refusedAtCommas';

/**
 * Adds the guards of the credential to those of the node: the lists are joined, and of two maxima the smaller counts. Whoever edits a workflow can
 * drop the node's guards. Those of the credential belong to whoever owns the token.
 *
 * @throws {Refusal} for a field of the credential that cannot be read
 */
export function withCredentialGuards(
	settings: GuardSettings,
	{ protectedUsers, maxUsers }: CredentialFields,
): GuardSettings {
	const most = readMaximum(maxUsers) ?? Infinity;
	return {
		...settings,
		maxUsers: Math.min(settings.maxUsers, most),
		maxUsersIsOfCredential: most < settings.maxUsers,
		protectedUsers: [
			...settings.protectedUsers,
			...(isEmpty(protectedUsers) ? [] : readProtectedUsers(protectedUsers, LIST, BLANKS)),
		],
	};
}

/** @returns nothing where the field is empty. @throws {Refusal} for what is no number of users */
export function readMaximum(maxUsers: unknown): number | undefined {
	return isEmpty(maxUsers) ? undefined : readWholeNumber(maxUsers, 'Maximum Users (credential)');
}

/** Each entry of the credential's list: its text, and whom it names or why that cannot be read. */
export function readEntries(
	protectedUsers: unknown,
): Array<{ text: string; reference: UserReference | Failure }> {
	if (isEmpty(protectedUsers)) return [];
	try {
		return readList(protectedUsers, LIST, BLANKS).map((part) => ({
			text: shorten(String(part), 80),
			reference: readEntry(part),
		}));
	} catch (error) {
		return [{ text: shorten(String(protectedUsers), 80), reference: explain(error, {}) }];
	}
}

function readEntry(part: unknown): UserReference | Failure {
	try {
		return parseUser(part, LIST);
	} catch (error) {
		return explain(error, {});
	}
}

/** An empty field of the credential says nothing. */
function isEmpty(value: unknown): boolean {
	return (
		value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
	);
}
