import { isFailure, type Failure } from '../failure';
import { readEntries, readMaximum } from '../parameters/credentialGuards';
import type { User } from '../parameters/user';
import type { Slack } from '../slack/call';
import { explain } from '../slack/explain';
import { lookUpProtected } from './protectedUsers';

/** The guards of the credential as *Access: Check* tells them, before the night on which they count. */
interface Checked {
	protected_users: Protected[];
	/** `value` is null where the field is empty, or cannot be read: then the note says why. */
	max_users: { value: number | null; note: string };
	/** What would hold every run back, and what to do. */
	wrong: Array<{ what: string; note: string }>;
}

export async function checkGuards(slack: Slack): Promise<Checked> {
	const protected_users = await checkProtected(slack);
	const max_users = checkMaximum(slack);
	const nobody = protected_users.filter(({ user_id }) => user_id === null);
	return {
		protected_users,
		max_users,
		wrong: [
			...(nobody.length === 0
				? []
				: [
						{
							what: `${nobody.length} of its 'Protected Users' name nobody or cannot be checked (${nobody.map(({ entry }) => entry).join(', ')})`,
							note: nobody[0]?.note ?? '',
						},
					]),
			...(max_users.note === ''
				? []
				: [{ what: "its 'Maximum Users' cannot be read", note: max_users.note }]),
		],
	};
}

function checkMaximum({ credentialFields }: Slack): Checked['max_users'] {
	try {
		return { value: readMaximum(credentialFields.maxUsers) ?? null, note: '' };
	} catch (error) {
		return { value: null, note: inWords(explain(error, {})) };
	}
}

function inWords({ message, description }: Failure): string {
	return `${message}. ${description}`;
}

/** An entry of the credential's Protected Users, and whom it protects. */
interface Protected {
	entry: string;
	user_id: string | null;
	note: string;
}

async function checkProtected(slack: Slack): Promise<Protected[]> {
	const read = readEntries(slack.credentialFields.protectedUsers);
	const found = await lookUpProtected(
		slack,
		read.flatMap(({ reference }) => (isFailure(reference) ? [] : [reference])),
	);
	const entries = new Map(found.map((entry) => [entry.reference, entry]));
	return read.map(({ text, reference }) => {
		if (isFailure(reference)) return { entry: text, user_id: null, note: inWords(reference) };
		const entry = entries.get(reference);
		if (entry === undefined) return { entry: text, user_id: null, note: '' };
		if ('refusal' in entry)
			return { entry: text, user_id: null, note: inWords(entry.refusal.failure) };
		return { entry: text, user_id: entry.user.id, note: noteOf(entry) };
	});
}

function noteOf({ user, byText }: { user: User; byText: boolean }): string {
	if (byText) return 'Slack does not say whether this user exists. The entry is compared as text.';
	return user.deactivated ? 'Deactivated. Take the entry out: every run looks this user up.' : '';
}
