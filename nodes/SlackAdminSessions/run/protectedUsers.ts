import { isFailure, Refusal, type Failure } from '../failure';
import type { User, UserReference } from '../parameters/user';
import { showValue } from '../redact';
import { aFewAtOnce } from '../slack/aFewAtOnce';
import { call, type Slack } from '../slack/call';
import { refusedWith } from '../slack/callError';
import { explain } from '../slack/explain';
import { lookUpAddresses } from './identify';
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

/** What Slack says of an entry of Protected Users. */
type Answer = User | 'unsaid' | Failure;

/**
 * Looks up every entry of Protected Users, each once. An entry must be somebody: one that names nobody protects nobody, and whoever wrote it
 * does not know.
 *
 * @throws {Refusal} for an entry that is nobody, or that cannot be looked up
 */
export async function findProtectedUsers(slack: Slack, entries: UserReference[]): Promise<User[]> {
	if (entries.length === 0) return [];
	const guarding: Slack = { ...slack, guards: true };
	const ids = new Set(entries.flatMap((entry) => ('id' in entry ? [entry.id.toUpperCase()] : [])));
	const byId = new Map<string, Answer>();
	await aFewAtOnce(ids, async (id) => void byId.set(id, await findById(guarding, id)));
	const byAddress = await lookUpAddresses(guarding, entries);

	const unsaid: string[] = [];
	const found = entries.map((entry) => {
		const answer = 'id' in entry ? byId.get(entry.id.toUpperCase()) : byAddress(entry);
		if (answer === undefined || isFailure(answer)) throw unchecked(entry, answer);
		if (answer !== 'unsaid') return answer;
		const id = 'id' in entry ? entry.id.toUpperCase() : '';
		if (!ID_OF_A_PERSON.test(id)) throw unchecked(entry);
		unsaid.push(id);
		return { id };
	});
	tell(slack, found, unsaid);
	return found;
}

/** https://docs.slack.dev/reference/methods/users.info */
async function findById(slack: Slack, id: string): Promise<Answer> {
	try {
		const { user } = await call(slack, 'users.info', { user: id });
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
		`One of the 'Protected Users' could not be checked: ${failure ? `${shown}: ${failure.message}` : `${shown} is no ID of a user`}`,
		`Nothing was sent. ${failure?.description ?? CORRECT} To go on without this guard, whoever edits the workflow can remove 'Protected Users'.`,
	);
}

function tell({ context }: Slack, found: User[], unsaid: string[]): void {
	if (!('addExecutionHints' in context)) return;
	const gone = found.filter(({ deactivated }) => deactivated).map(({ id }) => id);
	if (gone.length > 0)
		hint(
			context,
			`Deactivated, though in 'Protected Users': ${some(gone)}. Take them out: each run looks for them.`,
		);
	if (unsaid.length > 0)
		hint(
			context,
			`Slack does not say whether there is a user ${some(unsaid)}. Such entries of 'Protected Users' are compared by their text.`,
			'warning',
		);
}

function some(ids: string[]): string {
	const shown = ids.slice(0, 5).join(', ');
	return ids.length > 5 ? `${shown} and ${ids.length - 5} more` : shown;
}
