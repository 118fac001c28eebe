import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { compromisedAccount } from './examples/compromisedAccount';
import { contractorsSessionLength } from './examples/contractorsSessionLength';
import { guestsOnFriday } from './examples/guestsOnFriday';
import { lostPhone } from './examples/lostPhone';
import { offBoarding } from './examples/offBoarding';
import { outsideOurNetworks } from './examples/outsideOurNetworks';
import { quarterlyDrill } from './examples/quarterlyDrill';
import { shipped } from './examples/shipped';
import { Stage, type Row } from './examples/stage';
import { stolenSession } from './examples/stolenSession';

jest.setTimeout(5 * 60_000);

const PAGE = join(__dirname, '../../docs/workflows.md');

let stage: Stage;
beforeAll(async () => {
	stage = await Stage.set();
});
afterAll(async () => await stage?.strike());

const onStage = () => stage;
shipped(onStage);
compromisedAccount(onStage);
offBoarding(onStage);
lostPhone(onStage);
outsideOurNetworks(onStage);
contractorsSessionLength(onStage);
quarterlyDrill(onStage);
guestsOnFriday(onStage);
stolenSession(onStage);

test('docs/workflows.md shows what came of each case', () => {
	const page = `# What the ready workflows do

Made by \`test/n8n/examples.test.ts\`, which imports each workflow of [examples](../examples/README.md) into a real n8n and runs it against the emulated
Slack; it fails when this page differs. \`UPDATE_DOCS=1 npm run test:n8n -- --testPathPatterns n8n/examples\` writes it again.

Sessions are those of everybody in the emulated Slack. *Changed* names everybody whose sessions or settings are not what they were: nobody else's are.

| workflow | case | sessions before | after | changed | told |
| --- | --- | --- | --- | --- | --- |
${stage.rows.map(line).join('\n')}
`;
	if (process.env.UPDATE_DOCS) writeFileSync(PAGE, page);
	expect(readFileSync(PAGE, 'utf8')).toBe(page);
});

function line({ workflow, what, before, after, changes, told }: Row): string {
	const changed = Object.entries(changes)
		.map(([id, change]) => `${id}: ${change}`)
		.join(', ');
	return `| ${[workflow, what, before.sessions, after.sessions, changed || 'nobody', told || 'nothing'].join(' | ')} |`;
}
