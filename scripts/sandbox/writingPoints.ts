import { randomInt } from 'node:crypto';

import { listAll, type Listed, type Place } from './accountSessions';
import { answerFor, type Findings } from './findings';
import { settleBulk } from './bulkPoints';
import type { Row } from './people';
import { asList, asObject } from './read';
import type { Clock, Exchange, Slack } from './slack';

interface Writing {
	slack: Slack;
	findings: Findings;
	clock: Clock;
	place: Place;
	/** The account that is deactivated, where one was named. */
	deactivated: Row | undefined;
	/** Grows by every ID that a call is about: nothing of anybody else is recorded. */
	concerned: Set<string>;
}

/** The points for which something must be written, on the test account alone. */
export async function settleByWriting({
	slack,
	findings,
	clock,
	place,
	deactivated,
	concerned,
}: Writing): Promise<void> {
	const nobody = await findNobody(slack);
	const permission = {
		users: new Set([...place.ids, ...(deactivated ? [deactivated.id] : []), ...(nobody ?? [])]),
		sessions: new Set<string>(),
	};
	slack.allow(permission);
	for (const id of permission.users) concerned.add(id);
	const look = async () => {
		const found = await listAll(slack, place);
		for (const { id } of found.sessions) permission.sessions.add(id);
		return found;
	};

	await settleSettings(slack, findings, place.userId);
	if (deactivated) {
		const reset = await slack.call('admin.users.session.reset', { user_id: deactivated.id });
		findings.settle(
			'resetOfDeactivated',
			reset.body.ok === true ? 'ok' : answerFor('resetOfDeactivated', reset.body.error),
			reset,
		);
	} else findings.leave('resetOfDeactivated', 'no deactivated account was named');

	await settleInvalidate(slack, findings, look);
	await settleMobile(slack, findings, place.userId, look);
	await settleBulk({ slack, findings, clock, userId: place.userId, nobody, look });
}

/** An ID that nobody has, by Slack's own word: nothing is sent in bulk with an ID that might be somebody's. */
async function findNobody(slack: Slack): Promise<[string] | undefined> {
	const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
	const id = `U0${Array.from({ length: 9 }, () => characters[randomInt(36)]).join('')}`;
	const { body } = await slack.call('users.info', { user: id });
	return body.error === 'user_not_found' ? [id] : undefined;
}

/** Sets one of the two settings, looks what is there for the other, and takes it away again. */
async function settleSettings(slack: Slack, findings: Findings, userId: string): Promise<void> {
	const user_ids = JSON.stringify([userId]);
	const ask = async () => await slack.call('admin.users.session.getSettings', { user_ids });
	const before = await ask();
	if (before.body.ok !== true || asList(before.body.session_settings).length > 0)
		return findings.leave(
			'settingsNulls',
			'the account has session settings of its own, or Slack does not show them',
		);
	let shown: Exchange | undefined;
	try {
		const set = await slack.call('admin.users.session.setSettings', {
			user_ids,
			desktop_app_browser_quit: 'false',
		});
		if (set.body.ok === true) shown = await ask();
	} finally {
		const isCleared = await slack
			.takeBack('admin.users.session.clearSettings', { user_ids })
			.catch(() => false);
		if (!isCleared)
			findings.leave(
				'settingsNulls',
				`the setting could not be taken back: clear the session settings of ${userId} yourself (in n8n: Session Setting, Clear)`,
			);
	}
	if (findings.left.has('settingsNulls')) return undefined;
	if (!shown) return findings.leave('settingsNulls', 'Slack did not take the setting');
	const setting = asList(shown.body.session_settings)
		.map(asObject)
		.find(({ user_id }) => user_id === userId);
	const answer = !setting
		? 'otherwise'
		: !('duration' in setting)
			? 'absent'
			: setting.duration === null
				? 'nulls'
				: 'value';
	return findings.settle('settingsNulls', answer, shown);
}

type Look = () => Promise<{ sessions: Listed[]; exchanges: Exchange[] }>;

/** Two sessions to begin with, so that one of each kind is left for what comes after where that is possible. */
function spare(sessions: Listed[]): Record<'first' | 'second', Listed | undefined> {
	const take = (from: Listed[]): Listed | undefined => {
		const many = (kind: Listed['kind']) =>
			kind === undefined ? from.length : from.filter((each) => each.kind === kind).length;
		return [...from].sort((a, b) => many(b.kind) - many(a.kind))[0];
	};
	const first = take(sessions);
	const second = take(sessions.filter((each) => each !== first));
	return { first, second };
}

/** Ends one session by its user, asks for it once more, and ends another by its workspace alone. */
async function settleInvalidate(slack: Slack, findings: Findings, look: Look): Promise<void> {
	const method = 'admin.users.session.invalidate';
	const before = await look();
	const { first, second } = spare(before.sessions);
	const few = 'the account had too few sessions';
	if (!first) {
		for (const point of ['invalidateByUser', 'invalidateOfGone', 'invalidateByTeam'] as const)
			findings.leave(point, few);
		return;
	}
	const asFirst = { user_id: first.userId, session_id: first.id };
	const byUser = await slack.call(method, asFirst);
	const after = await look();
	const isGone = after.sessions.every(({ id }) => id !== first.id);
	findings.settle(
		'invalidateByUser',
		byUser.body.ok !== true ? 'refused' : isGone ? 'done' : 'stillListed',
		byUser,
		...after.exchanges,
	);
	if (isGone) {
		const again = await slack.call(method, asFirst);
		findings.settle(
			'invalidateOfGone',
			again.body.ok === true ? 'ok' : answerFor('invalidateOfGone', again.body.error),
			again,
		);
	} else findings.leave('invalidateOfGone', 'the session before it was not ended');

	if (!second) return findings.leave('invalidateByTeam', few);
	const byTeam = await slack.call(method, { team_id: second.teamId, session_id: second.id });
	const last = await look();
	const isListed = last.sessions.some(({ id }) => id === second.id);
	return findings.settle(
		'invalidateByTeam',
		byTeam.body.ok !== true ? 'refused' : isListed ? 'stillListed' : 'done',
		byTeam,
		...last.exchanges,
	);
}

async function settleMobile(
	slack: Slack,
	findings: Findings,
	userId: string,
	look: Look,
): Promise<void> {
	const before = await look();
	const kinds = before.sessions.map(({ kind }) => kind);
	if (!kinds.includes('mobile') || !kinds.includes('desktop') || kinds.includes(undefined))
		return findings.leave(
			'mobileOnly',
			'it takes a session on a phone and one on a computer, and none of another kind',
		);
	const reset = await slack.call('admin.users.session.reset', {
		user_id: userId,
		mobile_only: 'true',
	});
	const after = await look();
	const left = new Set(after.sessions.map(({ id }) => id));
	const isAsListed = before.sessions.every(({ id, kind }) => left.has(id) === (kind !== 'mobile'));
	return findings.settle(
		'mobileOnly',
		reset.body.ok !== true ? 'refused' : isAsListed ? 'asListed' : 'otherwise',
		...before.exchanges,
		reset,
		...after.exchanges,
	);
}
