import { isFailure, Refusal, type Failure } from '../failure';
import type { User, UserReference } from '../parameters/user';
import { showValue } from '../redact';
import { aFewAtOnce } from '../slack/aFewAtOnce';
import type { Slack } from '../slack/call';
import { refusedWith } from '../slack/callError';
import { explain } from '../slack/explain';
import { lookUpId } from '../slack/people';
import { lookUpAddresses } from './addresses';
import { hint } from './notices';

/** The codes with which Slack does not say whether there is such a user. */
const UNSAID = [
	'missing_scope',
	'user_not_visible',
	'team_access_not_granted',
	'enterprise_is_restricted',
];

/** The form of Slack's IDs of people. A word in capitals has no digit. */
const ID_OF_A_PERSON = /^[UW](?=[A-Z0-9]*\d)[A-Z0-9]{7,}$/;

/** What is known of an entry of Protected Users. `byText`: Slack does not say whether there is such a user, and the ID is kept as it is written. */
export type Entry = { reference: UserReference } & (
	| { user: User; byText: boolean }
	| { refusal: Refusal }
);

/**
 * Looks up every entry of Protected Users, each once. An entry must be somebody: one that names nobody protects nobody, and whoever wrote it
 * does not know.
 *
 * @throws {Refusal} for an entry that is nobody, or that cannot be looked up
 */
export async function findProtectedUsers(
	slack: Slack,
	references: UserReference[],
): Promise<User[]> {
	const users: User[] = [];
	const byText: string[] = [];
	for (const entry of await lookUpProtected(slack, references)) {
		if ('refusal' in entry) throw entry.refusal;
		users.push(entry.user);
		if (entry.byText) byText.push(entry.user.id);
	}
	giveHints(slack, users, byText);
	return users;
}

/** Looks up every entry, and says of each what came of it. */
export async function lookUpProtected(slack: Slack, references: UserReference[]): Promise<Entry[]> {
	const guarding: Slack = { ...slack, guards: true };
	const ids = new Set(
		references.flatMap((entry) => ('id' in entry ? [entry.id.toUpperCase()] : [])),
	);
	const byId = new Map<string, Answer>();
	await aFewAtOnce(ids, async (id) => void byId.set(id, await findById(guarding, id)));
	const byAddress = await lookUpAddresses(guarding, references);

	return references.map((reference) => {
		const id = 'id' in reference ? reference.id.toUpperCase() : '';
		const answer = 'id' in reference ? byId.get(id) : byAddress(reference);
		if (answer === 'unsaid' && ID_OF_A_PERSON.test(id))
			return { reference, user: { id }, byText: true };
		if (answer === undefined || answer === 'unsaid')
			return { reference, refusal: unchecked(reference) };
		if (isFailure(answer)) return { reference, refusal: unchecked(reference, answer) };
		return { reference, user: answer, byText: false };
	});
}

/** What Slack says of an entry. */
type Answer = User | 'unsaid' | Failure;

async function findById(slack: Slack, id: string): Promise<Answer> {
	try {
		const user = await lookUpId(slack, id);
		if (user?.id === undefined) return nobody(id);
		return { id, ...(user.deleted === true && { deactivated: true }) };
	} catch (error) {
		if (UNSAID.some((code) => refusedWith(error, code))) return 'unsaid';
		if (refusedWith(error, 'user_not_found')) return nobody(id);
		return explain(error, { user_id: id });
	}
}

function nobody(id: string): Failure {
	return new Refusal('user_not_found', `Slack knows no user ${id}`, CORRECT).failure;
}

const CORRECT =
	"Correct the entry in 'Protected Users', or take it out: IDs (e.g. U0123ABCDEF) or addresses, separated by commas.";

function unchecked(entry: UserReference, failure?: Failure): Refusal {
	const shown = showValue('id' in entry ? entry.id : entry.requestedAs);
	return new Refusal(
		'protected_users_unchecked',
		`An entry of 'Protected Users' could not be checked: ${failure ? `${shown}: ${failure.message}` : `${shown} is no ID of a user`}`,
		`Nothing was sent. All users of the run are kept back until Slack knows every entry. ${failure?.description ?? CORRECT} To go on without this guard, remove 'Protected Users' from the node, or from the credential if it is set there.`,
	);
}

function giveHints({ context }: Slack, found: User[], unsaid: string[]): void {
	if (!('addExecutionHints' in context)) return;
	const gone = found.filter(({ deactivated }) => deactivated).map(({ id }) => id);
	if (gone.length > 0)
		hint(
			context,
			`Deactivated, though in 'Protected Users': ${some(gone)}. Take them out: every run looks them up.`,
		);
	if (unsaid.length > 0)
		hint(
			context,
			`Slack does not say whether there is a user ${some(unsaid)}. Such entries of 'Protected Users' are compared as text.`,
			'warning',
		);
}

function some(ids: string[]): string {
	const shown = ids.slice(0, 5).join(', ');
	return ids.length > 5 ? `${shown} and ${ids.length - 5} more` : shown;
}
