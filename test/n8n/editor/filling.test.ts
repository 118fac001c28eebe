import { describeInBrowser } from '../browser';
import { credentialDialog } from './credentialDialog';
import { finding } from './finding';
import { operations } from './operations';
import { useStage } from './stage';

jest.setTimeout(5 * 60_000);

describeInBrowser("filled in by hand in n8n's editor", () => {
	const stage = useStage();
	describe('the credential dialog', () => credentialDialog(stage));
	describe('with a credential', () => {
		beforeEach(async () => await stage.giveCredential());
		describe('finding', () => finding(stage));
		describe('each operation, run by its button', () => operations(stage));
	});
});
