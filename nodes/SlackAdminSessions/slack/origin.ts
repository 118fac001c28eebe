/**
 * The closed list of places that the token may go to. There is no option to add one: whoever could point the node at a host of their own
 * would have the token.
 */
export const origins = {
	slack: 'https://slack.com',
	govSlack: 'https://slack-gov.com',
} as const;

export type Environment = keyof typeof origins;

export function isEnvironment(value: unknown): value is Environment {
	return typeof value === 'string' && Object.hasOwn(origins, value);
}
