import type { Token, TokenKind } from '../../emulator/organisation';
import { NODE } from './editor';
import { takePicture } from './pictures';
import type { Stage } from './stage';

/** The dialog of the credential: what it says of each kind of token. */
export function credentialDialog(on: Stage): void {
	const save = async (value: string) => {
		await on.editor.type('accessToken', value);
		await on.editor.part('credential-save-button').click();
	};
	const explanation = async () => {
		const dialog = on.editor.part('editCredential-modal');
		await dialog.getByText('Couldn’t connect with these settings').waitFor();
		const more = dialog.getByText('More details');
		if (await more.isVisible()) await more.click();
		return await dialog.innerText();
	};

	test('without one, the node says where to make it, and the dialog opens from there', async () => {
		await on.editor.add('Check access of token');
		await on.editor.execute();
		expect(await on.editor.error()).toEqual({
			message: 'There is no credential to call Slack with: Node does not have any credentials set [item 0]',
			description: "Choose or make one in 'Credential', the first field of the node.",
			cutOff: false,
		});
		expect(on.emulator.requests).toEqual([]);
		await on.editor.page.getByRole('button', { name: `Connect to ${NODE}` }).click();
		await on.editor.part('editCredential-modal').waitFor();
	});

	const bad: Array<[string, Partial<Token> & { kind: TokenKind }, string]> = [
		['a bot token', { kind: 'bot', user_id: 'U0BOT000001' }, 'This is a bot token. A bot cannot end sessions.'],
		['an app-level token', { kind: 'appLevel' }, 'This is an app-level token'],
		['a refresh token', { kind: 'refresh' }, 'This is a refresh token'],
		['a token of a single workspace', { kind: 'user', isEnterpriseInstall: false }, 'This token is of a single workspace'],
		['a revoked token', { kind: 'user', state: 'revoked' }, 'This token has been revoked'],
		['an expired token', { kind: 'user', state: 'expired' }, 'This token has expired'],
	];
	test.each(bad)('explains %s', async (_, kind, sentence) => {
		await save(on.organisation.addToken({ user_id: 'U0ADMIN0001', ...kind }).value);
		await expect(until(explanation, (text) => text.includes(sentence))).resolves.toContain(sentence);
		if (kind.kind === 'bot') await takePicture(on.editor.page, 'credential');
	});

	test('accepts a good token, and never shows it', async () => {
		await save(on.token.value);
		await on.editor.part('editCredential-modal').waitFor({ state: 'detached' });
		await on.editor.execute();
		expect(await on.editor.output()).toMatchObject([{ ok: 'true' }]);
		expect(await on.editor.page.content()).not.toContain(on.token.value);
	});
}

/** What comes of it once it fits: the page shows the last answer until the next one is there. */
async function until(look: () => Promise<string>, fits: (text: string) => boolean): Promise<string> {
	for (let attempt = 0; ; attempt++) {
		const text = await look();
		if (fits(text) || attempt === 100) return text;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}
