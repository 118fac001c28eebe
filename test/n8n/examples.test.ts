import { compromisedAccount } from './examples/compromisedAccount';
import { contractorsSessionLength } from './examples/contractorsSessionLength';
import { lostPhone } from './examples/lostPhone';
import { offBoarding } from './examples/offBoarding';
import { outsideOurNetworks } from './examples/outsideOurNetworks';
import { quarterlyDrill } from './examples/quarterlyDrill';
import { Stage } from './examples/stage';

jest.setTimeout(5 * 60_000);

let stage: Stage;
beforeAll(async () => {
	stage = await Stage.set();
});
afterAll(async () => await stage?.strike());

compromisedAccount(() => stage);
offBoarding(() => stage);
lostPhone(() => stage);
outsideOurNetworks(() => stage);
contractorsSessionLength(() => stage);
quarterlyDrill(() => stage);

test('rows', () => console.log(JSON.stringify(stage.rows.map((r) => [r.workflow, r.what, r.before.sessions, r.after.sessions, r.told]), null, 1)));
