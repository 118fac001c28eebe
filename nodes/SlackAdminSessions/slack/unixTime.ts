/** A time of Slack's, in seconds, as n8n shows one; an empty text where it is no time. */
export function fromUnixTime(seconds: number): string {
	const time = new Date(seconds * 1000);
	return Number.isNaN(time.getTime()) ? '' : time.toISOString();
}
