import { Refusal, type Failure } from '../failure';
import { call, type Slack } from '../slack/call';
import { explain } from '../slack/errors';
import type { User, UserReference } from './user';

/** Finds the user that a reference names, or says why not. */
export type LookUp = (reference: UserReference) => User | Failure;

/** Looks up every address among the references, each once. https://docs.slack.dev/reference/methods/users.lookupByEmail */
export async function lookUp(slack: Slack, references: UserReference[]): Promise<LookUp> {
	const addresses = new Set(references.flatMap((reference) => ('email' in reference ? [reference.email] : [])));
	const found = new Map<string, User | Failure>();
	for (const email of addresses) found.set(email, await byEmail(slack, email));

	return (reference) => {
		if ('id' in reference) return reference;
		const user = found.get(reference.email);
		return user && 'id' in user ? { ...user, requestedAs: reference.requestedAs } : (user ?? notFound(reference.email));
	};
}

async function byEmail(slack: Slack, email: string): Promise<User | Failure> {
	try {
		const { user } = await call(slack, 'users.lookupByEmail', { email });
		return user?.id === undefined ? notFound(email) : { id: user.id, email };
	} catch (error) {
		return explain(error, { email });
	}
}

function notFound(email: string): Failure {
	return new Refusal('users_not_found', `Slack did not say which user has the address ${email}`, 'Check the address, or use the user\'s ID.').failure;
}
