import { Refusal, type Failure } from '../failure';
import type { User, UserReference } from '../parameters/user';
import type { Slack } from '../slack/call';
import { refusedWith } from '../slack/callError';
import { eitherWay } from '../slack/eitherWay';
import { explain } from '../slack/explain';
import type { Person } from '../slack/methods';
import { findPeople, lookUpAddress, organisationId, peopleAmong } from '../slack/people';
import { LOOK_UPS_A_MINUTE } from '../slack/policy';

/** Finds the user that a reference names, or says why not. */
type Find = (reference: UserReference) => User | Failure;

/** By address. */
type Found = Map<string, User | Failure>;

/** Finds the user of every address, each once. All before the first write: the guards must know every user. */
export async function lookUpAddresses(slack: Slack, references: UserReference[]): Promise<Find> {
	const addresses = new Set(
		references.flatMap((reference) => ('email' in reference ? [reference.email] : [])),
	);
	const active = await findActive(slack, addresses);
	const missed = [...addresses].filter((email) => !active.has(email));
	const deactivated = await findDeactivated(slack, missed);

	return (reference) => {
		if ('id' in reference)
			// Beside addresses, so that a report has one column that says whom the list named.
			return addresses.size > 0 ? { ...reference, requestedAs: reference.id } : reference;
		const { email, requestedAs } = reference;
		const user = active.get(email) ?? deactivated.get(email) ?? nobody(email);
		return 'id' in user ? { ...user, requestedAs } : user;
	};
}

/** Finds the active users. Once the whole list has been read, an address that is not in it is not looked up any more. */
async function findActive(slack: Slack, addresses: Set<string>): Promise<Found> {
	const found: Found = new Map();
	const failed: Found = new Map();
	const open = new Set(addresses);
	await eitherWay(slack, open, {
		async lookUp(part, email) {
			const user = await lookUpActive(part, email);
			if (!open.has(email)) return;
			if (user && 'source' in user) {
				failed.set(email, user);
				return;
			}
			open.delete(email);
			if (user) found.set(email, user);
		},
		aMinute: LOOK_UPS_A_MINUTE,
		async readList(part) {
			for await (const [email, person] of peopleAmong(part, open, addressOf))
				found.set(email, toUser(email, person));
			open.clear();
			failed.clear();
		},
	});
	return new Map([...failed, ...found]);
}

/** Slack answers `users_not_found` for a deactivated user too: then nothing is given back. */
async function lookUpActive(slack: Slack, email: string): Promise<User | Failure | undefined> {
	try {
		const id = organisationId(await lookUpAddress(slack, email));
		return id === undefined ? undefined : { id, email };
	} catch (error) {
		return refusedWith(error, 'users_not_found') ? undefined : explain(error, { email });
	}
}

/** Looks for addresses that no active user has, once for all of them. */
async function findDeactivated(slack: Slack, addresses: string[]): Promise<Found> {
	try {
		const people = await findPeople(slack, addresses, addressOf, {
			is_active: false,
			include_deactivated_user_workspaces: true,
		});
		return new Map([...people].map(([email, person]) => [email, toUser(email, person)]));
	} catch (error) {
		const failure = explain(error, {});
		const message = (email: string) =>
			`No active user has the address ${email}, and the deactivated ones could not be looked through. ${failure.message}`;
		return new Map(addresses.map((email) => [email, { ...failure, message: message(email) }]));
	}
}

/** Nothing for somebody without an ID, whom no call can name. */
function addressOf({ id, email }: Person): string | undefined {
	return id && email ? email.toLowerCase() : undefined;
}

function toUser(email: string, { id = '', is_active }: Person): User {
	return { id, email, ...(is_active === false && { deactivated: true as const }) };
}

function nobody(email: string): Failure {
	return new Refusal(
		'users_not_found',
		`No active or deactivated user has the address ${email}`,
		"Check the address: the Slack address may differ from the name that the person signs in with. Or give the user's ID.",
	).failure;
}
