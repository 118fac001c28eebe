import { describeInBrowser } from './browser';
import { credentialDialog } from './editor/credentialDialog';
import { finding } from './editor/finding';
import { operations } from './editor/operations';
import { refusals } from './editor/refusals';
import { Stage } from './editor/stage';
import { workflows } from './editor/workflows';

jest.setTimeout(5 * 60_000);
// n8n's editor now and then loses a click or the end of a run on a busy machine: each test stands by itself, and may begin again once.
jest.retryTimes(1, { logErrorsBeforeRetry: true });

describeInBrowser("n8n's editor, in a real browser", () => {
	const stage = new Stage();
	beforeAll(async () => await stage.set());
	beforeEach(async () => await stage.begin());
	afterAll(async () => await stage.strike());

	describe('the credential dialog', () => credentialDialog(stage));
	describe('with a credential', () => {
		beforeEach(async () => await stage.giveCredential());
		describe('finding', () => finding(stage));
		describe('each operation, filled in by hand and run by its button', () => operations(stage));
		describe('what the user reads when it was not done', () => refusals(stage));
		describe('the ready workflows', () => workflows(stage));
	});
});
