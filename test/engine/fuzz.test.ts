import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { methodOf } from '../emulator/slack';
import { reset, rows, users, useSlack } from './slack';

const ANSWERS = 5_000;
const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

const slack = useSlack(ANSWERS);

/** Bodies of every kind: any text, any JSON, and JSON that is nearly Slack's. */
const bodies = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 200 }),
	fc.json({ maxDepth: 3 }),
	fc
		.record({
			ok: fc.oneof(fc.boolean(), fc.anything()),
			error: fc.oneof(
				fc.anything(),
				fc.constantFrom('user_not_found', '__proto__', 'constructor', 'toString', ''),
			),
			needed: fc.anything(),
		})
		.map((value) => {
			try {
				return JSON.stringify(value) ?? '';
			} catch {
				return '{"ok":';
			}
		}),
	fc.constantFrom(
		'{"ok":true}',
		'{"ok":false}',
		'[{"ok":true}]',
		'{"ok":1}',
		'null',
		'"ok"',
		'{"__proto__":{"ok":true}}',
	),
);
const statuses = fc.constantFrom(200, 200, 200, 200, 201, 204, 302, 400, 404, 500, 503);

function isDone(status: number, body: string): boolean {
	if (status !== 200) return false;
	try {
		const value = JSON.parse(body) as unknown;
		return (
			typeof value === 'object' &&
			value !== null &&
			!Array.isArray(value) &&
			Object.hasOwn(value, 'ok') &&
			(value as { ok: unknown }).ok === true
		);
	} catch {
		return false;
	}
}

test(`${ANSWERS} answers of every kind (FUZZ_SEED=${seed}): done is said of ok: true alone, and nothing else breaks anything`, async () => {
	const answers = fc.sample(fc.tuple(statuses, bodies), { numRuns: ANSWERS, seed });
	// The same answer however often a user is tried.
	slack.emulator.faultFor = (request) => {
		if (methodOf(request) !== 'admin.users.session.reset') return undefined;
		const [status, body] = answers[
			Number(new URLSearchParams(request.body).get('user_id')?.slice(1)) - 1
		] ?? [500, ''];
		return ({ send }) =>
			send({
				status,
				headers: { 'content-type': 'application/json' },
				body: [204].includes(status) ? '' : body,
			});
	};
	const { outputs, error } = await slack.run({
		parameters: { ...reset, maxUsers: ANSWERS, options: { includeOwnUser: true } },
		items: users(ANSWERS),
		onError: 'continueRegularOutput',
	});
	expect(error).toBeUndefined();
	expect(outputs[0]).toHaveLength(ANSWERS);
	for (const [index, row] of rows(outputs[0]).entries()) {
		const [status, body] = answers[index] ?? [0, ''];
		expect([index, status, body, 'ok' in row]).toEqual([index, status, body, isDone(status, body)]);
		const failure = row.error as IDataObject | undefined;
		if (failure)
			expect(failure).toMatchObject({
				message: expect.stringMatching(/\S/),
				description: expect.stringMatching(/\S/),
				code: expect.stringMatching(/\S/),
				outcome: expect.stringMatching(/^(failed|unknown)$/),
			});
	}
}, 300_000);
