import { saidOf } from './findings';
import { pointNames, pointOf, type PointName } from './points';
import type { Recorded } from './recording';

type Kept = Pick<Recorded, 'point' | 'day' | 'answer'>;

/** docs/settled.md: what a real Slack has answered, or "open". */
export function settledPage(records: readonly Kept[]): string {
	const byPoint = new Map(records.map((each) => [each.point, each]));
	return `# What a real Slack answers where no public text says it

Written by \`npm run sandbox\` and, from the same records, by \`npm run docs\`. [I have a sandbox](slack-app.md#i-have-a-sandbox) says how to run it: it takes some minutes and a free developer sandbox.

Until a point is settled it is **open**, and this package is right either way; the last column says at what price. The recorded answers are in \`test/emulator/recorded/\`, with every ID, address, device and number replaced by an invented one, and the emulator that the tests run against behaves as they say.

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
