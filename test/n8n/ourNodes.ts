import type { Loaded } from './folder';

/** What a workflow calls the node by. */
export const nodeType: Record<Loaded, string> = {
	installed: 'n8n-nodes-slack-admin-sessions.slackAdminSessions',
	custom: 'CUSTOM.slackAdminSessions',
};

/** For a polling trigger: the shortest interval is a minute, but there can be several. */
export const everyFiveSeconds = {
	item: Array.from({ length: 12 }, (_, number) => ({
		mode: 'custom',
		cronExpression: `${number * 5} * * * * *`,
	})),
};
