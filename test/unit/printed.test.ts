import { readPrinted } from '../printed';

const json = JSON.stringify({ data: { list: [{ text: '} ]\n{' }] } }, null, 2);

test.each([
	['alone', json],
	['on one line', JSON.stringify(JSON.parse(json))],
	['before a line of the log', `${json}\nRegistered runner "JS Task Runner" (abc)\n`],
	[
		'between lines of the log, some of which begin or end with a bracket',
		`[license SDK] Skipping {renewal}\n{ not JSON }\n${json}\n[Task Runner] done [ok]\n{"half":\n`,
	],
	['with the line ends of Windows', json.replaceAll('\n', '\r\n')],
])('the JSON is found: %s', (_, output) => {
	expect(readPrinted(output)).toEqual(JSON.parse(json));
});

test('where there is none, what was printed is told', () => {
	expect(() => readPrinted('n8n ready\nThere was trouble {a}\n')).toThrow(
		'There is no JSON in what was printed: n8n ready',
	);
});
