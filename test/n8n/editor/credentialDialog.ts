import { makeTokenValue, type Token, type TokenKind } from '../../emulator/organisation';
import { json } from '../../emulator/slack';
import { isCutOff } from './editor';
import { takePicture } from './pictures';
import type { Stage } from './stage';

const WANTED = 'This needs the User OAuth Token of an Org Owner or Org Admin: it begins with xoxp-';

/** The dialog of the credential: what it says of each kind of token. */
export function credentialDialog(on: Stage): void {
	beforeEach(async () => {
		await on.takeCredentials();
		await on.openNode({ resource: 'access', operation: 'check' });
	});

	const save = async (value: string) => {
		await on.editor.type('accessToken', value);
		await on.editor.part('credential-save-button').click();
	};
	const input = (name: string) => on.editor.part(`parameter-input-${name}`).locator('input');

	test('without one, the node says where to make it, and the dialog opens from there', async () => {
		await on.editor.execute();
		expect(await on.editor.error()).toEqual({
			message: 'There is no credential to call Slack with: Node does not have any credentials set',
			description: "Choose or make one in 'Credential', the first field of the node.",
			cutOff: false,
		});
		expect(on.emulator.requests).toEqual([]);
		await on.editor.connect();
	});

	const slackKnows = (token: Partial<Token> & { kind: TokenKind }) => () =>
		on.organisation.addToken({ user_id: 'U0ADMIN0001', ...token }).value;
	const bad: Array<[string, () => string, string]> = [
		[
			'a bot token',
			slackKnows({ kind: 'bot', user_id: 'U0BOT000001' }),
			`This is a bot token. A bot cannot end sessions. ${WANTED} and is shown above the bot token under OAuth & Permissions in the Slack app.`,
		],
		[
			'an app-level token',
			slackKnows({ kind: 'appLevel' }),
			`This is an app-level token. ${WANTED} and is shown under OAuth & Permissions in the Slack app.`,
		],
		[
			'a refresh token',
			slackKnows({ kind: 'refresh' }),
			`This is a refresh token, which cannot be used for calls. ${WANTED}. Token rotation is on in this app, and cannot be switched off: connect it by the OAuth2 credential, or make a new app from the manifest.`,
		],
		[
			'a token of a browser session',
			() => makeTokenValue('user').replace('xoxp', 'xoxd'),
			`This is a token of a browser session. ${WANTED} and is shown under OAuth & Permissions in the Slack app.`,
		],
		['blanks', () => '   ', `The token is empty. ${WANTED}.`],
		[
			'a token with a space in it',
			() => makeTokenValue('user').replace('-', '- '),
			`The token has a space, a line end or a character in it that no token has. Copy it again. ${WANTED}.`,
		],
		[
			'a token of a single workspace',
			slackKnows({ kind: 'user', isEnterpriseInstall: false }),
			'This token is of a single workspace. Install the Slack app on the organisation, as an Org Owner or Org Admin, and paste that token.',
		],
		[
			'a token that Slack does not know',
			() => makeTokenValue('user'),
			"Slack does not accept this token. Copy the User OAuth Token (xoxp-…) from the Slack app again, and check that 'Environment' is Slack, or GovSlack for slack-gov.com.",
		],
		[
			'a token that a proxy removes',
			removedByProxy,
			'No token arrived at Slack. Paste the User OAuth Token (xoxp-…) again.',
		],
		[
			'a revoked token',
			slackKnows({ kind: 'user', state: 'revoked' }),
			'This token has been revoked. Install the Slack app on the organisation again and paste the new token.',
		],
		[
			'an expired token',
			slackKnows({ kind: 'user', state: 'expired' }),
			'This token has expired. Token rotation is on in its Slack app, and cannot be switched off: connect the app by the OAuth2 credential, for which n8n renews the token, or make a new app from the manifest and paste its User OAuth Token (xoxp-…).',
		],
		[
			'the token of a deactivated user',
			ofDeactivatedUser,
			'The user of this token is deactivated. Install the Slack app as an active Org Owner or Org Admin.',
		],
	];
	test.each(bad)('explains %s', async (kind, token, sentence) => {
		const dialog = await on.editor.connect();
		await save(token());
		await dialog.getByText('Couldn’t connect with these settings').waitFor();
		const more = dialog.getByText('More details');
		await more.click();
		await more.waitFor({ state: 'hidden' });
		expect(await dialog.innerText()).toContain(sentence);
		expect(await isCutOff(dialog.getByText(sentence))).toBe(false);
		if (kind === 'a bot token') await takePicture(on.editor.page, 'credential');
	});

	function removedByProxy(): string {
		on.emulator.faultFor =
			() =>
			({ request, work, send }) => {
				delete request.headers.authorization;
				send(work());
			};
		return on.token.value;
	}

	function ofDeactivatedUser(): string {
		on.emulator.faultFor =
			() =>
			({ send }) =>
				send(json({ ok: false, error: 'account_inactive' }));
		return on.token.value;
	}

	test('an empty field: n8n itself asks for it, and keeps nothing', async () => {
		const dialog = await on.editor.connect();
		await save('');
		await dialog.getByText('This field is required').waitFor();
		expect(await on.credentials()).toEqual([]);
	});

	test('accepts a good token, and never shows it: not while it is typed, not when the dialog is opened again', async () => {
		const dialog = await on.editor.connect();
		await on.editor.type('accessToken', on.token.value);
		expect(await input('accessToken').inputValue()).toBe(on.token.value);
		expect(await input('accessToken').getAttribute('type')).toBe('password');
		await on.editor.part('credential-save-button').click();
		await dialog.waitFor({ state: 'detached' });
		await on.editor.execute();
		expect(await on.editor.output()).toMatchObject([{ ok: 'true' }]);

		await on.editor.part('credential-edit-button').click();
		expect(await input('accessToken').inputValue()).toMatch(/^__n8n_BLANK_VALUE_/);
		expect(await input('accessToken').getAttribute('type')).toBe('password');
	});

	test('says where the token comes from, with the scopes and the way to the page', async () => {
		const dialog = await on.editor.connect();
		const notice = dialog.getByText('The token comes from a Slack app');
		expect(await notice.innerText()).toContain(
			'admin.users:read, admin.users:write, users:read and users:read.email',
		);
		expect(await isCutOff(notice)).toBe(false);
		expect(
			await dialog.getByRole('link', { name: 'How to make it, step by step' }).getAttribute('href'),
		).toMatch(/\/docs\/slack-app\.md$/);
	});

	test("OAuth2: asks for what is the user's, and for nothing else", async () => {
		const dialog = await on.editor.connect();
		await dialog.getByTestId('credential-mode-dropdown-trigger').click();
		await on.editor.page.getByRole('menuitem', { name: 'OAuth2' }).click();
		await input('clientId').waitFor();
		const labels = (await dialog.locator('label').allInnerTexts()).map(
			(label) => label.split('\n')[0],
		);
		expect(labels).toEqual([
			'OAuth Redirect URL',
			'Client ID *',
			'Client Secret *',
			'Environment',
			'Protected Users',
			'Maximum Users',
		]);
		expect(await dialog.getByTestId('copy-input').innerText()).toMatch(
			/^http:\/\/localhost:\d+\/rest\/oauth2-credential\/callback$/,
		);
		expect(await input('clientSecret').getAttribute('type')).toBe('password');
		expect(await dialog.innerText()).toContain(
			"Sign in as an Org Owner or Org Admin, and choose the organisation, not a workspace, on Slack's page. With token rotation on in the Slack app, each token ends after 12 hours, a stolen one too, and n8n 2.40.1 or newer gets the next one. An older n8n needs an app without token rotation.",
		);
	});
}
