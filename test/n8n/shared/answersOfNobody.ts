import type { Fault } from '../../emulator/emulator';
import { faults } from '../../emulator/faults';
import { json } from '../../emulator/slack';

/** Lets Slack answer, and changes what is in the answer. */
const changed =
	(change: object): Fault =>
	({ work, send }) =>
		send(json({ ...(JSON.parse(work().body) as object), ...change }));

const instead =
	(body: string): Fault =>
	({ send }) =>
		send({ status: 200, headers: { 'content-type': 'application/json' }, body });

/** What arrives under HTTP 200 in place of Slack's answer to a good token, by name. Something between n8n and Slack made it. */
export const answersOfNobody: Record<string, Fault> = {
	'a page in HTML': faults.html,
	'an empty body': instead(''),
	'JSON cut short': faults['json cut short after Slack worked'],
	'an array': instead('[{}]'),
	null: instead('null'),
	'a text': instead('"ok"'),
	'an empty object': instead('{}'),
	'ok that is a text': instead('{"ok": "false"}'),
	'ok alone': instead('{"ok": true}'),
	'an answer without ok': changed({ ok: undefined }),
	'an answer whose ok is null': changed({ ok: null }),
	'an answer whose ok is a text': changed({ ok: 'true' }),
	'an answer whose ok is a number': changed({ ok: 1 }),
	'an answer whose ok is an object': changed({ ok: {} }),
	'an answer whose ok is a list': changed({ ok: [] }),
	'an answer that names no user': changed({ user_id: undefined }),
	'an answer whose user is null': changed({ user_id: null }),
};
