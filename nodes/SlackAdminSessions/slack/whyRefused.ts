import type { Slack } from './call';
import type { Why } from './callError';
import { getToKnow } from './getToKnow';
import type { MethodName } from './methods';
import { askOfToken } from './ownToken';
import { inPart } from './part';
import { timeIsUp } from './patience';
import { PART_OF_TIMEOUT, timing } from './policy';

/** The codes with which a method refuses users for who they are. A kind of user without a code is not refused. */
interface Refusals {
	bot?: string;
	primaryOwner?: string;
	/** Where the token's user is an Org Admin. */
	owner?: string;
}

const ofResets: Refusals = {
	bot: 'cannot_reset_bot',
	primaryOwner: 'cannot_reset_primary_owner',
	owner: 'admin_unauthorized',
};

const ofSettings: Refusals = { bot: 'bots_not_allowed' };

/**
 * Source: the lists of errors on the pages of the methods. What Slack answers for an Org Owner is not documented: here stands the code whose sentence
 * fits.
 */
const refusals: Partial<Record<MethodName, Refusals>> = {
	'admin.users.session.invalidate': {
		primaryOwner: 'cannot_invalidate_primary_owner',
		owner: 'admin_unauthorized',
	},
	'admin.users.session.reset': ofResets,
	'admin.users.session.resetBulk': ofResets,
	'admin.users.session.getSettings': ofSettings,
	'admin.users.session.setSettings': ofSettings,
	'admin.users.session.clearSettings': ofSettings,
};

/** Whether a method can refuse a user for who they are. */
export function mindsWho(method: MethodName): boolean {
	return refusals[method] !== undefined;
}

/** Asks Slack what `whyRefused` goes by, for so many seconds at the most. What has been told by then counts. It never fails. */
export async function learnWhy(slack: Slack, ids: string[], seconds: number): Promise<void> {
	const part: Slack = { ...slack, mostOfCall: PART_OF_TIMEOUT.list * timing.timeout };
	await inPart(part, async (own) => {
		const learning = learn(own, ids).catch(() => undefined);
		await Promise.race([learning, timeIsUp(seconds, [own.signal])]);
	});
}

async function learn(slack: Slack, ids: string[]): Promise<void> {
	await getToKnow(slack, ids);
	const roles = ids.map((id) => slack.people.profileOf(id)?.role);
	if (!roles.includes('owner') && !roles.includes('primary_owner')) return;
	const { user_id } = await askOfToken(slack);
	if (user_id && roles.includes('owner')) await getToKnow(slack, [user_id]);
}

/** Why Slack refuses a user whom such a call names. Nothing where it does not, or where who that is is not known. */
export function whyRefused(slack: Slack, method: MethodName, id: string): Why | undefined {
	const code = codeFor(slack, refusals[method] ?? {}, id);
	return code === undefined ? undefined : { code };
}

function codeFor(
	{ people, token }: Slack,
	{ bot, primaryOwner, owner }: Refusals,
	id: string,
): string | undefined {
	const who = people.whoIs(id);
	if (who === undefined) return undefined;
	if (who === 'nobody') return 'user_not_found';
	if (who.is_bot) return bot;
	const own = token.answer?.user_id ?? '';
	// What Slack lets owners do with their own sessions is not documented.
	if (people.isSame(own, id)) return undefined;
	if (who.role === 'primary_owner') return primaryOwner;
	const isAdmin = people.profileOf(own)?.role === 'admin';
	return who.role === 'owner' && isAdmin ? owner : undefined;
}

/** The same of a user whom Slack has refused: what it may take or not is a reason then. */
export function whyWasRefused(slack: Slack, method: MethodName, id: string): Why | undefined {
	const why = whyRefused(slack, method, id);
	if (why) return why;
	const { people } = slack;
	if (people.profileOf(id)?.is_active === false) return { code: 'user_deactivated' };
	const needed = people.otherIdOf(id);
	return needed === undefined ? undefined : { code: 'id_of_workspace', needed };
}
