import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A message of OpenAI's Chat Completions. https://platform.openai.com/docs/api-reference/chat */
export interface Message {
	role: string;
	content: string | null;
	tool_call_id?: string;
	tool_calls?: unknown[];
}

export interface Request {
	messages: Message[];
	tools?: Array<{ function: { name: string; description: string; parameters: object } }>;
}

/** What the model wants next: a tool with arguments, or to say something. */
export type Turn = { tool: string; takes: object } | { say: string };

/** A stand-in for a model's API on loopback. It thinks as the test says, and keeps what it was asked. */
export class Model {
	readonly requests: Request[] = [];

	think: (request: Request) => Turn = () => ({ say: 'Nothing to say.' });

	private constructor(private readonly server: Server) {}

	static async start(): Promise<Model> {
		const model: Model = new Model(
			createServer((message, response) => {
				void json(message).then((body) => {
					const request = body as Request;
					model.requests.push(request);
					response
						.writeHead(200, { 'content-type': 'application/json' })
						.end(JSON.stringify(answer(model.think(request), model.requests.length)));
				});
			}),
		);
		await new Promise<void>((resolve) => model.server.listen(0, '127.0.0.1', resolve));
		return model;
	}

	/** What an OpenAI credential of n8n holds to lead here. */
	get credential(): object {
		return {
			apiKey: 'none',
			url: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`,
		};
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}

/** What the tools have answered so far, the newest last. */
export function toolAnswers({ messages }: Request): string[] {
	return messages.filter(({ role }) => role === 'tool').map(({ content }) => String(content));
}

function answer(turn: Turn, number: number): object {
	const message =
		'say' in turn
			? { role: 'assistant', content: turn.say }
			: {
					role: 'assistant',
					content: null,
					tool_calls: [
						{
							id: `call_${number}`,
							type: 'function',
							function: { name: turn.tool, arguments: JSON.stringify(turn.takes) },
						},
					],
				};
	return {
		id: `answer-${number}`,
		object: 'chat.completion',
		created: 0,
		model: 'stand-in',
		choices: [{ index: 0, message, finish_reason: 'say' in turn ? 'stop' : 'tool_calls' }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}
