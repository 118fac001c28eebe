import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Fault, Tenant } from '../emulator/emulator';
import { faults } from '../emulator/faults';
import { json, methodOf } from '../emulator/slack';
import { addTenant, reset, rows, startSlack, users, type Slack } from './slack';

const PAGE = join(__dirname, '../../docs/evidence.md');

const LIST = 'admin.users.session.list';

/** What goes wrong with lists of sessions. */
const mishaps: Record<string, Fault> = {
	'a hang': faults['a hang before Slack worked'],
	'429, Retry-After: 20': ({ send }) =>
		send(json({ ok: false, error: 'ratelimited' }, { 'retry-after': '20' }, 429)),
	'a refusal': ({ send }) => send(json({ ok: false, error: 'feature_not_enabled' })),
	'an odd answer': ({ send }) => send(json({ ok: true, active_sessions: 'none' })),
};

const LOST = 'a lost answer to the reset';

/** What the mishap meets: calls of one method, told apart by their bodies. */
const reaches = {
	'the first call': () => false,
	'one user': (body: string, user: string) => body.includes(user),
	"one user and the organisation's list": (body: string, user: string) =>
		body.includes(user) || !body.includes('user_id='),
	'all calls': () => true,
};
type Reach = keyof typeof reaches;

const sizes = {
	few: { count: 3, parameters: { ...reset, options: { verify: true } } },
	many: {
		count: 11,
		parameters: {
			resource: 'session',
			operation: 'resetBulk',
			users: '={{ $json.user_id }}',
			options: { verify: true },
		},
	},
};

interface Case {
	mishap: string;
	when: 'before' | 'after';
	reach: Reach;
	size: keyof typeof sizes;
}

/** The first call of the mishap, with its tries, or all. */
function meets({ mishap, when, reach, size }: Case): NonNullable<Tenant['faultFor']> {
	const user = users(1, sizes[size].count)[0]?.user_id as string;
	let wasReset = false;
	let met = 0;
	return (request) => {
		const method = methodOf(request);
		const isReset = method !== LIST && method.startsWith('admin.users.session.');
		wasReset ||= isReset;
		if (mishap === LOST) {
			if (!isReset || !reaches[reach](request.body, user) || met++ >= 4) return undefined;
			return when === 'before'
				? faults['cut before Slack worked']
				: faults['cut after Slack worked'];
		}
		if (method !== LIST || wasReset !== (when === 'after')) return undefined;
		if (!reaches[reach](request.body, user) && (reach !== 'the first call' || met > 0))
			return undefined;
		met++;
		return mishaps[mishap];
	};
}

/** Of how many users the reset is expected to be proved. Nothing: there is no such case, or it takes as long as Verify may. */
function expected({ mishap, when, reach, size }: Case): number | undefined {
	const { count } = sizes[size];
	if (mishap === LOST) {
		if (size === 'few') return reach === 'one user' ? count : undefined;
		// In bulk nothing is sent again: what did not arrive is looked for until the time is up.
		return when === 'after' && reach === 'all calls' ? count : undefined;
	}
	if (reach === 'the first call') return count;
	// Slack limits a method, and not a user. After the reset it is waited for until the time is up.
	if (mishap.startsWith('429')) return reach === 'all calls' && when === 'before' ? 0 : undefined;
	if (reach === 'all calls') return 0;
	// Of many, only the organisation's list is read.
	if (size === 'many') return undefined;
	return reach === 'one user' && when === 'before' ? count : count - 1;
}

/** @returns how many were proved, once nobody is said to be what the emulator's state contradicts */
async function run(slack: Slack, one: Case): Promise<number> {
	const { count, parameters } = sizes[one.size];
	const { organisation, run: runInTenant } = addTenant(slack, count, meets(one));
	const { outputs } = await runInTenant({
		parameters,
		items: users(count),
		onError: 'continueRegularOutput',
	});
	const all = rows(outputs[0]);
	const lies = all.filter(
		({ verified, ok, user_id }) =>
			verified === false || ok !== true || organisation.sessionsOf(String(user_id)).length > 0,
	);
	expect([all.length, lies]).toEqual([count, []]);
	// Whoever the mishap does not meet is proved.
	const others = all.filter(({ verified }, index) => verified !== true && index < count - 1);
	if (one.reach !== 'all calls') expect(others).toEqual([]);
	return all.filter(({ verified }) => verified === true).length;
}

const whens = ['before', 'after'] as const;
const columns = (Object.keys(reaches) as Reach[]).flatMap((reach) =>
	(['few', 'many'] as const).map((size) => ({ reach, size })),
);
const lines: string[] = [];

test.each([...Object.keys(mishaps), LOST])('%s', async (mishap) => {
	const slack = await startSlack(1);
	try {
		for (const when of whens) {
			const cells = await Promise.all(
				columns.map(async (column) => {
					const one = { mishap, when, ...column };
					const proved = expected(one);
					if (proved === undefined) return '–';
					const found = await run(slack, one);
					expect({ ...one, proved: found }).toEqual({ ...one, proved });
					return `${found} of ${sizes[one.size].count}`;
				}),
			);
			const time = mishap === LOST ? `${when} Slack worked` : `${when} the reset`;
			lines.push(`| ${[`${mishap}, ${time}`, ...cells].join(' | ')} |`);
		}
	} finally {
		await slack.close();
	}
});

afterAll(() => {
	const head = ['mishap', ...columns.map(({ reach, size }) => `${reach}, ${size}`)];
	const page = `# What a fault leaves of the proof

Made by \`test/engine/evidence.test.ts\`, which runs each cell in n8n's own engine over real HTTPS and compares it with the emulator's state; it fails when this page
differs. \`UPDATE_DOCS=1 npm run test:unit\` writes it again.

Something goes wrong with a list of sessions of *Verify*, or with a reset. A cell says for how many users the reset was proved all the same (\`verified: true\`). The other users were
reset too: their \`verified\` is \`null\`, with a note. No mishap takes the proof of a user whom it does not meet.

- *Few*: *Reset* of three users. Each user's own lists are read, and the organisation's list where those are not enough.
- *Many*: *Reset in Bulk*. The organisation's list is read.
- *–*: there is no such case, or *Verify* waits for it until its time is up.

| ${head.join(' | ')} |
| ${head.map(() => '---').join(' | ')} |
${lines.join('\n')}
`;
	// A page with a line missing is not written.
	expect(lines).toHaveLength((Object.keys(mishaps).length + 1) * whens.length);
	if (process.env.UPDATE_DOCS) writeFileSync(PAGE, page);
	expect(readFileSync(PAGE, 'utf8')).toBe(page);
});
