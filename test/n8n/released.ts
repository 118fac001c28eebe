import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeExecutionData, IWorkflowBase } from 'n8n-workflow';

import { makeTokenValue, Organisation, type Token } from '../emulator/organisation';
import type { Emulator } from '../emulator/emulator';
import { readExecution } from './execution';
import type { N8nServer } from './server';
import { pickCredentials } from './credentials';

export const PACKAGE = 'n8n-nodes-slack-admin-sessions';

const FOLDER = join(__dirname, 'released');

/** Oldest first. */
export const releasedVersions = readdirSync(FOLDER, { withFileTypes: true })
	.filter((entry) => entry.isDirectory())
	.map(({ name }) => name)
	.sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));

/** What users of that version have. */
export const tarballOf = (version: string) => join(FOLDER, version, `${PACKAGE}-${version}.tgz`);

/**
 * The workflows that a user of that version saved, with the credentials of this n8n.
 *
 * @param credentials their IDs, by type
 */
export function workflowsOf(version: string, credentials: Record<string, string>): IWorkflowBase[] {
	const folder = join(FOLDER, version);
	const files = readdirSync(folder)
		.filter((name) => name.endsWith('.json'))
		.sort();
	return files.map((name) => {
		const workflow = JSON.parse(readFileSync(join(folder, name), 'utf8')) as IWorkflowBase;
		pickCredentials(workflow, credentials);
		return workflow;
	});
}

/** The values of the tokens. They stay, so that saved credentials go on. */
export interface Tokens {
	admin: string;
	audit: string;
}

export const makeTokens = (): Tokens => ({
	admin: makeTokenValue('user'),
	audit: makeTokenValue('user'),
});

/** @returns the organisation, and the admin token of it */
export function makeSlack({ admin, audit }: Tokens): {
	organisation: Organisation;
	token: Token;
} {
	const organisation = makeOrganisation();
	organisation.addToken({ user_id: 'U0PRIMARY01', value: audit, scopes: ['auditlogs:read'] });
	return { organisation, token: organisation.addToken({ user_id: 'U0ADMIN0001', value: admin }) };
}

/** The same each time, to the number of each session. */
function makeOrganisation(): Organisation {
	const organisation = new Organisation();
	organisation.addPerson({
		id: 'U0PRIMARY01',
		name: 'primary',
		is_primary_owner: true,
		is_owner: true,
		is_admin: true,
	});
	organisation.addPerson({ id: 'U0ADMIN0001', name: 'admin', is_owner: true, is_admin: true });
	organisation.addSession('U0ADMIN0001', { session_id: 100 });
	for (let number = 1; number <= 8; number++) {
		const { id } = organisation.addPerson({ id: `U${String(number).padStart(10, '0')}` });
		for (let session = 1; session <= 4; session++)
			organisation.addSession(id, {
				session_id: number * 1000 + session,
				client: session % 2 === 0 ? 'web' : 'mobile',
			});
	}
	return organisation;
}

/** Everything that a workflow gave, and everything that it did. */
export interface Result {
	status: string;
	outputs: Record<string, unknown>;
	sessions: Record<string, number[]>;
	settings: Record<string, object>;
}

/** Runs a saved workflow on the organisation as it was at first. */
export async function resultOf(
	server: N8nServer,
	emulator: Emulator,
	tokens: Tokens,
	workflow: IWorkflowBase,
): Promise<Result> {
	const { organisation } = makeSlack(tokens);
	emulator.organisation = organisation;
	const { status, data } = await server.run(workflow, 'Start');
	const { runData } = readExecution(data).resultData;
	const outputs = Object.entries(runData).map(([name, [run]]) => {
		const items = (output: INodeExecutionData[] | null) =>
			(output ?? []).map(({ json, pairedItem }) => ({ json, pairedItem }));
		return [
			name,
			{
				outputs: run?.data?.main?.map(items) ?? [],
				...(run?.error && { error: { name: run.error.name, message: run.error.message } }),
			},
		];
	});
	return {
		status,
		outputs: comparable(Object.fromEntries(outputs)) as Record<string, unknown>,
		sessions: Object.fromEntries(
			[...organisation.people.keys()].map((id) => [
				id,
				organisation.sessionsOf(id).map(({ session_id }) => session_id),
			]),
		),
		settings: Object.fromEntries(organisation.settings),
	};
}

/** Whom nobody knows, in the workflows that were saved. */
const NOBODY = 'U9999999999';

/**
 * What a released version gave, with the one thing that every version of the node says anew: a dry run promised a reset of whom nobody knows, and
 * now says that Slack would refuse it.
 */
export function foreseen(result: Result): Result {
	return JSON.parse(JSON.stringify(result), (_, value: unknown) => {
		if (typeof value !== 'object' || value === null) return value;
		const isPromise = 'outcome' in value && value.outcome === 'dry_run' && 'user_id' in value;
		return isPromise && value.user_id === NOBODY
			? { ...value, would: 'refuse', reason: '(a sentence)' }
			: value;
	}) as Result;
}

/** Sentences are for people, and a newer version may say them better. */
const sentences = new Set(['message', 'description', 'note', 'reason', 'todo']);

/** Without what differs from run to run. */
function comparable(value: unknown, key = ''): unknown {
	if (typeof value === 'string') {
		if (sentences.has(key)) return value === '' ? '' : '(a sentence)';
		return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? '(a time)' : value;
	}
	if (Array.isArray(value)) {
		// Access: Check names each operation, and a newer version may have more of them.
		if (key === 'operations')
			return Object.fromEntries(
				(value as Array<{ name: string }>).map((operation) => [
					operation.name,
					comparable(operation),
				]),
			);
		return value.map((each) => comparable(each));
	}
	if (typeof value === 'object' && value !== null)
		return Object.fromEntries(
			Object.entries(value).map(([name, each]) => [name, comparable(each, name)]),
		);
	return value;
}
