import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';

import type { Operation, ResourceName } from './operation';
import { resources } from './resources';
import type { CredentialType } from './slack/httpTry';

/** The parameters Resource and Operation and every operation's own, as n8n shows them. */
export function properties(operations: readonly Operation[]): INodeProperties[] {
	const names = Object.keys(resources) as ResourceName[];
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: names
				.map((value) => ({
					name: resources[value].name,
					value,
					description: resources[value].description,
				}))
				.sort(byName),
			default: 'session',
		},
		...names.map((resource) => operationProperty(resource, operations)),
		...operations.flatMap(({ resource, option, fields }) =>
			updateDisplayOptions({ show: { resource: [resource], operation: [option.value] } }, fields),
		),
	];
}

function operationProperty(
	resource: ResourceName,
	operations: readonly Operation[],
): INodeProperties {
	const { first } = resources[resource];
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		options: operations
			.filter((operation) => operation.resource === resource)
			.map(({ option }) => option)
			.sort(byName),
		default: first,
	};
}

function byName(a: { name: string }, b: { name: string }): number {
	return a.name.localeCompare(b.name);
}

/** The resources whose operations take this credential, or the one of Authentication. */
export function resourcesWith(
	credentialType: CredentialType | undefined,
	operations: readonly Operation[],
): ResourceName[] {
	return (Object.keys(resources) as ResourceName[]).filter((name) =>
		operations.some(
			(operation) => operation.resource === name && operation.credentialType === credentialType,
		),
	);
}

/** What the node on the canvas says that it does: the editor's own words, and that nothing will be changed where that is so. */
export function subtitle(operations: readonly Operation[]): string {
	const names = Object.fromEntries(
		operations.map(({ resource, option }) => [
			`${resource}.${option.value}`,
			`${option.name}: ${resources[resource].name}`,
		]),
	);
	return `={{ (${JSON.stringify(names)})[$parameter["resource"] + "." + $parameter["operation"]] + ($parameter["options"]?.dryRun ? " (dry run)" : "") }}`;
}
