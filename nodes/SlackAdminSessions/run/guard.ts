import { isFailure, Refusal, type Failure } from '../failure';
import type { Operation, Target } from '../operation';
import type { GuardSettings } from '../parameters/guardSettings';
import type { User } from '../parameters/user';
import type { Slack } from '../slack/call';
import { explain } from '../slack/explain';
import type { KnownPeople } from '../slack/knownPeople';
import { askOfToken } from '../slack/ownToken';
import { foresee } from './foresee';
import { PREVIEW, type Outcomes } from './outcomes';

/** A failure for each target that must not be acted on. */
type HeldBack = Map<Target, Failure>;

/**
 * Applies the guards. In a dry run every target ends here, with what would have been done.
 *
 * @returns what no guard holds back
 */
export async function keepBack(
	slack: Slack,
	operation: Operation,
	outcomes: Outcomes<Target>,
	settings: GuardSettings,
	protectedUsers: User[],
): Promise<Target[]> {
	const targets = outcomes.open;
	const heldBack = await applyGuards(slack, targets, settings, protectedUsers, operation.group);
	const left = targets.filter((target) => !heldBack.has(target));
	if (settings.dryRun) {
		await preview(slack, operation, outcomes, heldBack, left);
		return left;
	}
	// In the order of the items: under Stop, the error is that of the first.
	for (const target of targets) {
		const failure = heldBack.get(target);
		if (failure) outcomes.settle(target, failure);
	}
	return left;
}

async function preview(
	slack: Slack,
	operation: Operation,
	outcomes: Outcomes<Target>,
	heldBack: HeldBack,
	left: Target[],
): Promise<void> {
	const foreseen = await foresee(slack, operation, left);
	for (const target of outcomes.open) {
		const found = heldBack.get(target) ?? foreseen(target);
		const would = isFailure(found)
			? { would: 'refuse', reason: found.message }
			: { would: operation.would, ...(found !== undefined && { note: found }) };
		outcomes.settle(target, [{ outcome: PREVIEW, ...would, ...operation.describe(target) }]);
	}
}

/**
 * The guards, over all targets of a run at once. They fail closed: what cannot be checked is not done.
 *
 * @param protectedUsers the users of Protected Users, already looked up
 */
async function applyGuards(
	slack: Slack,
	targets: Target[],
	settings: GuardSettings,
	protectedUsers: User[],
	group?: (target: Target) => string,
): Promise<HeldBack> {
	const { people } = slack;
	const tooMany = refuseTooMany(people, targets, settings);
	if (tooMany.size > 0) return tooMany;
	return new Map([
		...refuseProtected(people, targets, protectedUsers),
		...(await refuseOwnUser(slack, targets, settings)),
		...(group ? refuseContradicting(people, targets, group) : []),
	]);
}

function refuseTooMany(
	people: KnownPeople,
	targets: Target[],
	{ maxUsers, maxUsersIsOfCredential }: GuardSettings,
): HeldBack {
	const owners = ownersOf(people, targets);
	const users = owners.length;
	if (users <= maxUsers) return new Map();
	const { failure } = new Refusal(
		'too_many_users',
		`This run would act on ${users} users, and 'Maximum Users'${maxUsersIsOfCredential ? ' of the credential' : ''} is ${maxUsers}: nothing was sent`,
		`Kept back: ${someOf(owners)}. Check that the list is the right one. If it is, ${maxUsersIsOfCredential ? "whoever owns the credential can raise 'Maximum Users' in it" : "raise 'Maximum Users'"} to ${users} or more.`,
	);
	return new Map(targets.map((target) => [target, { ...failure, ofRun: true as const }]));
}

/** Each user once. A session that is named by its workspace counts as one: whose it is cannot be known. */
function ownersOf(people: KnownPeople, targets: Target[]): string[] {
	const owners = new Map(
		targets.map(({ user, session_id }) =>
			user
				? [people.personOf(user.id), user.id]
				: [`session ${session_id}`, `session ${session_id}`],
		),
	);
	return [...owners.values()];
}

function someOf(owners: string[]): string {
	const more = owners.length - SHOWN;
	return `${owners.slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** How many of those who were kept back a message names. */
const SHOWN = 5;

/** A user for whom two items ask for two different things: nobody can know which of the two is meant. */
function refuseContradicting(
	people: KnownPeople,
	targets: Target[],
	group: (target: Target) => string,
): HeldBack {
	const groups = new Map<string, Set<string>>();
	for (const target of targets) {
		if (!target.user) continue;
		const person = people.personOf(target.user.id);
		groups.set(person, (groups.get(person) ?? new Set()).add(group(target)));
	}
	const contradicting = targets.filter(
		({ user }) => user && (groups.get(people.personOf(user.id))?.size ?? 0) > 1,
	);
	return new Map(
		contradicting.map((target) => [
			target,
			new Refusal(
				'contradicting_items',
				`Two items ask for different things for user ${target.user?.id}`,
				'Nothing was sent for this user. Name the user in one item only, or give both items the same values.',
			).failure,
		]),
	);
}

function refuseProtected(people: KnownPeople, targets: Target[], protectedUsers: User[]): HeldBack {
	const guarded = new Set(protectedUsers.map(({ id }) => people.personOf(id)));
	const heldBack: HeldBack = new Map();
	if (guarded.size === 0) return heldBack;
	for (const target of targets) {
		if (!target.user) {
			heldBack.set(
				target,
				new Refusal(
					'protected_users_unchecked',
					"A workspace does not tell whose session this is, so that 'Protected Users' cannot be checked",
					`Nothing was sent for session ${target.session_id}. Name it by its user and not by its workspace, or remove 'Protected Users' from the node and the credential.`,
				).failure,
			);
		} else if (guarded.has(people.personOf(target.user.id))) {
			heldBack.set(
				target,
				new Refusal(
					'protected_user',
					`User ${target.user.id} is one of the 'Protected Users'`,
					"Nothing was sent for this user. To act on them all the same, take them out of 'Protected Users', in the node's options or in the credential.",
				).failure,
			);
		}
	}
	return heldBack;
}

async function refuseOwnUser(
	slack: Slack,
	targets: Target[],
	{ ownUserItems }: GuardSettings,
): Promise<HeldBack> {
	const asked = targets.filter(({ user, itemIndex }) => user && !ownUserItems.has(itemIndex));
	if (asked.length === 0) return new Map();

	const all = ownersOf(slack.people, targets);
	const own = await ownUser(slack, all.length);
	if (typeof own !== 'string') return new Map(asked.map((target) => [target, own]));
	return new Map(
		asked
			.filter(({ user }) => slack.people.isSame(user?.id, own))
			.map((target) => [
				target,
				new Refusal(
					'own_user',
					`User ${own} is the user of the token itself`,
					`Nothing was sent for this user, the administrator whose token this is${all.length > 1 ? `: one of ${all.length} users of this run. Check that the list is the right one` : ''}. If this user is meant too, switch on 'Include Own User' in the options.`,
				).failure,
			]),
	);
}

/**
 * The id of the token's own user, or why it cannot be told.
 *
 * @param users how many are kept back where it cannot
 */
async function ownUser(slack: Slack, users: number): Promise<string | Failure> {
	try {
		const { user_id } = await askOfToken({ ...slack, guards: true });
		if (user_id) return user_id;
		return new Refusal(
			'own_user_unchecked',
			'Slack did not say whose token this is: nothing was sent',
			"Check the token with the credential's test, then try again.",
		).failure;
	} catch (error) {
		const failure = explain(error, {});
		return {
			...failure,
			message: `Nothing was sent. ${failure.message}`,
			description: `${failure.description} Nobody can tell whose token this is. So all users of the run are kept back (${users}): the administrator could be one of them. To go on without this guard, switch on 'Include Own User' in the options.`,
		};
	}
}
