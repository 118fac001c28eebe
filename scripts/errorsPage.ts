import { auditCodes } from '../nodes/SlackAdminSessions/slack/auditCodes';
import { codes, type Code } from '../nodes/SlackAdminSessions/slack/codes';

/** docs/errors.md, made from the table that the node itself uses. */
export function errorsPage(): string {
	return `# What Slack's codes mean

Made by \`npm run docs\` from the tables in \`codes.ts\` and \`auditCodes.ts\` of \`nodes/SlackAdminSessions/slack\`; a test fails when the two differ.

The code stands in the \`error.code\` of a failed item. A code that is not here is shown as Slack sent it, with a link to the page of the method.
\`unknown\` is the outcome where Slack may have done the work all the same; for calls that only read it is always \`failed\`.

${table(codes)}

## Of the audit log

For *Audit Event: Get Many*, with the credential *Slack Audit Logs API*, these codes mean this. All others mean what they mean above.

${table(auditCodes)}
`;
}

function table(meanings: Record<string, Code>): string {
	const rows = Object.entries(meanings)
		.sort(([a], [b]) => a.localeCompare(b))
		.map(
			([code, { reason, next, mayHaveWorked }]) =>
				`| \`${code}\` | ${reason} | ${next.replace('{parameter}', "'User' or 'Users'")} | ${mayHaveWorked ? 'unknown' : 'failed'} |`,
		);
	return [
		'| code | what it says | what to do | outcome |',
		'| --- | --- | --- | --- |',
		...rows,
	].join('\n');
}
