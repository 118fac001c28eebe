import { blamed } from '../../nodes/SlackAdminSessions/run/blame';
import type { Listed } from './accountSessions';
import { answerFor, type Findings } from './findings';
import { asList, asObject, asText } from './read';
import type { Clock, Exchange, Slack } from './slack';

/** When to look after a bulk reset, in seconds after the last look. */
const LOOKS = [0, 2, 3, 5, 10, 20, 30];

interface Bulk {
	slack: Slack;
	findings: Findings;
	clock: Clock;
	userId: string;
	/** An ID that Slack does not know. */
	nobody: [string] | undefined;
	look: () => Promise<{ sessions: Listed[]; exchanges: Exchange[] }>;
}

/** Resets the account together with an ID that nobody has, and looks when its sessions are gone. */
export async function settleBulk({
	slack,
	findings,
	clock,
	userId,
	nobody,
	look,
}: Bulk): Promise<void> {
	const leave = (why: string, ...points: Array<Parameters<Findings['leave']>[0]>) => {
		for (const point of points) findings.leave(point, why);
	};
	if (!nobody)
		return leave(
			'users.info does not say of an ID that nobody has it',
			'bulkCode',
			'bulkNames',
			'bulkOthers',
			'bulkSoon',
		);
	const { sessions: before } = await look();
	// The ID that nobody has comes second: a place in the list is then no mere zero.
	const bulk = await slack.call('admin.users.session.resetBulk', {
		user_ids: JSON.stringify([userId, ...nobody]),
	});
	const sent = clock.now();
	const code = asText(bulk.body.error);
	const isRefused = bulk.body.ok !== true;
	findings.settle(
		'bulkCode',
		!isRefused ? 'ok' : code === 'user_not_found' ? 'first' : answerFor('bulkCode', code),
		bulk,
	);
	if (isRefused) findings.settle('bulkNames', whereNamed(bulk.body, userId, nobody[0]), bulk);
	else leave('the bulk reset was not refused', 'bulkNames', 'bulkOthers');
	if (before.length === 0)
		return leave(
			'the account had too few sessions',
			...(isRefused ? (['bulkOthers', 'bulkSoon'] as const) : (['bulkSoon'] as const)),
		);

	for (const seconds of LOOKS) {
		await clock.pause(seconds * 1000);
		const { sessions, exchanges } = await look();
		const isGone = before.every(({ id }) => sessions.every((session) => session.id !== id));
		if (!isGone) continue;
		const took = (clock.now() - sent) / 1000;
		if (isRefused) findings.settle('bulkOthers', 'done', bulk, ...exchanges);
		findings.settle(
			'bulkSoon',
			took <= 5 ? 'atOnce' : took <= 20 ? 'soon' : 'late',
			bulk,
			...exchanges,
		);
		return;
	}
	const { exchanges } = await look();
	if (isRefused) {
		findings.settle('bulkOthers', 'notDone', bulk, ...exchanges);
		leave('the refused call did nothing', 'bulkSoon');
	} else leave('the sessions were still listed after a minute', 'bulkSoon');
}

function whereNamed(body: Record<string, unknown>, userId: string, nobody: string): string {
	if (asList(body.failed_user_ids).includes(nobody)) return 'failed_user_ids';
	const { messages } = asObject(body.response_metadata);
	if (asList(messages).some((message) => String(message).includes('/user_ids/1'))) return 'place';
	if (!JSON.stringify(body).includes(nobody)) return 'nowhere';
	// Whether the product reads it there, its own reader says.
	if (String(blamed(body, [userId, nobody])) !== nobody) return 'otherwise';
	return isKey(body, nobody) ? 'keys' : 'details';
}

function isKey(value: unknown, name: string): boolean {
	if (Array.isArray(value)) return value.some((part) => isKey(part, name));
	const fields = asObject(value);
	return Object.hasOwn(fields, name) || Object.values(fields).some((part) => isKey(part, name));
}
