import { aFewAtOnce } from '../slack/aFewAtOnce';
import { Refusal, type Failure } from '../failure';
import { call, type Slack } from '../slack/call';
import { refusedWith } from '../slack/trouble';
import { findPeople } from '../slack/people';
import { explain } from '../slack/explain';
import type { User, UserReference } from '../parameters/user';

/** Finds the user that a reference names, or says why not. */
export type LookUp = (reference: UserReference) => User | Failure;

/** Looks up every address among the references, each once, and all that are not found together among the deactivated users. */
export async function lookUp(slack: Slack, references: UserReference[]): Promise<LookUp> {
	const addresses = new Set(
		references.flatMap((reference) => ('email' in reference ? [reference.email] : [])),
	);
	const found = new Map<string, User | Failure>();
	const missed = new Set<string>();
	// All before the first write: the guards must know every user.
	await aFewAtOnce(addresses, async (email) => {
		const user = await byEmail(slack, email);
		if (user) found.set(email, user);
		else missed.add(email);
	});
	for (const [email, user] of await amongDeactivated(slack, missed)) found.set(email, user);

	return (reference) => {
		if ('id' in reference) return reference;
		const user = found.get(reference.email) ?? nobody(reference.email);
		return 'id' in user ? { ...user, requestedAs: reference.requestedAs } : user;
	};
}

/** https://docs.slack.dev/reference/methods/users.lookupByEmail answers `users_not_found` for a deactivated user too: then nothing is given back. */
async function byEmail(slack: Slack, email: string): Promise<User | Failure | undefined> {
	try {
		const { user } = await call(slack, 'users.lookupByEmail', { email });
		return user?.id === undefined ? undefined : { id: user.id, email };
	} catch (error) {
		return refusedWith(error, 'users_not_found') ? undefined : explain(error, { email });
	}
}

async function amongDeactivated(
	slack: Slack,
	addresses: Set<string>,
): Promise<Map<string, User | Failure>> {
	try {
		const people = await findPeople(slack, addresses, ({ email }) => email?.toLowerCase(), {
			is_active: false,
		});
		return new Map(
			[...people].flatMap(([email, { id }]) =>
				id === undefined ? [] : [[email, { id, email, deactivated: true as const }]],
			),
		);
	} catch (error) {
		const failure = explain(error, {});
		const message = (email: string) =>
			`No active user has the address ${email}, and the deactivated ones could not be looked through. ${failure.message}`;
		return new Map([...addresses].map((email) => [email, { ...failure, message: message(email) }]));
	}
}

function nobody(email: string): Failure {
	return new Refusal(
		'users_not_found',
		`No active or deactivated user has the address ${email}`,
		"Check the address: the Slack address may differ from the name that the person signs in with. Or give the user's ID.",
	).failure;
}
