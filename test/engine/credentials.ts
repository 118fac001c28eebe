import { getAdditionalKeys } from 'n8n-core';
import {
	ICredentialsHelper,
	type ICredentialDataDecryptedObject,
	type IHttpRequestOptions,
	type INodeParameters,
} from 'n8n-workflow';

import { SlackAdminSessionsApi } from '../../credentials/SlackAdminSessionsApi.credentials';
import { SlackAdminSessionsOAuth2Api } from '../../credentials/SlackAdminSessionsOAuth2Api.credentials';
import { SlackAuditLogsApi } from '../../credentials/SlackAuditLogsApi.credentials';

/** n8n's credentials helper lives in its cli package; this is what of it concerns a credential with a function `authenticate`. */
export class Credentials extends ICredentialsHelper {
	constructor(private readonly credential: ICredentialDataDecryptedObject | Error) {
		super();
	}

	private readonly type = new SlackAdminSessionsApi();

	private readonly oAuth2Type = new SlackAdminSessionsOAuth2Api();

	private readonly auditType = new SlackAuditLogsApi();

	getParentTypes = (name: string) => (name === 'slackAdminSessionsOAuth2Api' ? ['oAuth2Api'] : []);

	isCredentialUsableByNode = () => true;

	authenticate = async (
		credential: ICredentialDataDecryptedObject,
		name: string,
		options: unknown,
	) =>
		await (name === this.auditType.name ? this.auditType : this.type).authenticate(
			credential,
			options as IHttpRequestOptions,
		);

	preAuthentication = () => Promise.resolve(undefined);

	/** n8n calls it for a credential by OAuth2 alone. */
	runPreAuthentication = async (_: unknown, credential: ICredentialDataDecryptedObject) =>
		(await this.oAuth2Type.preAuthentication(credential)) as ICredentialDataDecryptedObject;

	getCredentials = () => Promise.reject(new Error('not used'));

	/** Expressions are worked out as n8n's cli package does. */
	getDecrypted: ICredentialsHelper['getDecrypted'] = (
		additionalData,
		_credentials,
		type,
		mode,
		executeData,
		raw,
		values,
	) => {
		const { credential: stored } = this;
		if (stored instanceof Error) return Promise.reject(stored);
		if (raw) return Promise.resolve({ ...stored });
		const credential =
			type === 'slackAdminSessionsOAuth2Api' ? { ...this.hiddenFields(stored), ...stored } : stored;
		const isExpression = (value: unknown) => typeof value === 'string' && value.startsWith('=');
		if (values === undefined || !Object.values(credential).some(isExpression))
			return Promise.resolve({ ...credential });
		try {
			return Promise.resolve(
				values.workflow.expression.getParameterValue(
					credential as INodeParameters,
					values.runExecutionData,
					values.runIndex,
					values.itemIndex,
					values.node.name,
					values.connectionInputData,
					mode,
					getAdditionalKeys(additionalData, mode, null),
					executeData,
					false,
					credential as never,
				) as ICredentialDataDecryptedObject,
			);
		} catch (error) {
			if (error instanceof Error) error.message += ' [Error resolving credentials]';
			return Promise.reject(error as Error);
		}
	};

	updateCredentials = () => Promise.resolve();

	/** What n8n fills in of the credential by OAuth2: its expressions say "the host of the environment". */
	private hiddenFields({
		environment,
	}: ICredentialDataDecryptedObject): ICredentialDataDecryptedObject {
		const host = environment === 'govSlack' ? 'https://slack-gov.com' : 'https://slack.com';
		const hidden = this.oAuth2Type.properties.filter(({ type }) => type === 'hidden');
		return Object.fromEntries(
			hidden.map(({ name, default: value }) => [
				name,
				typeof value === 'string' ? value.replace(/^=\{\{.*?\}\}/, host) : value,
			]),
		) as ICredentialDataDecryptedObject;
	}

	updateCredentialsOauthTokenData: ICredentialsHelper['updateCredentialsOauthTokenData'] = (
		_node,
		_type,
		{ oauthTokenData },
	) => {
		if (!(this.credential instanceof Error) && oauthTokenData !== undefined)
			Object.assign(this.credential, { oauthTokenData });
		return Promise.resolve();
	};

	getCredentialsProperties = () => this.type.properties;
}
