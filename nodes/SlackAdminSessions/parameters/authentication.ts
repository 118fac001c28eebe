import type { CredentialType } from '../slack/httpTry';
import { readChoice } from './values';

/** @throws {Refusal} for another value: the call would go out with a credential that nobody chose */
export function readAuthentication(value: unknown): CredentialType {
	const chosen = readChoice(value, 'Authentication', ['accessToken', 'oAuth2']);
	return chosen === 'oAuth2' ? 'slackAdminSessionsOAuth2Api' : 'slackAdminSessionsApi';
}
