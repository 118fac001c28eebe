import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { SlackAdminSessionsApi } from '../../credentials/SlackAdminSessionsApi.credentials';
import { SlackAdminSessionsOAuth2Api } from '../../credentials/SlackAdminSessionsOAuth2Api.credentials';
import { SlackAuditLogsApi } from '../../credentials/SlackAuditLogsApi.credentials';
import { operations } from '../../nodes/SlackAdminSessions/operations/list';
import { resources } from '../../nodes/SlackAdminSessions/resources';
import { SlackAdminSessions } from '../../nodes/SlackAdminSessions/SlackAdminSessions.node';
import { SlackAdminSessionsTrigger } from '../../nodes/SlackAdminSessions/SlackAdminSessionsTrigger.node';

const NODE = join(__dirname, '../../nodes/SlackAdminSessions');
const { description } = new SlackAdminSessions();
const { description: trigger } = new SlackAdminSessionsTrigger();

type Option = NonNullable<INodeProperties['options']>[number];
const isParameter = (option: Option): option is INodeProperties => 'type' in option;
const isCollection = (option: Option): option is INodePropertyCollection => 'values' in option;

function deep(parameters: INodeProperties[]): INodeProperties[] {
	return parameters.flatMap((parameter) => [
		parameter,
		...deep(
			(parameter.options ?? []).flatMap((option) =>
				isCollection(option) ? option.values : isParameter(option) ? [option] : [],
			),
		),
	]);
}

const parameters = deep([...description.properties, ...trigger.properties]);
const choices = (parameter: INodeProperties) =>
	(parameter.options ?? []).filter((option): option is INodePropertyOptions => 'value' in option);

test('every operation file is on the list, and on it once', () => {
	const files = Object.keys(resources).flatMap((folder) =>
		readdirSync(join(NODE, 'operations', folder)).map(
			(file) => `${folder}.${file.replace('.ts', '')}`,
		),
	);
	expect(operations.map(({ resource, option }) => `${resource}.${option.value}`).sort()).toEqual(
		files.sort(),
	);
});

test('whatever writes sets `would` and `writes` and has the guards; nothing else does', () => {
	for (const { option, scope, would, writes: method, fields } of operations) {
		const guards = ['maxUsers', 'options'].every((name) =>
			fields.some((field) => field.name === name),
		);
		const writes = scope === 'admin.users:write';
		expect({
			operation: option.value,
			would: would !== undefined,
			method: method !== undefined,
			guards,
		}).toEqual({ operation: option.value, would: writes, method: writes, guards: writes });
	}
});

test('an option that asks for more is on once it is added; one that lifts a guard is not', () => {
	const added = parameters
		.filter(({ name }) => name === 'options')
		.flatMap(({ options = [] }) => options.filter(isParameter));
	const defaults = new Map(added.map((option) => [option.name, option.default]));
	expect(defaults).toEqual(
		new Map([...defaults, ['dryRun', true], ['verify', true], ['includeUserDetails', true]]),
	);
	expect(defaults.get('includeOwnUser')).toBe(false);
});

test('no two choices of a list differ by their last letter only', () => {
	for (const { name, options = [] } of parameters) {
		const names = options.map((option) =>
			'displayName' in option ? option.displayName : option.name,
		);
		expect([name, names.filter((one) => names.includes(`${one}s`))]).toEqual([name, []]);
	}
});

test('each credential is there for the operations that take it, and for no other', () => {
	const takes = (credentialType?: string) => [
		...new Set(
			operations
				.filter((operation) => operation.credentialType === credentialType)
				.map(({ resource }) => resource),
		),
	];
	const [audit, admin] = [takes('slackAuditLogsApi'), takes()];
	expect(audit).toEqual(['auditEvent']);
	expect(admin.filter((resource) => audit.includes(resource))).toEqual([]);
	expect(
		Object.fromEntries(
			(description.credentials ?? []).map(({ name, displayOptions }) => [
				name,
				[...(displayOptions?.hide?.resource ?? [])].sort(),
			]),
		),
	).toEqual({
		slackAdminSessionsApi: audit,
		slackAdminSessionsOAuth2Api: audit,
		slackAuditLogsApi: [...admin].sort(),
	});
});

test('a field for users takes a pasted column: in a field of one line, a browser makes blanks of its line ends', () => {
	const ofCredentials = [new SlackAdminSessionsApi(), new SlackAdminSessionsOAuth2Api()].flatMap(
		({ properties }) => properties,
	);
	const lists = [...parameters, ...ofCredentials].filter(({ name }) =>
		['users', 'protectedUsers'].includes(name),
	);
	expect(lists.length).toBeGreaterThan(4);
	expect(lists.filter(({ typeOptions }) => (typeOptions?.rows ?? 1) < 2)).toEqual([]);
});

test.each(['README.md', 'docs/reference.md'])('%s has a row for each operation', (file) => {
	const text = readFileSync(join(NODE, '../..', file), 'utf8');
	for (const { resource, option } of operations)
		expect(text).toContain(`| ${resources[resource].name}: ${option.name} |`);
});

describe("n8n's rules on texts, for what code derives and lint cannot see", () => {
	test.each(parameters.map((parameter) => [parameter.name, parameter] as const))(
		'%s',
		(_, parameter) => {
			const { displayName, description: text, type, name } = parameter;
			const words = displayName.replace(/\(.*?\)/g, '').split(' ');
			if (type !== 'notice')
				expect(
					words.filter(
						(word) =>
							!/^[A-Z0-9]/.test(word) &&
							!['and', 'or', 'of', 'the', 'by', 'in', 'on', 'to', 'from'].includes(word),
					),
				).toEqual([]);
			if (text !== undefined) expect(text).toMatch(/^[A-Z]/);
			if (text !== undefined && !text.includes('. ')) expect(text).not.toMatch(/\.$/);
			if (type === 'boolean') expect(text).toMatch(/^Whether to /);
			if (parameter.placeholder !== undefined && type !== 'collection')
				expect(parameter.placeholder).toMatch(/^e\.g\. /);
			if (name === 'limit')
				expect(parameter).toMatchObject({
					default: 50,
					typeOptions: { minValue: 1 },
					description: 'Max number of results to return',
				});
			if (name === 'resource' || name === 'operation')
				expect(parameter).toMatchObject({ noDataExpression: true });
			const names = choices(parameter).map((option) => option.name);
			expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
			const fields = (parameter.options ?? [])
				.filter(isParameter)
				.map((field) => field.displayName);
			expect(fields).toEqual([...fields].sort((a, b) => a.localeCompare(b)));
		},
	);

	test.each(
		operations.map(
			(operation) => [`${operation.resource} ${operation.option.value}`, operation] as const,
		),
	)('operation %s', (_, { option }) => {
		expect(option.action).toMatch(/^[A-Z][a-z]+ /);
		expect(option.action).not.toMatch(/\b(a|an|the)\b/i);
		expect(option.description).not.toMatch(/\.$/);
	});

	test('every default of a choice is one of its values', () => {
		for (const parameter of parameters.filter(({ type }) => type === 'options'))
			expect(choices(parameter).map(({ value }) => value)).toContain(parameter.default);
	});
});

/** What saved workflows rest on: n8n does not save a default, so that a default is part of it. */
function contract(parameters: INodeProperties[]): unknown[] {
	return parameters.map(({ name, type, default: value, options, displayOptions, modes }) => ({
		name,
		type,
		default: value,
		...(displayOptions && { displayOptions }),
		...(modes && { modes: modes.map((mode) => mode.name) }),
		...(options && {
			options: options.map((option) =>
				isParameter(option)
					? contract([option])[0]
					: 'value' in option
						? option.value
						: option.name,
			),
		}),
	}));
}

test('names, values and defaults are as saved workflows have them', () => {
	const credentials = [
		new SlackAdminSessionsApi(),
		new SlackAdminSessionsOAuth2Api(),
		new SlackAuditLogsApi(),
	];
	expect({
		node: {
			name: description.name,
			version: description.version,
			credentials: description.credentials,
			parameters: contract(description.properties),
		},
		credentials: credentials.map(({ name, properties }) => ({
			name,
			parameters: contract(properties),
		})),
	}).toMatchSnapshot();
});

test('names, values and defaults of the trigger are as saved workflows have them', () => {
	const { name, version, credentials, properties } = trigger;
	expect({ name, version, credentials, parameters: contract(properties) }).toMatchSnapshot();
});
