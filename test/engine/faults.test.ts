import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { until } from '../until';
import type { Emulator, Fault } from '../emulator/emulator';
import { faults, type FaultName } from '../emulator/faults';
import { makeOrganisation } from '../emulator/organisation';
import { bearer, methodOf } from '../emulator/slack';
import { byId, reset, rows, startSlack, useSlack, type Slack } from './slack';

const PAGE = join(__dirname, '../../docs/faults.md');
const USER = 'U0000000003';

const options = { includeOwnUser: true, maxWait: 60 };

/** The shapes of a call: what is run, and the method that the fault meets. */
interface Shape {
	method: string;
	parameters: INodeParameters;
}

const shapes = {
	'one user': {
		method: 'admin.users.session.reset',
		parameters: { ...reset, user: byId(USER), options },
	},
	bulk: {
		method: 'admin.users.session.resetBulk',
		parameters: { resource: 'session', operation: 'resetBulk', users: USER, options },
	},
	page: {
		method: 'admin.users.session.list',
		parameters: { resource: 'session', operation: 'getMany', returnAll: true },
	},
	'look-up': {
		method: 'users.lookupByEmail',
		parameters: {
			...reset,
			user: { __rl: true, mode: 'email', value: `${USER}@example.com` },
			options,
		},
	},
	'auth.test': {
		method: 'auth.test',
		parameters: { ...reset, user: byId(USER), options: { maxWait: 60 } },
	},
} satisfies Record<string, Shape>;
type ShapeName = keyof typeof shapes;
const shapeNames = Object.keys(shapes) as ShapeName[];

/** Faults that no request can be told apart by: they meet every call. What one gives back is waited for after the run. */
const everywhere: Record<string, (emulator: Emulator) => void | (() => Promise<void>)> = {
	'a certificate of somebody else': (emulator) => {
		emulator.impostor = true;
	},
	'a proxy that is down': () => {
		process.env.HTTPS_PROXY = 'http://127.0.0.1:1';
	},
	'a proxy password that does not decode': (emulator) => {
		process.env.HTTPS_PROXY = `http://user:%6q@127.0.0.1:${emulator.proxyPort}`;
		// The agent has begun a connection before it reads the password, and forgets it. Were the proxy gone by then, that would end the tests.
		return async () =>
			void (await until('the proxy has the connection', () => emulator.connections > 0));
	},
	'a proxy address that cannot be read': ({ proxyPort }) => {
		process.env.HTTPS_PROXY = `http://user:pass#word@127.0.0.1:${proxyPort}`;
	},
};

/** Whether a fault passes when the call is tried again, and what is known when it does not pass. */
interface Expected {
	passes: boolean;
	stays: 'failed' | 'unknown' | 'done';
	/** How often it is tried at the most. Rate limits are waited for until the run may not wait any longer. */
	tries: number | 'until Maximum Wait';
	/** Shapes of which something else is expected. */
	but?: Partial<Record<ShapeName, Expected>>;
}

const RELENTS = 20;

const noHarm: Expected = { passes: true, stays: 'done', tries: 1 };
const final: Expected = { passes: false, stays: 'failed', tries: 1 };
const notDone: Expected = { passes: true, stays: 'failed', tries: 4 };
const notKnown: Expected = { passes: true, stays: 'unknown', tries: 4 };
const waited: Expected = {
	passes: true,
	stays: 'failed',
	tries: 'until Maximum Wait',
	// A read has no Maximum Wait of its own and waits an hour if need be: here Slack relents after the 20th refusal.
	but: { page: { passes: true, stays: 'done', tries: RELENTS + 1 } },
};
// A guard ends once its calls have taken as long as one of them may: a call that takes it all has no second try.
const silent: Expected = { ...notKnown, but: { 'auth.test': final } };

const expected: Record<FaultName, Expected> = {
	'429, Retry-After: 1': waited,
	'429, Retry-After as a date': waited,
	'429, no Retry-After': waited,
	'429, Retry-After: 0': waited,
	'429, Retry-After: -5': waited,
	'429, Retry-After: a year': {
		...final,
		but: { page: { passes: true, stays: 'failed', tries: 'until Maximum Wait' } },
	},
	'429, Retry-After in words': waited,
	'429 in html': waited,
	'ratelimited under HTTP 200': waited,
	'internal_error before Slack worked': notKnown,
	'internal_error after Slack worked': notKnown,
	service_unavailable: notDone,
	'a hang before Slack worked': silent,
	'a hang after Slack worked': silent,
	'a slow drip': silent,
	html: notKnown,
	'html after Slack worked': notKnown,
	'json cut short after Slack worked': notKnown,
	'empty body after Slack worked': notKnown,
	'array after Slack worked': notKnown,
	'ok that is a text after Slack worked': notKnown,
	'json under a wrong content type': noHarm,
	'redirect 301': final,
	'redirect 302': final,
	'redirect 303': final,
	'redirect 307': final,
	'redirect 308': final,
	'redirect 307 to the same host': final,
	'408 after Slack worked': notKnown,
	'401 from a gateway': final,
	'403 from a gateway': final,
	'407 from a proxy': final,
	'500 before Slack worked': notKnown,
	'502 before Slack worked': notKnown,
	'503 before Slack worked': notKnown,
	'504 before Slack worked': notKnown,
	'502 after Slack worked': notKnown,
	'cut before Slack worked': notKnown,
	'cut after Slack worked': notKnown,
	'echo of the token': final,
	'echo of the token in html': notKnown,
};

const expectedOf = (name: FaultName, shape: ShapeName): Expected =>
	expected[name].but?.[shape] ?? expected[name];

interface Cell {
	outcome: string;
	calls: number;
	left: number;
}

/** Runs a shape in an organisation of its own, where a fault meets the first calls of its method. */
async function run(
	slack: Slack,
	{ method, parameters }: Shape,
	fault?: Fault,
	meets = 0,
): Promise<Cell> {
	const { organisation, token } = makeOrganisation(5);
	let met = 0;
	slack.emulator.tenants.set(token.value, {
		organisation,
		faultFor: (request) => (methodOf(request) === method && met++ < meets ? fault : undefined),
	});
	const { outputs, run: whole } = await slack.run({
		parameters,
		items: [{}],
		onError: 'continueRegularOutput',
		credential: { accessToken: token.value, environment: 'slack' },
	});
	expect(JSON.stringify(whole)).not.toContain(token.value.slice(5));
	const [row] = rows(outputs[0]);
	const error = row?.error as IDataObject | undefined;
	return {
		outcome: String(error?.outcome ?? 'done'),
		calls: slack.emulator.calls(method).filter((call) => bearer(call) === token.value).length,
		left: organisation.sessionsOf(USER).length,
	};
}

const table = new Map<string, string[]>();
/** What came of it where the fault met the first call alone, and where it met every call. */
const note = (name: string, once: string, always: string) =>
	table.set(name, [...(table.get(name) ?? []), once, always]);

describe.each(Object.entries(faults) as Array<[FaultName, Fault]>)('%s', (name, fault) => {
	const cells = new Map<string, { once: Cell; always: Cell }>();

	// All shapes side by side: most of the time is spent waiting for the next try.
	beforeAll(async () => {
		const slack = await startSlack(5);
		try {
			await Promise.all(
				shapeNames.map(async (shape) => {
					const setup = shapes[shape];
					const relents = expectedOf(name, shape).tries === RELENTS + 1;
					const [once, always] = await Promise.all([
						run(slack, setup, fault, 1),
						run(slack, setup, fault, relents ? RELENTS : Infinity),
					]);
					cells.set(shape, { once, always });
				}),
			);
		} finally {
			await slack.close();
		}
	});

	test.each(shapeNames)('%s', (shape) => {
		const { once, always } = cells.get(shape) as { once: Cell; always: Cell };
		const { passes, stays, tries } = expectedOf(name, shape);
		const writes = shape === 'one user' || shape === 'bulk';
		if (passes) expect(once.outcome).toBe('done');
		else expect(once.outcome).toBe(stays);
		expect(once.calls).toBe(passes && tries !== 1 ? 2 : 1);
		// No done that is not, no failed that was done.
		if (shape !== 'page') expect(once.left === 0).toBe(once.outcome === 'done');

		// Nothing is written by a call that reads: that it got no answer leaves nothing in the dark.
		expect(always.outcome).toBe(stays === 'unknown' && !writes ? 'failed' : stays);
		if (typeof tries === 'number') expect(always.calls).toBe(tries);
		else expect(always.calls).toBeGreaterThanOrEqual(2);
		if (always.outcome === 'failed') expect(always.left).toBeGreaterThan(0);
		if (always.outcome === 'done' && shape !== 'page') expect(always.left).toBe(0);
		note(
			name,
			`${once.outcome} (${once.calls})`,
			`${always.outcome} (${tries === 'until Maximum Wait' ? '…' : always.calls})`,
		);
	});
});

describe.each(Object.entries(everywhere))('%s', (name, spoil) => {
	const slack = useSlack(5);

	test.each(Object.entries(shapes))('%s', async (_, setup) => {
		const settled = spoil(slack.emulator);
		const cell = await run(slack, setup);
		await settled?.();
		expect(cell).toEqual({ outcome: 'failed', calls: 0, left: 4 });
		note(name, '–', `${cell.outcome} (0)`);
	});
});

afterAll(() => {
	const columns = shapeNames.flatMap((shape) => [`${shape}, once`, `${shape}, every time`]);
	const head = ['fault', ...columns];
	const lines = [...table].map(([name, cells]) => `| ${[name, ...cells].join(' | ')} |`);
	const page = `# What happens under every fault

Made by \`test/engine/faults.test.ts\`, which runs each cell in n8n's own engine over real HTTPS and compares it with the emulator's state; it fails when this page
differs. \`UPDATE_DOCS=1 npm run test:unit\` writes it again.

A cell says what came of the item, and in brackets how many calls were made. *Once*: the fault met the first call only. *Every time*: the fault met every call. *–*: this fault does
not come only once. *…*: the calls went on until *Maximum Wait* was used up. A list has no *Maximum Wait* and waits for up to an hour; there the fault ended with the 20th call.

"After Slack worked" means that Slack did the work, and only its answer was lost. What the outcomes mean: [reference](reference.md#when-something-was-not-done).

| ${head.join(' | ')} |
| ${head.map(() => '---').join(' | ')} |
${lines.join('\n')}
`;
	// A page with a cell missing is not written.
	for (const cells of table.values()) expect(cells).toHaveLength(columns.length);
	if (process.env.UPDATE_DOCS) writeFileSync(PAGE, page);
	expect(readFileSync(PAGE, 'utf8')).toBe(page);
});
