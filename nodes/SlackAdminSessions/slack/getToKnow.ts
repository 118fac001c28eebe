import type { Slack } from './call';
import { eitherWay } from './eitherWay';
import type { Person } from './methods';
import { isRefusedForAll, lookUpId, peopleAmong } from './people';
import { USERS_A_MINUTE } from './policy';

/**
 * Asks Slack who people are, each once a run, and keeps the answers in `slack.people`. Who is known already is not asked for. It never fails: users
 * about whom Slack says nothing stay unknown.
 */
export async function getToKnow(slack: Slack, ids: string[]): Promise<void> {
	const { people } = slack;
	const open = new Set(ids.map((id) => id.toUpperCase()).filter((id) => !people.isKnown(id)));
	let refused = false;
	let isListed = false;
	const readList = async (part: Slack) => {
		for (const is_active of [true, false]) {
			const found = peopleAmong(part, open, capitalId, { is_active });
			while (!(await found.next()).done) continue;
		}
		isListed = true;
	};
	await eitherWay(slack, open, {
		async lookUp(part, id) {
			// A Slack that is down is not asked for each.
			if (refused || part.patience.slackIsDown) return;
			await lookUpId(part, id).catch((error: unknown) => (refused ||= isRefusedForAll(error)));
			if (people.isKnown(id)) open.delete(id);
		},
		aMinute: USERS_A_MINUTE,
		readList,
	});
	const { patience } = slack;
	if (open.size === 0 || isListed || patience.stopped || patience.slackIsDown) return;
	await readList(slack).catch(() => undefined);
}

function capitalId({ id }: Person): string | undefined {
	return id?.toUpperCase();
}
