import { describeInBrowser } from '../browser';
import { refusals } from './refusals';
import { useStage } from './stage';
import { workflows } from './workflows';

jest.setTimeout(5 * 60_000);

describeInBrowser("what is read in n8n's editor", () => {
	const stage = useStage();
	beforeEach(async () => await stage.giveCredential());
	describe('when something was not done', () => refusals(stage));
	describe('on the canvas: the ready workflows', () => workflows(stage));
});
