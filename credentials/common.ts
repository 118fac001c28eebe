import type { ICredentialType, INodeProperties } from 'n8n-workflow';

/** A closed choice: there is no option for another address. */
export const environmentField: INodeProperties = {
	displayName: 'Environment',
	name: 'environment',
	type: 'options',
	options: [
		{ name: 'GovSlack', value: 'govSlack', description: 'slack-gov.com' },
		{ name: 'Slack', value: 'slack', description: 'slack.com' },
	],
	default: 'slack',
};

/** Guards that whoever edits a workflow cannot drop. An empty field says nothing. */
export const guardFields: INodeProperties[] = [
	{
		displayName: 'Protected Users',
		name: 'protectedUsers',
		type: 'string',
		default: '',
		placeholder: 'e.g. U0123ABCDEF, nathan@example.com',
		description:
			'Users whom no workflow with this credential may act on, beside those of the node. IDs or addresses, separated by commas.',
	},
	{
		displayName: 'Maximum Users',
		name: 'maxUsers',
		type: 'string',
		default: '',
		placeholder: 'e.g. 200',
		description:
			'The most different users that any one run with this credential may act on. The smaller of this and the maximum of the node counts.',
	},
];

/** For an n8n that does not know restrictToSupportedNodes: its HTTP Request node then keeps to Slack's hosts. */
export const domainFields: INodeProperties[] = [
	{
		displayName: 'Allowed HTTP Request Domains',
		name: 'allowedHttpRequestDomains',
		type: 'hidden',
		default: 'domains',
	},
	{
		displayName: 'Allowed Domains',
		name: 'allowedDomains',
		type: 'hidden',
		default: 'slack.com,slack-gov.com',
	},
];

/**
 * Without this, whoever may use the credential could pick it in an HTTP Request node and send the token elsewhere.
 *
 * n8n works out which nodes are meant only for packages that are installed. For a folder of N8N_CUSTOM_EXTENSIONS it knows none, and would
 * refuse our own node too; there the hidden domains and `authenticate` have to do. n8n puts the name of the package into `iconUrl`.
 */
export function restrictToOurNodes(credential: ICredentialType): void {
	Object.defineProperty(credential, 'restrictToSupportedNodes', {
		// n8n copies a credential type with a spread, which passes over what a class inherits.
		enumerable: true,
		get: () =>
			JSON.stringify(credential.iconUrl ?? '').includes('icons/CUSTOM/') ? undefined : true,
	});
}
