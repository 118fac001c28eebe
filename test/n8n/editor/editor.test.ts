import { describeInBrowser } from '../browser';
import { credentialDialog } from './credentialDialog';
import { operations } from './operations';
import { pasting } from './pasting';
import { refusals } from './refusals';
import { schemas } from './schemas';
import { useStage } from './stage';
import { workflows } from './workflows';

jest.setTimeout(5 * 60_000);

// One n8n and one browser for all of these: a start of n8n and a load of its editor cost more than most of what is tested with them.
describeInBrowser("n8n's editor", () => {
	const stage = useStage('used nodes');
	describe('the credential dialog', () => credentialDialog(stage));
	describe('with a credential', () => {
		beforeEach(async () => await stage.giveCredential());
		describe('each operation, run by its button', () => operations(stage));
		describe('the fields of an output', () => schemas(stage));
		describe('when something was not done', () => refusals(stage));
		describe('on the canvas: the ready workflows', () => workflows(stage));
		describe('recipes, copied and pasted', () => pasting(stage));
	});
});
