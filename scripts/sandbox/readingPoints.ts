import { asList, asObject, asText } from './read';
import { isList, listOf, sessionsIn, type Place } from './accountSessions';
import { answerFor, type Findings } from './findings';
import { checkAgain, type Own, type Row } from './people';
import type { Exchange, Slack } from './slack';

/** The points for which calls that only read are enough. @returns where the account's sessions are listed */
export async function settleByReading(
	slack: Slack,
	findings: Findings,
	{
		account,
		own,
		organisation,
		hello,
	}: { account: Row; own: Own; organisation: string; hello: Exchange },
): Promise<Place> {
	const scopes = hello.scopes ?? '';
	findings.settle('scopes', scopes === '' ? 'unnamed' : 'named', hello);

	const ids = await settleWhoSomebodyIs(slack, findings, account, own, scopes);
	const teams = await settleLists(slack, findings, account, organisation, ids);

	const page = await slack.call('admin.users.list', { limit: '101' });
	findings.settle('pageOf101', page.body.ok === true ? 'taken' : 'refused', page);
	return { userId: account.id, ids, teams };
}

/** @returns every ID of the account */
async function settleWhoSomebodyIs(
	slack: Slack,
	findings: Findings,
	account: Row,
	own: Own,
	scopes: string,
): Promise<Set<string>> {
	const info = await slack.call('users.info', { user: account.id });
	const isRefused = info.body.ok !== true;
	const code = asText(info.body.error);
	if (code === 'missing_scope' && !scopes.split(',').includes('users:read'))
		findings.leave('usersInfo', 'the token lacks the scope users:read');
	else findings.settle('usersInfo', isRefused ? answerFor('usersInfo', code) : 'answers', info);

	const byAddress =
		account.email === ''
			? undefined
			: await slack.call('users.lookupByEmail', { email: account.email });
	const isFound = byAddress?.body.ok === true;
	const list: Exchange = {
		method: 'admin.users.list',
		sent: {},
		status: 200,
		body: { ok: true, users: [account.said] },
	};
	if (isFound) settleTeams(findings, 'lookupByEmail', byAddress, account, list);
	else findings.leave('lookupByEmail', 'users.lookupByEmail did not find the account');
	if (!isRefused) settleTeams(findings, 'enterpriseUser', info, account, list);
	else if (isFound) settleTeams(findings, 'enterpriseUser', byAddress, account, list);
	else findings.leave('enterpriseUser', 'neither call said who the account is');

	const ids = new Set([account.id]);
	for (const exchange of [info, byAddress]) {
		const user = asObject(exchange?.body.user);
		checkAgain(user, account, own);
		for (const id of [user.id, asObject(user.enterprise_user).id])
			if (asText(id)) ids.add(String(id));
	}
	return ids;
}

function settleTeams(
	findings: Findings,
	point: 'enterpriseUser' | 'lookupByEmail',
	exchange: Exchange,
	{ workspaces }: Row,
	list: Exchange,
): void {
	const user = asObject(asObject(exchange.body.user).enterprise_user);
	const settle = (answer: string) => findings.settle(point, answer, exchange, list);
	if (Object.keys(user).length === 0) return settle('missing');
	if (!Array.isArray(user.teams)) return settle('withoutTeams');
	const teams = asList(user.teams).map(String).sort();
	if (String(teams) === String([...workspaces].sort())) {
		if (teams.length === 0)
			return findings.leave(point, 'the account is in no workspace: add it to one');
		return settle('whole');
	}
	return settle(teams.length === 0 ? 'emptyTeams' : 'different');
}

/** @returns where to list the account's sessions from now on */
async function settleLists(
	slack: Slack,
	findings: Findings,
	{ id, workspaces }: Row,
	organisation: string,
	ids: Set<string>,
): Promise<string[]> {
	const ofOrganisation = await listOf(slack, id, organisation);
	const ofWorkspaces: Exchange[] = [];
	for (const team of workspaces) ofWorkspaces.push(await listOf(slack, id, team));
	const read = [...ofWorkspaces.filter(isList), ofOrganisation];
	const numbers = (exchange: Exchange) => sessionsIn(exchange, ids).map((session) => session.id);
	const elsewhere = ofWorkspaces.flatMap(numbers);
	const here = numbers(ofOrganisation);

	const [first] = asList(
		[...read].find(({ body }) => asList(body.active_sessions).length > 0)?.body.active_sessions,
	);
	if (first === undefined) findings.leave('sessionFields', 'the account has no session');
	else findings.settle('sessionFields', kindsOf(asObject(first)), ...read);

	if (!isList(ofOrganisation)) {
		findings.settle('listByOrganisation', 'refused', ofOrganisation);
		return workspaces;
	}
	const isAll = elsewhere.length > 0 && elsewhere.every((number) => here.includes(number));
	const isItsOwn = elsewhere.length > 0 && !elsewhere.some((number) => here.includes(number));
	findings.settle(
		'listByOrganisation',
		isAll ? 'all' : isItsOwn ? 'itsOwn' : 'taken',
		ofOrganisation,
		...ofWorkspaces,
	);
	return isAll ? [organisation] : [...workspaces, organisation];
}

const DEVICE = ['device_hardware', 'os', 'os_version', 'slack_client_version', 'ip'];

function kindsOf(session: Record<string, unknown>): string {
	const fields = ['user_id', 'session_id', 'team_id', 'created', 'recent'];
	const isDevice = (value: unknown) =>
		value === undefined ||
		Object.entries(asObject(value)).every(
			([name, part]) => DEVICE.includes(name) && typeof part === 'string',
		);
	const isDocumented =
		Object.keys(session).every((name) => fields.includes(name)) &&
		typeof session.user_id === 'string' &&
		typeof session.team_id === 'string' &&
		isDevice(session.created) &&
		isDevice(session.recent);
	if (!isDocumented) return 'otherwise';
	if (typeof session.session_id === 'number') return 'asDocumented';
	return typeof session.session_id === 'string' ? 'idAsText' : 'otherwise';
}
