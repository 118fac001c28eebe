/** What must hold before a version is published: `npm run release:check`, and with a tag as parameter that the tag is of this version. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Manifest {
	version: string;
	homepage: string;
	author: { name: string; email: string };
	repository: { url: string };
}

/** An address under it never exists; see CONTRIBUTING.md, Releasing. */
const PLACEHOLDERS = [/\.invalid\b/, /github\.com\/slack-admin-sessions\//];

/**
 * What hinders a release, in sentences.
 *
 * @param files the packed sources that hold addresses, by their paths
 */
export function hindrances(
	manifest: Manifest,
	changelog: string,
	files: Record<string, string>,
	tag?: string,
): string[] {
	const found: string[] = [];
	const { version } = manifest;
	if (tag !== undefined && tag !== `v${version}`)
		found.push(`The tag is ${tag}, the version in package.json ${version}.`);
	if (!hasEntry(changelog, version)) found.push(`CHANGELOG.md has no entry "## ${version}".`);
	for (const [field, value] of Object.entries({
		homepage: manifest.homepage,
		'author.email': manifest.author.email,
		'repository.url': manifest.repository.url,
	})) {
		if (PLACEHOLDERS.some((placeholder) => placeholder.test(value)))
			found.push(`"${field}" in package.json is still a placeholder: ${value}`);
	}
	for (const [path, text] of Object.entries(files)) {
		const [address] =
			text
				.match(/https:\/\/[^\s'"#)]+/g)
				?.filter((each) => PLACEHOLDERS.some((placeholder) => placeholder.test(each))) ?? [];
		if (address !== undefined) found.push(`${path} still leads to a placeholder: ${address}`);
	}
	return found;
}

/** What n8n's editor links to, beside package.json. */
export const LINKING = [
	'credentials/SlackAdminSessionsApi.credentials.ts',
	'credentials/SlackAdminSessionsOAuth2Api.credentials.ts',
	'credentials/SlackAuditLogsApi.credentials.ts',
	'nodes/SlackAdminSessions/SlackAdminSessions.node.json',
];

/** Whether the changelog says something about a version. */
export function hasEntry(changelog: string, version: string): boolean {
	const [, entry = ''] = changelog.split(new RegExp(`^## ${version.replaceAll('.', '\\.')}$`, 'm'));
	return (entry.split(/^## /m)[0] ?? '').trim() !== '';
}

/** The same, of this repository. */
export function hindrancesHere(tag?: string): string[] {
	const read = (name: string) => readFileSync(join(__dirname, '..', name), 'utf8');
	return hindrances(
		JSON.parse(read('package.json')) as Manifest,
		read('CHANGELOG.md'),
		Object.fromEntries(LINKING.map((path) => [path, read(path)])),
		tag,
	);
}

if (require.main === module) {
	const found = hindrancesHere(process.argv[2]);
	for (const sentence of found) console.error(sentence);
	process.exitCode = found.length === 0 ? 0 : 1;
}
