import type {
	ICredentialDataDecryptedObject,
	IHttpRequestOptions,
	INodeProperties,
	Themed,
} from 'n8n-workflow';

import { refuseToken, turnDown, type TokenUse } from '../nodes/SlackAdminSessions/slack/token';

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
		typeOptions: { rows: 2 },
		default: '',
		placeholder: 'e.g. U0123ABCDEF, nathan@example.com',
		description:
			"No workflow with this credential acts on these users, nor on those in the node's own field. IDs or addresses, separated by commas or one a line.",
	},
	{
		displayName: 'Maximum Users',
		name: 'maxUsers',
		type: 'string',
		default: '',
		placeholder: 'e.g. 200',
		description:
			'How many different users one run with this credential may act on. If the node has a smaller number, that one counts.',
	},
];

/** @param otherWay what can be done in place of a new app: it begins a list of two */
export const rotatedNotice = (otherWay = ''): INodeProperties => ({
	displayName: `This token is rotated: it ends after 12 hours, and n8n cannot renew a token that was pasted. For workflows that run on their own, ${otherWay}make a new Slack app with token rotation off: Slack does not let it be switched off again.`,
	name: 'rotatedNotice',
	type: 'notice',
	default: '',
	displayOptions: { show: { accessToken: [{ _cnd: { startsWith: 'xoxe.xoxp-' } }] } },
});

/** For an n8n that does not know restrictToSupportedNodes: its HTTP Request node then keeps to Slack's hosts. */
export const domainFields = (hosts: string): INodeProperties[] => [
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
		default: hosts,
	},
];

/**
 * Without this, whoever may use the credential could pick it in an HTTP Request node and send the token elsewhere.
 *
 * n8n works out which nodes are meant only for packages that are installed. For a folder of N8N_CUSTOM_EXTENSIONS it knows none, and would
 * refuse our own node too; there the hidden domains and `authenticate` have to do. n8n puts the name of the package into `iconUrl`.
 */
export abstract class OfOurNodes {
	declare restrictToSupportedNodes?: true;

	declare iconUrl?: Themed<string>;

	constructor() {
		Object.defineProperty(this, 'restrictToSupportedNodes', {
			// n8n copies a credential type with a spread, which passes over what a class inherits.
			enumerable: true,
			get: () => (JSON.stringify(this.iconUrl ?? '').includes('icons/CUSTOM/') ? undefined : true),
		});
	}
}

/**
 * The only place where a token is put to use. It can refuse with a sentence that the credential's dialog shows word for word, and it looks at where
 * the request goes.
 *
 * @param origin the one place that the token may go to
 */
export function addToken(
	{ accessToken }: ICredentialDataDecryptedObject,
	requestOptions: IHttpRequestOptions,
	origin: string,
	use: TokenUse,
): IHttpRequestOptions {
	const token = typeof accessToken === 'string' ? accessToken.trim() : '';
	const useless = refuseToken(token, use);
	if (useless) throw turnDown(useless);

	const { url: path, baseURL, ...others } = requestOptions;
	const url = URL.canParse(path, baseURL) ? new URL(path, baseURL) : undefined;
	// An HTTP client may read two addresses otherwise than `URL` does: what was checked goes on, and alone. `uri` is another name for it.
	if (url?.origin !== origin || 'uri' in others) {
		throw turnDown(
			`This token is for ${origin} alone, and the request goes elsewhere. It was not sent.`,
		);
	}
	return {
		...others,
		url: url.href,
		headers: { ...requestOptions.headers, Authorization: `Bearer ${token}` },
	};
}

export const notSlacks =
	"What came back is not Slack's answer, so the token is not checked. Something between n8n and Slack, such as a proxy or a sign-in page of the network, answered in its place: let n8n reach Slack directly, then test again.";

/** n8n only compares what stands at `key` with `value`, by `===`. A `value` of `undefined` matches what is missing. */
export function whenBody(key: string, value: unknown, message: string) {
	return [{ type: 'responseSuccessBody' as const, properties: { key, value, message } }];
}
