import type { IExecuteFunctions } from 'n8n-workflow';

import { readGuards } from '../../../nodes/SlackAdminSessions/parameters/guardSettings';

test('the guards of 130,000 items are read: of all of them, the strictest holds', () => {
	const context = {
		getNode: () => ({ parameters: {} }),
		getNodeParameter: (name: string, itemIndex: number) =>
			name === 'maxUsers' ? 150_000 - itemIndex : { maxWait: 1 + itemIndex },
	};
	expect(readGuards(context as unknown as IExecuteFunctions, 130_000)).toMatchObject({
		maxUsers: 20_001,
		maxWait: 1,
	});
});
