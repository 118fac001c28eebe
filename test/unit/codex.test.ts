import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodexData, INodeTypeDescription } from 'n8n-workflow';

import { SlackAdminSessions } from '../../nodes/SlackAdminSessions/SlackAdminSessions.node';
import { SlackAdminSessionsTrigger } from '../../nodes/SlackAdminSessions/SlackAdminSessionsTrigger.node';

const ROOT = join(__dirname, '../..');

// Its types say that it is an ES module, which Jest cannot import; it comes as CommonJS too.
const { sublimeSearch } = require('@n8n/utils/search/sublime-search') as {
	sublimeSearch<T>(words: string, nodes: T[]): Array<{ item: T }>;
};

interface Codex extends Required<Pick<CodexData, 'alias' | 'resources'>> {
	nodeVersion: string;
}

/** What people type who look for the trigger. n8n shows it under the node, and searches by the words of the node. */
const ofTrigger = ['slack anomaly', 'anomaly', 'new sign-in', 'audit log', 'slack audit log'];

const ofNode = [
	...['slack session', 'session hijack', 'slack session hijacking'],
	...['sign out', 'sign out user', 'sign user out', 'sign out of slack'],
	...['log out', 'logout', 'slack logout', 'force logout', 'log user out', 'log out user'],
	...['log people out of slack', 'log out of slack', 'end slack session'],
	...['kick', 'kick user', 'kick out', 'kick user out'],
	...['revoke', 'revoke session', 'revoke sessions', 'revoke user'],
	...['terminate session', 'terminate sessions', 'invalidate', 'invalidate session'],
	...['reset', 'reset session', 'reset user sessions'],
	...['deprovision', 'deprovision user', 'off-boarding', 'offboarding'],
	...['audit log', 'slack audit log', 'audit events'],
	...['compromised account', 'account takeover'],
	...['security', 'incident', 'incident response', 'security incident'],
	...['log out of slack', 'slack sign out', 'slack kick', 'slack revoke', 'slack offboarding'],
	...['end session', 'kill session', 'active sessions', 'slack security'],
	...['session timeout', 'session duration', 'slack enterprise', 'enterprise grid'],
	...['slack guests', 'list slack guests', 'list members', 'slack admins'],
	...['lost phone', 'stolen phone', 'lost laptop', 'stolen laptop'],
	...ofTrigger,
];

describe.each<[string, INodeTypeDescription, string[]]>([
	['SlackAdminSessions', new SlackAdminSessions().description, ofNode],
	[
		'SlackAdminSessionsTrigger',
		new SlackAdminSessionsTrigger().description,
		[...ofTrigger, 'stolen session'],
	],
])('%s', (name, { displayName, version }, searches) => {
	const codex = JSON.parse(
		readFileSync(join(ROOT, 'nodes/SlackAdminSessions', `${name}.node.json`), 'utf8'),
	) as Codex;
	const isFound = (words: string, alias = codex.alias) =>
		sublimeSearch(words, [{ properties: { displayName, codex: { ...codex, alias } } }]).length > 0;

	test.each(searches)("n8n's own search finds it by: %s", (words) => {
		expect(isFound(words)).toBe(true);
	});

	test('every alias is needed for one of these searches', () => {
		const idle = codex.alias.filter((alias) => {
			const others = codex.alias.filter((other) => other !== alias);
			return searches.every((words) => isFound(words, others));
		});
		expect(idle).toEqual([]);
	});

	test('it speaks of the newest version', () => {
		expect(Number(codex.nodeVersion)).toBe(Math.max(...[version].flat()));
	});

	test('it leads to a page on the credential that is there', () => {
		const { credentialDocumentation = [] } = codex.resources;
		const paths = credentialDocumentation.map(({ url }) => url.split('/blob/main/')[1] ?? '');
		expect(paths.map((path) => existsSync(join(ROOT, path)))).toEqual([true]);
	});
});
