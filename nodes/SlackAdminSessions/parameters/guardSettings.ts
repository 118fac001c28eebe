import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { AtItem, Refusal } from '../failure';
import { showValue } from '../redact';
import { MAX_WAIT } from '../slack/policy';
import { readCollection } from './collection';
import { readList, type Blanks } from './list';
import { isId, parseUsers, type UserReference } from './user';
import { invalid, readFlag, readSeconds, readWholeNumber } from './values';

/** The guards' parameters of one item. */
interface ItemGuards {
	maxUsers: number;
	dryRun: boolean;
	includeOwnUser: boolean;
	protectedUsers: UserReference[];
	verify: boolean;
	maxWait: number;
}

/** What the guards go by in a run: of several items' settings, the one that holds back most. */
export interface GuardSettings {
	dryRun: boolean;
	maxUsers: number;
	/** Whether it is the credential that says so. */
	maxUsersIsOfCredential?: boolean;
	protectedUsers: UserReference[];
	verify: boolean;
	/** In seconds. */
	maxWait: number;
	/** Items that may act on the token's own user. */
	ownUserItems: ReadonlySet<number>;
}

/**
 * Reads the guards of all items. Where those of one item cannot be read, or contradict those of another, nothing may be done for any item:
 * nobody can say what the guards would have kept back.
 *
 * @throws {AtItem} for a value that cannot be read
 * @throws {Refusal} for a contradiction
 */
export function readGuards(context: IExecuteFunctions, items: number): GuardSettings {
	refuseModelsOwnGuards(context);
	const all: ItemGuards[] = [];
	for (let itemIndex = 0; itemIndex < items; itemIndex++) {
		const read = readItem(context, itemIndex);
		if (read instanceof AtItem) throw read;
		all.push(read);
	}
	return {
		dryRun: agreed(
			all.map(({ dryRun }) => dryRun),
			'Dry Run',
		),
		verify: agreed(
			all.map(({ verify }) => verify),
			'Verify',
		),
		maxUsers: least(all.map(({ maxUsers }) => maxUsers)),
		maxWait: least(all.map(({ maxWait }) => maxWait)),
		protectedUsers: all.flatMap(({ protectedUsers }) => protectedUsers),
		ownUserItems: new Set(
			all.flatMap(({ includeOwnUser }, itemIndex) => (includeOwnUser ? [itemIndex] : [])),
		),
	};
}

/** A call with an argument for each item would be too many for the stack. */
function least(values: number[]): number {
	return values.reduce((smallest, value) => Math.min(smallest, value));
}

function agreed(values: boolean[], parameter: string): boolean {
	if (new Set(values).size === 1) return values[0] ?? false;
	throw new Refusal(
		'contradicting_items',
		`'${parameter}' is on for some items and off for others`,
		`Nothing was sent. Set '${parameter}' to the same value for all items, or split them with an If node first.`,
	);
}

function readItem(context: IExecuteFunctions, itemIndex: number): ItemGuards | AtItem {
	try {
		const options = readCollection(context, itemIndex, 'options');
		const has = (name: string) => name in options;
		return {
			maxUsers: readWholeNumber(context.getNodeParameter('maxUsers', itemIndex), 'Maximum Users'),
			dryRun: has('dryRun') && readFlag(options.dryRun, 'Dry Run'),
			includeOwnUser: has('includeOwnUser') && readFlag(options.includeOwnUser, 'Include Own User'),
			verify: has('verify') && readFlag(options.verify, 'Verify'),
			maxWait: has('maxWait') ? readSeconds(options.maxWait, 'Maximum Wait') : MAX_WAIT,
			protectedUsers: has('protectedUsers') ? readProtected(context, options.protectedUsers) : [],
		};
	} catch (error) {
		return new AtItem(itemIndex, error);
	}
}

/** An option that was added and is blank is an expression that broke: it must not read as "nobody is protected". A blank entry in the list is a broken expression too. */
function readProtected(context: IExecuteFunctions, value: unknown): UserReference[] {
	const { protectedUsers } = (context.getNode().parameters.options ?? {}) as IDataObject;
	const isExpression = String(protectedUsers).startsWith('=');
	return readProtectedUsers(value, 'Protected Users', isExpression ? 'refused' : 'skipped');
}

/** @throws {Refusal} for an entry that names nobody: it would protect nobody, and whoever wrote it would not know */
export function readProtectedUsers(
	value: unknown,
	parameter: string,
	blanks: Blanks,
): UserReference[] {
	const parts = readList(value, parameter, blanks);
	if (parts.every((part) => part === undefined || part === null)) {
		throw invalid(
			`The parameter '${parameter}' is empty: it is ${showValue(value)}`,
			`Nothing was sent. Name somebody in '${parameter}', or remove it. If it is an expression, check that the item has the field.`,
		);
	}
	const nobody = parts.find(isNobody);
	if (nobody === undefined) return parseUsers(value, parameter, blanks);
	throw new Refusal(
		'protected_users_unchecked',
		`An entry of '${parameter}' names nobody: ${showValue(nobody.trim())}`,
		`Nothing was sent. All users of the run are kept back until every entry names a user. Correct the entry in '${parameter}', or take it out: IDs (e.g. U0123ABCDEF) or addresses, separated by commas.`,
	);
}

/** Of what is no word at all, such as an invisible character in it, the reader of users says what is wrong. */
function isNobody(part: unknown): part is string {
	return typeof part === 'string' && /^[\w-]+$/.test(part.trim()) && !isId(part.trim());
}

/** What holds an AI agent back must not be left to the agent. n8n takes `$fromAI` in any spelling. */
function refuseModelsOwnGuards(context: IExecuteFunctions): void {
	const { maxUsers, options } = context.getNode().parameters;
	const { includeOwnUser, protectedUsers } = (options ?? {}) as IDataObject;
	const left = Object.entries({
		'Maximum Users': maxUsers,
		'Include Own User': includeOwnUser,
		'Protected Users': protectedUsers,
	}).find(([, value]) => String(value).toLowerCase().includes('$fromai'));
	if (left) {
		throw invalid(
			`'${left[0]}' is left to the model`,
			`Nothing was sent. Set '${left[0]}' yourself: it limits what the model may do.`,
		);
	}
}
