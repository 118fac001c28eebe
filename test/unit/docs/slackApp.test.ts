import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

import { SlackAdminSessionsApi } from '../../../credentials/SlackAdminSessionsApi.credentials';
import { SlackAdminSessionsOAuth2Api } from '../../../credentials/SlackAdminSessionsOAuth2Api.credentials';
import { SlackAuditLogsApi } from '../../../credentials/SlackAuditLogsApi.credentials';
import { operations } from '../../../nodes/SlackAdminSessions/operations/list';
import { refuseToken } from '../../../nodes/SlackAdminSessions/slack/token';
import { makeTokenValue } from '../../emulator/organisation';
import { page, pages, ROOT } from './pages';

/** What Slack documents of a manifest, as far as these go. https://docs.slack.dev/reference/app-manifest */
const https = z.string().url().startsWith('https://');
const shape = z
	.object({
		display_information: z
			.object({ name: z.string().min(1).max(35), description: z.string().max(140).optional() })
			.strict(),
		oauth_config: z
			.object({
				redirect_urls: z.array(https).max(1000).optional(),
				scopes: z.object({ user: z.array(z.string()).min(1).max(255) }).strict(),
			})
			.strict(),
		settings: z
			.object({
				org_deploy_enabled: z.literal(true),
				socket_mode_enabled: z.literal(false),
				token_rotation_enabled: z.literal(false),
			})
			.strict(),
	})
	.strict();

const manifest = shape.parse(
	JSON.parse(readFileSync(join(ROOT, 'docs/slack-app-manifest.json'), 'utf8')),
);
const auditLogApp = { display_information: { name: 'n8n Audit Log Reader' } };
const guide = page('docs/slack-app.md');
const json = (content: string) => JSON.parse(content) as Record<string, unknown>;

/** What Slack asks for of every method that the node calls: the emulator refuses a call without it. */
function scopesOfMethods(): string[] {
	const folder = join(__dirname, '../../emulator/methods');
	const methods = readdirSync(folder).flatMap((file) =>
		Object.values(require(join(folder, file)) as Record<string, { name?: string; scope?: string }>),
	);
	return methods.flatMap(({ scope }) => scope ?? []);
}

test('the manifest asks for what the code needs, and for what Slack wants beside it, and no more', () => {
	const ofOperations = operations.flatMap(({ scope, credentialType }) =>
		credentialType === undefined ? (scope ?? []) : [],
	);
	const needed = [...new Set([...ofOperations, ...scopesOfMethods()])].sort();
	// Slack: "This scope must be requested at the same time as users:read". https://docs.slack.dev/reference/scopes/users.read.email
	const wanted = needed.includes('users:read.email') ? [...needed, 'users:read'] : needed;
	expect([...manifest.oauth_config.scopes.user].sort()).toEqual([...new Set(wanted)].sort());

	const { default: query } =
		new SlackAdminSessionsOAuth2Api().properties.find(
			({ name }) => name === 'authQueryParameters',
		) ?? {};
	const asked = new URLSearchParams(String(query)).get('user_scope')?.split(',') ?? [];
	expect(asked.sort()).toEqual([...manifest.oauth_config.scopes.user].sort());
});

test("the dialog of the token's credential names the scopes of the manifest, and leads to the page", () => {
	const { displayName: notice = '' } =
		new SlackAdminSessionsApi().properties.find(({ name }) => name === 'appNotice') ?? {};
	expect((notice.match(/[a-z.]+:[a-z]+(?:\.[a-z]+)?/g) ?? []).sort()).toEqual(
		[...manifest.oauth_config.scopes.user].sort(),
	);
	const { homepage } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
		homepage: string;
	};
	const [, link] = /href="([^"]+)"/.exec(notice) ?? [];
	expect(link).toBe(`${homepage.replace(/#.*/, '')}/blob/main/docs/slack-app.md`);
});

test('the page shows the manifest as the file has it, and says what each line of it is for', () => {
	expect(
		guide.blocks
			.filter(({ content }) => content.includes('display_information'))
			.map(({ content }) => json(content)),
	).toEqual([
		manifest,
		// The app of the audit log asks for one scope, which the admin's app must not have.
		{ ...manifest, ...auditLogApp, oauth_config: { scopes: { user: ['auditlogs:read'] } } },
	]);
	expect(
		manifest.oauth_config.scopes.user.filter((scope) => !guide.text.includes(`| \`${scope}\` |`)),
	).toEqual([]);
});

test('every other manifest on the pages is one that Slack would take', () => {
	const manifests = pages.flatMap(({ blocks }) =>
		blocks
			.filter(({ language, content }) => language === 'json' && content.includes('oauth_config'))
			.map(({ content }) => json(content)),
	);
	expect(manifests.length).toBeGreaterThan(2);
	// One shows the redirect URL alone, to be put into the whole.
	for (const { oauth_config, ...rest } of manifests)
		shape.parse({
			...manifest,
			...rest,
			oauth_config: { ...manifest.oauth_config, ...(oauth_config as object) },
		});
});

test("the page has every message of the credentials' tests", () => {
	const rules = [
		...(new SlackAdminSessionsApi().test.rules ?? []),
		...(new SlackAuditLogsApi().test.rules ?? []),
	];
	const byRule = rules.flatMap(({ properties }) =>
		'message' in properties ? properties.message : [],
	);
	expect(byRule.length).toBeGreaterThan(5);
	const byKind = [
		'',
		'a b',
		'xoxd-',
		...(['bot', 'appLevel', 'refresh'] as const).map(makeTokenValue),
	].map((token) => refuseToken(token) ?? 'accepted');
	const firstSentence = (message: string) => /^.*?[.](?= |$)/.exec(message)?.[0] ?? message;
	expect(
		[...byRule, ...byKind]
			.map(firstSentence)
			.filter((sentence) => !guide.text.includes(`| ${sentence} |`)),
	).toEqual([]);
});
