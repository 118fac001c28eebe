import { hosts } from './certificate';
import type { Fault } from './emulator';
import { bearer, json } from './slack';

/** Answers without letting Slack work. */
const instead = (status: number, body: string, headers: Record<string, string> = { 'content-type': 'text/html' }): Fault => ({ send }) => send({ status, headers, body });

/** Lets Slack work, and spoils what it answers. */
const afterwards = (spoil: (body: string) => string, status = 200, type = 'application/json'): Fault => ({ work, send }) =>
	send({ status, headers: { 'content-type': type }, body: spoil(work().body) });

/** A redirect to the same path elsewhere, with the token in its address, as a careless proxy would write it. */
const redirect = (status: number, host: string): Fault => ({ request, send }) =>
	send({ status, headers: { location: `https://${host}${request.path}?token=${bearer(request)}` }, body: '' });

const HTML = '<!doctype html><title>Sign in to the network</title>';

/** What can go wrong between n8n and Slack, by name. Where Slack has worked the name says so. */
export const faults = {
	html: instead(200, HTML),
	'html after Slack worked': afterwards(() => HTML, 200, 'text/html'),
	'json cut short after Slack worked': afterwards((body) => body.slice(0, -4)),
	'empty body after Slack worked': afterwards(() => ''),
	'array after Slack worked': afterwards((body) => `[${body}]`),
	'ok that is a text after Slack worked': afterwards((body) => body.replace('"ok":true', '"ok":"true"')),
	'json under a wrong content type': afterwards((body) => body, 200, 'text/plain'),
	'redirect 301': redirect(301, hosts.elsewhere),
	'redirect 302': redirect(302, hosts.elsewhere),
	'redirect 303': redirect(303, hosts.elsewhere),
	'redirect 307': redirect(307, hosts.elsewhere),
	'redirect 308': redirect(308, hosts.elsewhere),
	'redirect 307 to the same host': redirect(307, hosts.slack),
	'401 from a gateway': instead(401, HTML),
	'403 from a gateway': instead(403, HTML),
	'407 from a proxy': instead(407, HTML),
	'500 before Slack worked': instead(500, HTML),
	'502 after Slack worked': afterwards(() => HTML, 502, 'text/html'),
	'cut before Slack worked': ({ socket }) => void socket.destroy(),
	'cut after Slack worked': ({ work, socket }) => {
		work();
		socket.destroy();
	},
	'echo of the token': ({ request, send }) =>
		send(json({ ok: false, error: `invalid ${bearer(request)}`, needed: bearer(request), provided: JSON.stringify(request.headers) }, { 'x-echo': String(request.headers.authorization) })),
	'echo of the token in html': ({ request, send }) => send({ status: 500, headers: { 'content-type': 'text/html' }, body: `${HTML}${JSON.stringify(request.headers)}` }),
} satisfies Record<string, Fault>;

export type FaultName = keyof typeof faults;
