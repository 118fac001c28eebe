import { hosts } from './certificate';
import type { Fault } from './emulator';
import { bearer, json } from './slack';

/** Answers without letting Slack work. */
const instead =
	(
		status: number,
		body: string,
		headers: Record<string, string> = { 'content-type': 'text/html' },
	): Fault =>
	({ send }) =>
		send({ status, headers, body });

/** Lets Slack work, and spoils what it answers. */
const afterwards =
	(spoil: (body: string) => string, status = 200, type = 'application/json'): Fault =>
	({ work, send }) =>
		send({ status, headers: { 'content-type': type }, body: spoil(work().body) });

/** A redirect to the same path elsewhere, with the token in its address, as a careless proxy would write it. */
const redirect =
	(status: number, host: string): Fault =>
	({ request, send }) =>
		send({
			status,
			headers: { location: `https://${host}${request.path}?token=${bearer(request)}` },
			body: '',
		});

const HTML = '<!doctype html><title>Sign in to the network</title>';

const limited =
	(retryAfter?: string): Fault =>
	({ send }) =>
		send(
			json(
				{ ok: false, error: 'ratelimited' },
				retryAfter === undefined ? {} : { 'retry-after': retryAfter },
				429,
			),
		);

const refusal =
	(error: string): Fault =>
	({ send }) =>
		send(json({ ok: false, error }));

/** A byte now and then, and never the last. */
const drip: Fault = ({ response, socket }) => {
	response.writeHead(200, { 'content-type': 'application/json' });
	const timer = setInterval(() => response.write(' '), 100);
	socket.on('close', () => clearInterval(timer));
};

/** What can go wrong between n8n and Slack, by name. Where Slack has worked the name says so. */
export const faults = {
	'429, Retry-After: 1': limited('1'),
	'429, Retry-After as a date': ({ send }) => {
		const date = new Date().toUTCString();
		send(json({ ok: false, error: 'ratelimited' }, { date, 'retry-after': date }, 429));
	},
	'429, no Retry-After': limited(),
	'429, Retry-After: 0': limited('0'),
	'429, Retry-After: -5': limited('-5'),
	'429, Retry-After: a year': limited('31536000'),
	'429, Retry-After in words': limited('soon'),
	'429 in html': instead(429, HTML),
	'ratelimited under HTTP 200': refusal('ratelimited'),
	'internal_error before Slack worked': refusal('internal_error'),
	'internal_error after Slack worked': ({ work, send }) => {
		work();
		send(json({ ok: false, error: 'internal_error' }));
	},
	service_unavailable: refusal('service_unavailable'),
	'a hang before Slack worked': () => undefined,
	'a hang after Slack worked': ({ work }) => void work(),
	'a slow drip': drip,
	html: instead(200, HTML),
	'html after Slack worked': afterwards(() => HTML, 200, 'text/html'),
	'json cut short after Slack worked': afterwards((body) => body.slice(0, -4)),
	'empty body after Slack worked': afterwards(() => ''),
	'array after Slack worked': afterwards((body) => `[${body}]`),
	'ok that is a text after Slack worked': afterwards((body) =>
		body.replace('"ok":true', '"ok":"true"'),
	),
	'json under a wrong content type': afterwards((body) => body, 200, 'text/plain'),
	'redirect 301': redirect(301, hosts.elsewhere),
	'redirect 302': redirect(302, hosts.elsewhere),
	'redirect 303': redirect(303, hosts.elsewhere),
	'redirect 307': redirect(307, hosts.elsewhere),
	'redirect 308': redirect(308, hosts.elsewhere),
	'redirect 307 to the same host': redirect(307, hosts.slack),
	'408 after Slack worked': afterwards(() => HTML, 408, 'text/html'),
	'401 from a gateway': instead(401, HTML),
	'403 from a gateway': instead(403, HTML),
	'407 from a proxy': instead(407, HTML),
	'500 before Slack worked': instead(500, HTML),
	'502 before Slack worked': instead(502, HTML),
	'503 before Slack worked': instead(503, HTML),
	'504 before Slack worked': instead(504, HTML),
	'502 after Slack worked': afterwards(() => HTML, 502, 'text/html'),
	'cut before Slack worked': ({ socket }) => void socket.destroy(),
	'cut after Slack worked': ({ work, socket }) => {
		work();
		socket.destroy();
	},
	'echo of the token': ({ request, send }) =>
		send(
			json(
				{
					ok: false,
					error: `invalid ${bearer(request)}`,
					needed: bearer(request),
					provided: JSON.stringify(request.headers),
				},
				{ 'x-echo': String(request.headers.authorization) },
			),
		),
	'echo of the token in html': ({ request, send }) =>
		send({
			status: 500,
			headers: { 'content-type': 'text/html' },
			body: `${HTML}${JSON.stringify(request.headers)}`,
		}),
} satisfies Record<string, Fault>;

export type FaultName = keyof typeof faults;
