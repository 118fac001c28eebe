// n8n loads the classes by the paths in package.json's "n8n"; this is the same list for whoever requires the package.
module.exports = {
	...require('./dist/nodes/SlackAdminSessions/SlackAdminSessions.node.js'),
	...require('./dist/credentials/SlackAdminSessionsApi.credentials.js'),
	...require('./dist/credentials/SlackAdminSessionsOAuth2Api.credentials.js'),
	...require('./dist/credentials/SlackAuditLogsApi.credentials.js'),
};
