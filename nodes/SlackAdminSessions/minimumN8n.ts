import * as n8nWorkflow from 'n8n-workflow';

/**
 * n8n does not tell a node its version. So the version is known by what n8n gives to nodes. Before n8n 1.110, `isDomainAllowed` was not there, nor was
 * the rule it stands for: whoever might use the OAuth2 credential could send its token to any host by an HTTP Request node. The other name came
 * later: should n8n ever take the first one away, a newer n8n is not mistaken for an old one.
 */
const newEnough = ['isDomainAllowed', 'createRunExecutionData'].some((name) => name in n8nWorkflow);

/**
 * Whether n8n can renew Slack's rotated tokens, as n8n 2.40.1 and newer can: an older one passes over what is asked for (`skipRefreshWhileTokenIsFresh`)
 * without a word, and each of many calls at once would use up a refresh token.
 */
export const renewsTokens = ['TOP_LEVEL_ITEM_CEILING', 'EVALUATION_TRIGGER_METADATA_FIELDS'].some(
	(name) => name in n8nWorkflow,
);

// While the package is loaded, so that n8n shows it to whoever installs it; and an Error of no other kind, since n8n puts a wording of its own over a TypeError.
if (!newEnough) {
	throw new Error(
		'Slack Admin Sessions needs n8n 1.110 or newer. Update n8n, then install the package again: https://docs.n8n.io/hosting/installation/updating/',
	);
}
