import { LogLevel, WebClient } from '@slack/web-api';
import { fetch, ProxyAgent } from 'undici';

/** Slack's own SDK as people set it up behind a proxy. */
export function sdk(
	token: string | undefined,
	proxy: string,
): { client: WebClient; close(): Promise<void> } {
	const dispatcher = new ProxyAgent({ uri: proxy });
	const viaProxy = (async (url: string, init: object) =>
		await fetch(url, { ...init, dispatcher })) as unknown as typeof globalThis.fetch;
	return {
		client: new WebClient(token, { fetch: viaProxy, logLevel: LogLevel.ERROR }),
		close: async () => await dispatcher.close(),
	};
}
