import { Refusal, type Failure } from '../failure';
import type { Operation } from '../operation';
import { resources } from '../resources';

/** What is known of an operation, and the one thing to do where it does not work or nobody can tell. */
export interface Verdict {
	works: 'yes' | 'no' | 'unknown';
	todo: string;
}

export interface Judged extends Verdict {
	operation: Operation;
}

/** Why a run would not work, or nobody knows whether it would, and the next step. */
export interface Unready {
	message: string;
	next: string;
	isUnknown?: true;
}

/** @param trouble why the token was refused, or why something that was tried says nothing of it */
export function unreadyToken(
	operations: Judged[],
	trouble: Failure | undefined,
): Unready | undefined {
	const broken = operations.filter(({ works }) => works === 'no');
	if (broken[0]) {
		const names = broken.map(({ operation }) => nameInEditor(operation)).join(', ');
		return {
			message: `The token is not ready: ${broken.length} operations do not work with it (${names})${trouble ? `. ${trouble.message}` : ''}`,
			next: broken[0].todo,
		};
	}
	if (!trouble) return undefined;
	return {
		message: `It is not known whether the token is ready. ${trouble.message}`,
		next: trouble.description,
		isUnknown: true,
	};
}

/** @param wrong which of the credential's guards would hold every run back */
export function unreadyCredential(
	wrong: Array<{ what: string; note: string }>,
): Unready | undefined {
	if (!wrong[0]) return undefined;
	return {
		message: `The credential is not ready: ${wrong.map(({ what }) => what).join(', ')}`,
		next: wrong[0].note,
	};
}

export function notReady({ message, next }: Unready): Refusal {
	return new Refusal('not_ready', message, next);
}

export function nameInEditor({ resource, option }: Operation): string {
	return `${resources[resource].name}: ${option.name}`;
}
