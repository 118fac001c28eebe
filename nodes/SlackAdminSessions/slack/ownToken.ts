import { call, type Slack } from './call';
import type { Answers } from './methods';

/**
 * Whose token it is, and of which organisation: asked once a run, by whoever needs to know it first.
 * https://docs.slack.dev/reference/methods/auth.test
 */
export async function askOfToken(slack: Slack): Promise<Answers<'auth.test'>> {
	return (slack.token.answer ??= await call(slack, 'auth.test', {}));
}
