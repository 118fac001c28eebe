/**
 * The closed list of places that the token may go to, for each environment. There is no option to add one: whoever could point the node at a
 * host of their own would have the token.
 */
export const origins = {
	slack: { web: 'https://slack.com', audit: 'https://api.slack.com' },
	/** No public page says where GovSlack has its audit log. */
	govSlack: { web: 'https://slack-gov.com', audit: undefined },
} as const;

export type Environment = keyof typeof origins;

/** Which of an environment's hosts a method is called at. */
export type Host = keyof (typeof origins)[Environment];

export function isEnvironment(value: unknown): value is Environment {
	return typeof value === 'string' && Object.hasOwn(origins, value);
}
