import type { IExecuteFunctions } from 'n8n-workflow';

import { Refusal } from '../../../nodes/SlackAdminSessions/failure';
import { readCollection } from '../../../nodes/SlackAdminSessions/parameters/collection';

/** n8n's engine drops most of these before the node sees them; what it lets through must not read as "nothing was added". */
const holding = (value: unknown) =>
	({ getNodeParameter: (_: string, __: number, unset: unknown) => value ?? unset }) as unknown;

test.each(['dryRun', '', 7, true, [], [{ dryRun: true }]])(
	'%j is no collection: refused, and not read as an empty one',
	(value) => {
		const read = () => readCollection(holding(value) as IExecuteFunctions, 0, 'options');
		expect(read).toThrow(Refusal);
		expect(read).toThrow("'Options' is not a collection");
	},
);

test('a collection that nobody has added is empty', () => {
	expect(readCollection(holding(undefined) as IExecuteFunctions, 0, 'options')).toEqual({});
});
