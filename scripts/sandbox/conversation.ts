import { refuseToken } from '../../nodes/SlackAdminSessions/slack/token';
import { listAll } from './accountSessions';
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
		slack = new Slack(world.connect(token), world.clock);
		await settle(slack, token, world);
		await offerToRevoke(slack, terminal);
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

async function settle(slack: Slack, token: string, world: World): Promise<void> {
	const { terminal, clock } = world;
	const findings = new Findings();
	const concerned = new Set<string>();
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
		terminal.say('\nReading …');
		const place = await settleByReading(slack, findings, { account, own, organisation, hello });
		for (const id of place.ids) concerned.add(id);
		const { sessions } = await listAll(slack, place);
		const mobile = sessions.filter(({ kind }) => kind === 'mobile').length;
		terminal.say(
			`${account.id} has ${count(sessions.length, 'session')}, ${mobile} of them on phones. Three in browsers and one on a phone settle everything.\n`,
		);
		terminal.say(
			`What comes now writes, on ${[account, ...(deactivated ? [deactivated] : [])].map(({ id }) => id).join(' and ')} alone: a session setting is set and taken back, two sessions are ended one by one, then those on phones, then all. One call names, beside ${account.id}, an ID that nobody has.`,
		);
		if (await isYes(terminal, 'Write this to Slack?')) {
			terminal.say('\nWriting. This takes up to three minutes …');
			await settleByWriting({ slack, findings, clock, place, deactivated, concerned });
		} else terminal.say('Nothing was written to Slack.');
	} catch (error) {
		if (!(error instanceof RateLimited)) throw error;
		const { retryAfter } = error;
		const isSeconds = retryAfter !== undefined && /^\d+$/.test(retryAfter);
		const last = slack.exchanges.slice(-1);
		findings.settle(
			'rateLimit',
			isSeconds ? 'seconds' : retryAfter === undefined ? 'absent' : 'otherwise',
			...last,
		);
		write(slack, findings, concerned, token, world);
		throw error;
	}
	write(slack, findings, concerned, token, world);
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

function write(
	slack: Slack,
	findings: Findings,
	concerned: ReadonlySet<string>,
	secret: string,
	{ terminal, folders, day }: World,
): void {
	const records = record(findings, slack.exchanges, { account: concerned, secret, day });
	keep(records, folders);
	terminal.say(`\nWhat Slack answered:\n${findings.lines.join('\n')}\n`);
	terminal.say(
		`Written: ${folders.page}, and ${count(records.length, 'record')} in ${folders.recorded}. Read them before you pass them on.`,
	);
}

async function offerToRevoke(slack: Slack, terminal: Terminal): Promise<void> {
	if (!(await isYes(terminal, 'Revoke the token now, so that nobody can use it any more?')))
		return terminal.say('The token was not revoked.');
	return terminal.say(
		(await slack.revoke())
			? 'The token is revoked.'
			: 'Slack did not revoke the token: remove the app from the organisation in its settings.',
	);
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
