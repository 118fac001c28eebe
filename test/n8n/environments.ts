import { join } from 'node:path';

import { MODULES } from './install';

/** n8n reads thousands of files at its start, and most of the tests of a real n8n begin with one. What Node.js has compiled of them is kept for the next, and Node.js gets the memory in which it need not tidy up so often. */
export const quickStart = {
	NODE_COMPILE_CACHE: join(MODULES, '.compiled'),
	NODE_OPTIONS: '--max-semi-space-size=64',
};

/** For an n8n that no browser opens. Otherwise each start of n8n writes the thousands of files of its editor, which is a fifth of what a start costs. */
export const withoutEditor = { N8N_DISABLE_UI: 'true' };

/** For an n8n whose workflows have no Code node in them: it then starts no process of its own for code, which is a fifth of what a start costs. */
export const withoutCode = {
	N8N_RUNNERS_MODE: 'external',
	N8N_RUNNERS_AUTH_TOKEN: 'nobody comes with it',
};

/** Those nodes that the workflows of these tests have in them. */
const usedNodes = {
	'n8n-nodes-base': [
		'code',
		'convertToFile',
		'emailSend',
		'form',
		'formTrigger',
		'httpRequest',
		'if',
		'manualTrigger',
		'merge',
		// By it n8n tests credentials.
		'noOp',
		'readWriteFile',
		'removeDuplicates',
		'respondToWebhook',
		'scheduleTrigger',
		'set',
		'slackHitlTool',
		'splitOut',
		'stickyNote',
		'stopAndError',
		'switch',
		'wait',
		'webhook',
	],
	'@n8n/n8n-nodes-langchain': ['agent', 'chatTrigger', 'lmChatOpenAi', 'memoryBufferWindow'],
	'n8n-nodes-slack-admin-sessions': ['slackAdminSessions', 'slackAdminSessionsTrigger'],
};

/** For an n8n in a browser that looks for nothing among all of n8n's hundreds of nodes: its editor then takes a third of the time to load. */
export const withUsedNodes = {
	NODES_INCLUDE: JSON.stringify(
		Object.entries(usedNodes).flatMap(([of, names]) => names.map((name) => `${of}.${name}`)),
	),
};
