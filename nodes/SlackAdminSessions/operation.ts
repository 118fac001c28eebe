import {
	updateDisplayOptions,
	type IDataObject,
	type IExecuteFunctions,
	type INodeProperties,
} from 'n8n-workflow';

import type { Devices } from './parameters/devices';
import type { User, UserReference } from './parameters/user';
import { operations } from './operations/list';
import type { Run } from './run/run';

/** One thing that an item asks for: it is refused, done or not done on its own. */
export interface Target {
	itemIndex: number;
	user?: User;
	session_id?: string | number;
	devices?: Devices;
}

/** A target whose user may still be an address. */
export type Planned<T extends Target> = Omit<T, 'user' | 'itemIndex'> &
	(T extends { user: User } ? { user: UserReference } : { user?: UserReference });

/** An operation is one object in one file. Everything that n8n has to be told about it is derived from it below. */
export interface Operation<T extends Target = Target> {
	resource: ResourceName;
	/** `action` is the sentence in the editor's search. */
	option: { name: string; value: string; action: string; description: string };
	/** Without `displayOptions` for resource and operation. */
	fields: INodeProperties[];
	/** What the token needs for it. */
	scope?: 'admin.users:read' | 'admin.users:write';
	/** What a dry run says would be done. Set on what writes, and the guards apply. */
	would?: string;
	/** Reads and checks one item's parameters. Makes no call. Throws a Refusal for what cannot be done. */
	plan(context: IExecuteFunctions, itemIndex: number): Array<Planned<T>>;
	/** What all targets of one user must agree on, where many users go out in one call. */
	group?(target: T): string;
	/** How the output speaks of a target. */
	describe(target: T): IDataObject;
	/** Does it, and keeps in the run what came of each target. */
	act(run: Run<T>): Promise<void>;
}

export const resources = {
	access: { name: 'Access', description: 'What the token is and may do' },
	session: { name: 'Session', description: 'A login of a user on a device' },
	sessionSetting: { name: 'Session Setting', description: 'How long a user stays signed in' },
} as const;

/** What the editor offers first. */
const first: Record<ResourceName, string> = {
	access: 'check',
	session: 'reset',
	sessionSetting: 'get',
};

type ResourceName = keyof typeof resources;

const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);

/** The parameters Resource and Operation and every operation's own, as n8n shows them. */
export function properties(): INodeProperties[] {
	const used = Object.entries(resources).map(([value, resource]) => ({ value, ...resource }));
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: used.sort(byName),
			default: 'session',
		},
		...used.map(({ value }) => operationProperty(value as ResourceName)),
		...operations.flatMap(({ resource, option, fields }) =>
			updateDisplayOptions({ show: { resource: [resource], operation: [option.value] } }, fields),
		),
	];
}

/** What the node on the canvas says that it does: the editor's own words, and that nothing will be changed where that is so. */
export function subtitle(): string {
	const names = Object.fromEntries(
		operations.map(({ resource, option }) => [
			`${resource}.${option.value}`,
			`${option.name}: ${resources[resource].name}`,
		]),
	);
	return `={{ (${JSON.stringify(names)})[$parameter["resource"] + "." + $parameter["operation"]] + ($parameter["options"]?.dryRun ? " (dry run)" : "") }}`;
}

function operationProperty(resource: ResourceName): INodeProperties {
	const options = operations
		.filter((operation) => operation.resource === resource)
		.map(({ option }) => option);
	const value = first[resource];
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		options: options.sort(byName),
		default: value,
	};
}

export function findOperation(context: IExecuteFunctions): Operation | undefined {
	const resource = context.getNodeParameter('resource', 0);
	const operation = context.getNodeParameter('operation', 0);
	return operations.find(
		(candidate) => candidate.resource === resource && candidate.option.value === operation,
	);
}
