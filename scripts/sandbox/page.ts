import { saidOf } from './findings';
import { pointNames, pointOf, type PointName } from './points';
import type { Recorded } from './recording';

type Kept = Pick<Recorded, 'point' | 'day' | 'answer'>;

/** docs/settled.md: what a real Slack has answered, or "open". */
export function settledPage(records: readonly Kept[]): string {
	const byPoint = new Map(records.map((each) => [each.point, each]));
	return `# What a real Slack answers where no public text says it

Written by \`npm run sandbox\` and, from the same records, by \`npm run docs\`. [I have a sandbox](slack-app.md#i-have-a-sandbox) says how to run it: it takes some minutes and a free developer sandbox.

A point that is not settled is **open**. This package is right whatever Slack answers; the last column says what it does for that. The recorded answers are in \`test/emulator/recorded/\`. Every ID, address, device and number in them is replaced by an invented one. The emulator that the tests run against behaves as these answers say.

| point | what Slack answered | the day | what this package does |
| --- | --- | --- | --- |
${pointNames.map((name) => row(name, byPoint.get(name))).join('\n')}
`;
}

function row(name: PointName, kept: Kept | undefined): string {
	const { asks, open } = pointOf(name);
	const said = kept && saidOf(name, kept.answer);
	const cells = [asks, said?.slack ?? '**open**', kept?.day ?? '', said?.product ?? open];
	return `| ${cells.join(' | ')} |`.replace('|  |', '| |');
}
