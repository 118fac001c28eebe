import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INode, INodeParameters, IWorkflowBase } from 'n8n-workflow';

import type { Emulator, Fault } from '../../emulator/emulator';
import type { Organisation } from '../../emulator/organisation';
import { until } from '../../until';
import { addCredentials, pickCredentials } from '../credentials';
import { Model, toolAnswers, type Request } from '../model';
import { readExecution } from '../execution';
import { fresh, type N8nServer } from '../server';
import type { World } from '../world';

const GRACE = 'U0GRACE0001';
const LIST = 'Get_Slack_Sessions';
const RESET = 'Reset_Slack_Sessions';
const example = readFileSync(join(__dirname, '../../../examples/agent/session-agent.json'), 'utf8');

/** An AI agent with the node as its tool. */
export function agent(world: () => World): void {
	let emulator: Emulator;
	let organisation: Organisation;
	let server: N8nServer;
	let model: Model;
	let credentials: Record<string, string>;
	/** What n8n's own Slack node has asked people in the channel. */
	const asked: string[] = [];

	/** n8n's own Slack node speaks to slack.com too; the emulator knows only what this package calls. */
	const postMessage: Fault = ({ request, send }) => {
		asked.push(request.body);
		send({
			status: 200,
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ ok: true, channel: 'C0123456789', ts: '1.1' }),
		});
	};

	beforeAll(async () => {
		({ emulator, server } = world());
		const slack = world().renew();
		({ organisation } = slack);
		organisation.addPerson({ id: GRACE, name: 'Grace Hopper', email: 'grace@example.com' });
		emulator.faultFor = ({ path }) =>
			path.endsWith('/chat.postMessage') ? postMessage : undefined;
		model = await Model.start();
		credentials = await addCredentials(server, {
			slackAdminSessionsApi: { accessToken: slack.token.value, environment: 'slack' },
			openAiApi: model.credential,
			slackApi: { accessToken: 'none' },
		});
	});
	beforeEach(() => {
		asked.length = 0;
		model.requests.length = 0;
		organisation.end(GRACE, () => true);
		for (const client of ['web', 'mobile'] as const) organisation.addSession(GRACE, { client });
	});
	afterAll(async () => await model?.close());

	/** Imports the workflow as it ships, with the credentials set and, unless it is to stay, Dry Run off. */
	async function importAgent({
		dryRun = false,
		change = {},
	}: {
		dryRun?: boolean;
		change?: Record<string, (node: INode) => void>;
	} = {}): Promise<IWorkflowBase> {
		const workflow = JSON.parse(example) as IWorkflowBase;
		pickCredentials(workflow, credentials);
		for (const node of workflow.nodes) {
			if (node.name === 'Reset Slack Sessions' && !dryRun) node.parameters.options = {};
			change[node.name]?.(node);
		}
		return await server.post<IWorkflowBase>('/workflows', workflow);
	}

	const says = (chatInput: string) => ({ chatInput, sessionId: 'test', action: 'sendMessage' });

	/** Waits for the question in the channel, and opens the link of one of its buttons as a person does. */
	async function decide(button: 'Approve' | 'Decline'): Promise<string> {
		const question = await until('the agent had asked in the channel', () => asked[0]);
		const links = [...question.matchAll(/"url":"([^"]+)"/g)].map(
			([, link = '']) => JSON.parse(`"${link}"`) as string,
		);
		const link = links.find((each) => each.includes(`approved=${button === 'Approve'}`));
		if (link === undefined) throw new Error(`No button ${button} in ${question}`);
		const { pathname, search } = new URL(link);
		// n8n asks some moments before it waits for the answer; no person is as quick.
		await until('n8n took the decision', async () => {
			const { ok } = await fetch(new URL(pathname + search, server.url), {
				headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0', ...fresh },
			});
			return ok;
		});
		return question;
	}

	/** Lists, then signs out, then says what the tool said. */
	const signOut = (request: Request) => {
		const [sessions, outcome] = toolAnswers(request);
		if (sessions === undefined) return { tool: LIST, takes: { email: 'grace@example.com' } };
		if (outcome === undefined)
			return {
				tool: RESET,
				takes: { toolParameters: { email: 'grace@example.com' }, hitlParameters: {} },
			};
		return { say: outcome };
	};

	async function talk(
		workflow: IWorkflowBase,
		decision?: 'Approve' | 'Decline',
		message = 'Sign grace@example.com out',
	): Promise<{ said: string; question: string }> {
		const ended = server.run(workflow, 'Chat', says(message));
		const question = decision === undefined ? '' : await decide(decision);
		const { status, data } = await ended;
		const { resultData } = readExecution(data);
		if (status !== 'success') throw new Error(`${status}: ${resultData.error?.message}`);
		return {
			said: String(resultData.runData['Session Agent']?.at(-1)?.data?.main?.[0]?.[0]?.json.output),
			question,
		};
	}

	test('the model reads what the tools do and what they take', async () => {
		model.think = () => ({ say: 'Good.' });
		await talk(await importAgent());
		const tools = new Map(
			(model.requests[0]?.tools ?? []).map(({ function: tool }) => [tool.name, tool]),
		);
		expect(tools.get(LIST)).toMatchObject({
			description: expect.stringMatching(
				/^Lists one person's open Slack sessions, by their e-mail address.* Changes nothing\.$/,
			),
			parameters: {
				properties: {
					email: { type: 'string', description: "The user's e-mail address in Slack" },
				},
				required: ['email'],
			},
		});
		// n8n puts what the tool takes one level deeper where a person is asked first.
		expect(tools.get(RESET)).toMatchObject({
			description: expect.stringMatching(
				/^Signs one person out of Slack on all their devices.* cannot be undone/,
			),
			parameters: {
				properties: {
					toolParameters: {
						properties: {
							email: {
								type: 'string',
								description: 'The e-mail address in Slack of the one person to sign out',
							},
						},
						required: ['email'],
					},
				},
			},
		});
		expect(tools.size).toBe(2);
	});

	test('lists by itself, and signs out once a person has approved', async () => {
		model.think = signOut;
		const others = organisation.sessionCount - 2;
		const { said, question } = await talk(await importAgent(), 'Approve');
		// Whoever approves reads whom, not only a number.
		expect(JSON.stringify(question)).toContain(
			'Sign grace@example.com out of Slack on all devices?',
		);
		expect(said).toContain('"outcome":"reset"');
		expect(organisation.sessionsOf(GRACE)).toEqual([]);
		expect(organisation.sessionCount).toBe(others);
		const [listed = ''] = toolAnswers(model.requests.at(-1) ?? { messages: [] });
		expect(listed).toContain(GRACE);
		// Of the fields chosen, and of no other.
		expect(listed).not.toContain('team_id');
	});

	test('a second message may speak of the first: the agent remembers whom it was about', async () => {
		const workflow = await importAgent();
		model.think = (request) =>
			toolAnswers(request).length === 0
				? { tool: LIST, takes: { email: 'grace@example.com' } }
				: { say: 'Two sessions.' };
		await talk(workflow, undefined, 'Who is signed in as grace@example.com?');
		model.think = ({ messages }) => {
			const answered = toolAnswers({
				messages: messages.slice(
					messages.map(({ content }) => content).lastIndexOf('Sign her out.'),
				),
			});
			return answered.length === 0
				? {
						tool: RESET,
						takes: { toolParameters: { email: 'grace@example.com' }, hitlParameters: {} },
					}
				: { say: String(answered.at(-1)) };
		};
		const { said } = await talk(workflow, 'Approve', 'Sign her out.');
		expect(said).toContain('"outcome":"reset"');
		expect(organisation.sessionsOf(GRACE)).toEqual([]);
		const heard = (model.requests.at(-1)?.messages ?? []).map(({ content }) => String(content));
		expect(heard).toEqual(
			expect.arrayContaining([
				'Who is signed in as grace@example.com?',
				'Two sessions.',
				'Sign her out.',
			]),
		);
	});

	test('nothing is written before anybody has decided, nor when they decline', async () => {
		model.think = signOut;
		emulator.requests.length = 0;
		const { said } = await talk(await importAgent(), 'Decline');
		expect(said).toMatch(/rejected/i);
		expect(organisation.sessionsOf(GRACE)).toHaveLength(2);
		expect(emulator.calls('admin.users.session.reset')).toEqual([]);
	});

	test('nobody decides in time: nothing is written', async () => {
		model.think = signOut;
		emulator.requests.length = 0;
		const limit = {
			limitWaitTime: {
				values: {
					limitType: 'atSpecifiedTime',
					maxDateAndTime: new Date(Date.now() + 3_000).toISOString(),
				},
			},
		};
		const { said } = await talk(
			await importAgent({
				change: { 'Ask a Person': (node) => Object.assign(node.parameters, { options: limit }) },
			}),
		);
		expect(asked).toHaveLength(1);
		expect(said).not.toContain('outcome');
		expect(organisation.sessionsOf(GRACE)).toHaveLength(2);
		expect(emulator.calls('admin.users.session.reset')).toEqual([]);
	});

	test('n8n does not find the tool again by a button that tells who pressed it: so whoever reads the channel may approve', async () => {
		model.think = signOut;
		const change = {
			'Ask a Person': (node: INode) =>
				void Object.assign(node.parameters, { captureResponder: true, approvers: ['U0APPROVER'] }),
		};
		const ended = server.run(await importAgent({ change }), 'Chat', says('Sign her out'));
		const question = await until('the agent had asked in the channel', () => asked[0]);
		const [value = '', id = ''] = /nhitl1\|(\d+)\|a\|\w+/.exec(question) ?? [];
		await until('n8n waited for the decision', async () => {
			const { status } = await server.get<{ status: string }>(`/executions/${id}`);
			return status === 'waiting';
		});
		const press = async (button: string) => {
			const click = {
				user: { id: 'U0APPROVER' },
				actions: [{ action_id: 'n8n_hitl_approve', value: button }],
			};
			const { status } = await fetch(`${server.url}/webhook-waiting-slack`, {
				method: 'POST',
				headers: fresh,
				body: new URLSearchParams({ payload: JSON.stringify(click) }),
			});
			return status;
		};
		// n8n passes over a button that is not its own.
		expect([await press('another'), await press(value)]).toEqual([200, 404]);
		await server.post(`/executions/${id}/stop`, {});
		await ended;
		expect(organisation.sessionsOf(GRACE)).toHaveLength(2);
		// Where it works, the workflow can name those who may approve.
		const { nodes } = JSON.parse(example) as IWorkflowBase;
		const ask = nodes.find(({ name }) => name === 'Ask a Person');
		expect(ask?.parameters).not.toHaveProperty('captureResponder');
		const note = nodes.find(({ name }) => name === 'What to set');
		expect(note?.parameters.content).toContain('a **private** channel');
	});

	test('as it ships, with Dry Run on, an approval changes nothing', async () => {
		model.think = signOut;
		const { said } = await talk(await importAgent({ dryRun: true }), 'Approve');
		expect(said).toContain('"outcome":"dry_run"');
		expect(organisation.sessionsOf(GRACE)).toHaveLength(2);
	});

	describe('a model that adds to the item: Agent v3 runs a tool on the item with all of its arguments', () => {
		const email = "={{ $fromAI('email') }}";
		/** The tool that nobody is asked for, as one that writes. */
		const withTool = async (parameters: INodeParameters, takes: object) => {
			model.think = (request) => {
				const [answer] = toolAnswers(request);
				return answer === undefined ? { tool: LIST, takes } : { say: answer };
			};
			emulator.requests.length = 0;
			const change = {
				'Get Slack Sessions': (node: INode) => void Object.assign(node, { parameters }),
			};
			return (await talk(await importAgent({ change }))).said;
		};
		const reset = (options: INodeParameters): INodeParameters => ({
			operation: 'reset',
			user: { __rl: true, mode: 'email', value: email },
			options,
		});
		const isRefused = (said: string, parameter: string) => {
			expect(said).toContain(`'${parameter}' is read from the item, which the model can change`);
			expect(organisation.sessionsOf(GRACE)).toHaveLength(2);
			expect(emulator.requests).toEqual([]);
		};

		test.each([
			['Protected Users', { protectedUsers: '={{ $json.guard }}' }, { guard: 'U0000000001' }],
			['Dry Run', { dryRun: '={{ $json.guard }}' }, { guard: false }],
			['Include Own User', { includeOwnUser: '={{ $json.guard }}' }, { guard: true }],
		])('a guard from the item is refused: %s', async (parameter, options, more) => {
			isRefused(await withTool(reset(options), { email: 'grace@example.com', ...more }), parameter);
		});

		test("a tool that asks for nothing does not take the model's session for its own", async () => {
			const [session] = organisation.sessionsOf(GRACE);
			const takes = { session_id: session?.session_id, user_id: GRACE };
			isRefused(await withTool({ operation: 'invalidate' }, takes), 'Session ID');
		});

		test('a guard from another node holds', async () => {
			const protectedUsers = `={{ $('Chat').first().json.sessionId === 'test' ? '${GRACE}' : '' }}`;
			const takes = { email: 'grace@example.com', sessionId: 'another' };
			expect(await withTool(reset({ protectedUsers }), takes)).toContain(
				`User ${GRACE} is one of the 'Protected Users'`,
			);
			expect(organisation.sessionsOf(GRACE)).toHaveLength(2);
		});
	});

	test('more than one user a call is refused, whatever was approved, unless a person has raised Maximum Users', async () => {
		model.think = signOut;
		const bulk = (more: object) => ({
			change: {
				'Reset Slack Sessions': (node: INode) =>
					Object.assign(node, {
						parameters: {
							operation: 'resetBulk',
							users: `={{ $fromAI('email') + ', U0000000001' }}`,
							options: {},
							...more,
						},
					}),
			},
		});
		const before = organisation.sessionCount;
		const { said } = await talk(await importAgent(bulk({})), 'Approve');
		expect(said).toContain("'Maximum Users' is 1: nothing was sent");
		expect(organisation.sessionCount).toBe(before);

		asked.length = 0;
		const raised = await talk(await importAgent(bulk({ maxUsers: 2 })), 'Approve');
		expect(raised.said).toContain('enqueued');
		expect([organisation.sessionsOf(GRACE), organisation.sessionsOf('U0000000001')]).toEqual([
			[],
			[],
		]);
	});
}
