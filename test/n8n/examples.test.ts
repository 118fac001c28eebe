import { compromisedAccount } from './examples/compromisedAccount';
import { Stage } from './examples/stage';

jest.setTimeout(15 * 60_000);

let stage: Stage;
beforeAll(async () => {
	stage = await Stage.set();
});
afterAll(async () => await stage?.strike());

compromisedAccount(() => stage);
