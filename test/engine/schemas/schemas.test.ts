import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { INodeParameters, INodeTypeDescription } from 'n8n-workflow';

import { operations } from '../../../nodes/SlackAdminSessions/operations/list';
import { SlackAdminSessions } from '../../../nodes/SlackAdminSessions/SlackAdminSessions.node';
import { SlackAdminSessionsTrigger } from '../../../nodes/SlackAdminSessions/SlackAdminSessionsTrigger.node';
import { rows, useSlack } from '../slack';
import { useAuditLog } from '../trigger/poller';
import { fillAuditLog, runs, type Run } from './runs';
import { asText, schemaOf, unclear } from './schemaOf';

const FOLDER = join(__dirname, '../../../nodes/SlackAdminSessions/__schema__');

const newest = ({ version }: INodeTypeDescription) => Math.max(...[version].flat());

/** n8n looks for exactly this version, in three numbers. */
const inThree = (version: number) =>
	`v${[...String(version).split('.'), '0', '0'].slice(0, 3).join('.')}`;

const typeVersion = newest(new SlackAdminSessions().description);
const ofNode = operations.map(({ resource, option }) => ({
	resource,
	operation: option.value,
	file: `${inThree(typeVersion)}/${resource}/${option.value}.json`,
}));
/** A trigger has neither resource nor operation. */
const ofTrigger = `${inThree(newest(new SlackAdminSessionsTrigger().description))}.json`;

const slack = useSlack();
const audited = useAuditLog(slack);

const byDefault: Run[] = [() => ({})];

const NONE =
	'There is no such file. The command in CONTRIBUTING.md, "Adding an operation", step 8, writes it.';

/** Holds a schema against what came out. */
function expectSchema(file: string, given: object[]): void {
	expect(given.length).toBeGreaterThan(0);
	const schema = schemaOf(given);
	expect(unclear(schema)).toEqual([]);
	const path = join(FOLDER, file);
	if (process.env.UPDATE_DOCS) {
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, asText(schema));
	}
	expect(existsSync(path) ? readFileSync(path, 'utf8') : NONE).toBe(asText(schema));
}

test.each(ofNode)('$file is what the operation gives', async ({ resource, operation, file }) => {
	const given = [];
	for (const prepare of runs[`${resource}.${operation}`] ?? byDefault) {
		await slack.renew(20);
		const { parameters, ...setup } = prepare(slack);
		const { outputs, error } = await slack.run({
			items: [{}],
			typeVersion,
			...setup,
			parameters: { resource, operation, ...parameters } as INodeParameters,
		});
		expect(error).toBeUndefined();
		given.push(...rows(outputs[0]).map(({ item, ...row }) => row));
	}
	expectSchema(file, given);
});

test(`${ofTrigger} is what the trigger gives`, async () => {
	fillAuditLog(slack.organisation);
	audited.pass(10);
	const trigger = audited.trigger({ events: ['anomaly', 'signIn', 'sessionsEnded'] });
	expectSchema(ofTrigger, await trigger.fetchTestEvent());
});

test('there is no schema of anything else', () => {
	const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' });
	expect(files.filter((file) => file.endsWith('.json')).sort()).toEqual(
		[ofTrigger, ...ofNode.map(({ file }) => file)].sort(),
	);
});
