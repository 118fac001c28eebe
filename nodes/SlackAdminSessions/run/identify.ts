import { Refusal, type Failure } from '../failure';
import type { Operation, Target } from '../operation';
import type { User, UserReference } from '../parameters/user';
import { aFewAtOnce } from '../slack/aFewAtOnce';
import type { Slack } from '../slack/call';
import { refusedWith } from '../slack/callError';
import { explain } from '../slack/explain';
import { findPeople, lookUpAddress, organisationId } from '../slack/people';
import type { Outcomes } from './outcomes';
import type { Plan } from './plan';

/** Finds the users that the plans name: each plan becomes a target or a failure. */
export async function identify(
	slack: Slack,
	operation: Operation,
	outcomes: Outcomes<Target>,
	plans: Plan[],
): Promise<void> {
	const find = await lookUpAddresses(
		slack,
		plans.flatMap(({ planned }) => planned.user ?? []),
	);
	for (const { planned, entry } of plans) {
		const { user: reference, ...rest } = planned;
		const user = reference && find(reference);
		if (user && 'source' in user) {
			outcomes.settleEntry(entry, user);
		} else {
			const target = { ...rest, itemIndex: entry.itemIndex, ...(user && { user }) };
			outcomes.aim(entry, target, operation.describe(target));
		}
	}
}

/** Finds the user that a reference names, or says why not. */
type Find = (reference: UserReference) => User | Failure;

/** Looks up every address once. Those that are not found are looked for together among the deactivated users. */
export async function lookUpAddresses(slack: Slack, references: UserReference[]): Promise<Find> {
	const addresses = new Set(
		references.flatMap((reference) => ('email' in reference ? [reference.email] : [])),
	);
	const found = new Map<string, User | Failure>();
	const missed = new Set<string>();
	// All before the first write: the guards must know every user.
	await aFewAtOnce(addresses, async (email) => {
		const user = await findActive(slack, email);
		if (user) found.set(email, user);
		else missed.add(email);
	});
	for (const [email, user] of await findDeactivated(slack, missed)) found.set(email, user);

	return (reference) => {
		if ('id' in reference) return reference;
		const user = found.get(reference.email) ?? nobody(reference.email);
		return 'id' in user ? { ...user, requestedAs: reference.requestedAs } : user;
	};
}

/** Slack answers `users_not_found` for a deactivated user too: then nothing is given back. */
async function findActive(slack: Slack, email: string): Promise<User | Failure | undefined> {
	try {
		const id = organisationId(await lookUpAddress(slack, email));
		return id === undefined ? undefined : { id, email };
	} catch (error) {
		return refusedWith(error, 'users_not_found') ? undefined : explain(error, { email });
	}
}

async function findDeactivated(
	slack: Slack,
	addresses: Set<string>,
): Promise<Map<string, User | Failure>> {
	try {
		const people = await findPeople(slack, addresses, ({ email }) => email?.toLowerCase(), {
			is_active: false,
			include_deactivated_user_workspaces: true,
		});
		return new Map(
			[...people].flatMap(([email, { id, is_active }]) =>
				id === undefined
					? []
					: [[email, { id, email, ...(is_active === false && { deactivated: true as const }) }]],
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
