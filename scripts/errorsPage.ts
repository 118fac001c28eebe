import { codes } from '../nodes/SlackAdminSessions/slack/codes';

/** docs/errors.md, made from the table that the node itself uses. */
export function errorsPage(): string {
	const rows = Object.entries(codes)
		.sort(([a], [b]) => a.localeCompare(b))
		.map(
			([code, { reason, next, mayHaveWorked }]) =>
				`| \`${code}\` | ${reason} | ${next.replace('{parameter}', "'User' or 'Users'")} | ${mayHaveWorked ? 'unknown' : 'failed'} |`,
		);
	return `# What Slack's codes mean

Made by \`npm run docs\` from the table in \`nodes/SlackAdminSessions/slack/codes.ts\`; a test fails when the two differ.

The code stands in the \`error.code\` of a failed item. A code that is not here is shown as Slack sent it, with a link to the page of the method.
\`unknown\` is the outcome where Slack may have done the work all the same; for calls that only read it is always \`failed\`.

| code | what it says | what to do | outcome |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}
