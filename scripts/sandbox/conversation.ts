import { refuseToken } from '../../nodes/SlackAdminSessions/slack/token';
import { listAll } from './accountSessions';
import { checkAuditToken, leaveAudit, settleAuditDelay, settleAuditSession } from './auditPoints';
import { Findings } from './findings';
import { keep, type Folders } from './keep';
import { choose, countPeople, knowOwn, MOST_PEOPLE, type Row } from './people';
import { asText } from './read';
import { settleByReading } from './readingPoints';
import { record } from './recording';
import { Slack, type Clock, type Exchange, type Send } from './slack';
import { RateLimited, Stop } from './stop';
import type { Terminal } from './terminal';
import { settleByWriting } from './writingPoints';

export interface World {
	terminal: Terminal;
	connect(token: string): Send;
	clock: Clock;
	folders: Folders;
	/** As YYYY-MM-DD. */
	day: string;
}

/** The whole talk, from the token to the page. @returns the exit code */
export async function talk(world: World): Promise<number> {
	const { terminal } = world;
	let slack: Slack | undefined;
	try {
		terminal.say(INTRODUCTION);
		const token = await terminal.ask('User OAuth Token (it is not shown):', 'hidden');
		const refusal = refuseToken(token);
		if (refusal !== undefined) throw new Stop(refusal);
		const heard: Exchange[] = [];
		slack = new Slack(world.connect(token), world.clock, heard);
		const audit = await settle({ slack, heard, secrets: [token], world });
		await offerToRevoke([slack, ...(audit ? [audit] : [])], terminal);
		return 0;
	} catch (error) {
		if (!(error instanceof Stop)) throw error;
		terminal.say(`\n${error.message}`);
		terminal.say(
			slack?.written.length
				? `What was sent to Slack and writes, on the accounts that you named alone: ${slack.written.join(', ')}. The last of them may have worked.`
				: 'Nothing was written to Slack.',
		);
		return error.code;
	}
}

const INTRODUCTION = `This command asks a Slack sandbox what no public text says, and writes down what it answered: docs/settled.md, and anonymised records.
It only reads until you say yes to more. It does nothing in an organisation of more than ${MOST_PEOPLE} people. The token is kept nowhere.
docs/slack-app.md, "I have a sandbox", says how to prepare. Ctrl-C ends it at any time.
`;

interface Settling {
	slack: Slack;
	/** All that Slack says. */
	heard: Exchange[];
	/** The tokens. */
	secrets: string[];
	world: World;
}

/** @returns the way to the audit log, where there is one */
async function settle(settling: Settling): Promise<Slack | undefined> {
	const { slack, heard, world } = settling;
	const { terminal, clock } = world;
	const findings = new Findings();
	const concerned = new Set<string>();
	let audit: Slack | undefined;
	try {
		const { hello, organisation, user } = await greet(slack, terminal);
		const people = await countPeople(slack);
		const own = await knowOwn(slack, user, people);
		terminal.say(`It has ${people.length} people, active or not.\n`);

		const named = await terminal.ask(
			'The test account, by ID or address (no administrator, and not yourself):',
		);
		const account = choose(named, true, people, own);
		const deactivated = await askForDeactivated(terminal, people, own);
		audit = await askForAuditLog(settling, organisation);
		terminal.say('\nReading …');
		const place = await settleByReading(slack, findings, { account, own, organisation, hello });
		for (const id of place.ids) concerned.add(id);
		const listed = await listAll(slack, place);
		const { sessions } = listed;
		if (audit) await settleAuditSession(audit, findings, place, listed);
		else leaveAudit(findings);
		const mobile = sessions.filter(({ kind }) => kind === 'mobile').length;
		terminal.say(
			`${account.id} has ${count(sessions.length, 'session')}, ${mobile} of them on phones. Three in browsers and one on a phone settle everything.\n`,
		);
		terminal.say(
			`What comes now writes, on ${[account, ...(deactivated ? [deactivated] : [])].map(({ id }) => id).join(' and ')} alone: a session setting is set and taken back, two sessions are ended one by one, then those on phones, then all${audit ? ', twice' : ''}. One call names, beside ${account.id}, an ID that nobody has.`,
		);
		if (await isYes(terminal, 'Write this to Slack?')) {
			terminal.say('\nWriting. This takes up to six minutes …');
			await settleByWriting({ slack, findings, clock, place, deactivated, concerned });
			if (audit) await settleAuditDelay(slack, audit, findings, clock, account.id);
		} else terminal.say('Nothing was written to Slack.');
	} catch (error) {
		if (!(error instanceof RateLimited)) throw error;
		const { retryAfter } = error;
		const isSeconds = retryAfter !== undefined && /^\d+$/.test(retryAfter);
		findings.settle(
			'rateLimit',
			isSeconds ? 'seconds' : retryAfter === undefined ? 'absent' : 'otherwise',
			...heard.slice(-1),
		);
		write(settling, findings, concerned);
		throw error;
	}
	write(settling, findings, concerned);
	return audit;
}

/** Whose the token is, and of which organisation. */
async function greet(
	slack: Slack,
	terminal: Terminal,
): Promise<{ hello: Exchange; organisation: string; user: string }> {
	const hello = await slack.call('auth.test');
	const { ok, error, team, user, user_id, enterprise_id, is_enterprise_install } = hello.body;
	if (ok !== true)
		throw new Stop(
			`Slack does not accept this token (${asText(error) ?? 'without a code'}). Copy the User OAuth Token again, from OAuth & Permissions in the settings of the app.`,
		);
	const organisation = asText(enterprise_id);
	const id = asText(user_id);
	if (is_enterprise_install !== true || !organisation || !id)
		throw new Stop(
			'This token is of a single workspace. Install the app on the organisation, and copy the new token (docs/slack-app.md, step 3).',
		);
	terminal.say(
		`This is the token of ${asText(user) ?? 'somebody'} (${id}) of the organisation ${asText(team) ?? ''} (${organisation}).`,
	);
	terminal.say(
		'What comes next reads: the people of the organisation, and sessions of one account.',
	);
	if (!(await isYes(terminal, 'Is this a sandbox that you may try things in?')))
		throw new Stop('Then this command does nothing.');
	return { hello, organisation, user: id };
}

async function askForDeactivated(
	terminal: Terminal,
	people: Row[],
	own: Parameters<typeof choose>[3],
): Promise<Row | undefined> {
	const named = await terminal.ask(
		'A second account that is deactivated already, or only Enter to leave that point open:',
	);
	return named === '' ? undefined : choose(named, false, people, own);
}

/** Only the whole word counts. */
async function isYes(terminal: Terminal, question: string): Promise<boolean> {
	return (await terminal.ask(`${question} Type yes or no:`)).toLowerCase() === 'yes';
}

/** The log takes the token of an app of its own. */
async function askForAuditLog(
	{ heard, secrets, world }: Settling,
	organisation: string,
): Promise<Slack | undefined> {
	const token = await world.terminal.ask(
		"An Org Owner's token of the app that reads the audit log (it is not shown), or only Enter to leave its points open:",
		'hidden',
	);
	if (token === '') return undefined;
	const refusal = refuseToken(token);
	if (refusal !== undefined) throw new Stop(refusal);
	secrets.push(token);
	const audit = new Slack(world.connect(token), world.clock, heard);
	await checkAuditToken(audit, organisation);
	return audit;
}

function write(
	{ heard, secrets, world: { terminal, folders, day } }: Settling,
	findings: Findings,
	concerned: ReadonlySet<string>,
): void {
	const records = record(findings, heard, { account: concerned, secrets, day });
	keep(records, folders);
	terminal.say(`\nWhat Slack answered:\n${findings.lines.join('\n')}\n`);
	terminal.say(
		`Written: ${folders.page}, and ${count(records.length, 'record')} in ${folders.recorded}. Read them before you pass them on.`,
	);
}

async function offerToRevoke(slacks: Slack[], terminal: Terminal): Promise<void> {
	const question = 'Revoke what you have pasted, so that nobody can use it any more?';
	if (!(await isYes(terminal, question))) return terminal.say('Nothing was revoked.');
	for (const slack of slacks)
		terminal.say(
			(await slack.revoke())
				? 'The token is revoked.'
				: 'Slack did not revoke the token: remove the app from the organisation in its settings.',
		);
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
