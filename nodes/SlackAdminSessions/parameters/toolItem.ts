import type { IExecuteFunctions, INodeProperties, INodePropertyCollection } from 'n8n-workflow';

import { invalid } from './values';

/** What expressions call the item, and what is made of it. */
const ITEM = /\$(json|input|items?|binary|data)\b/;

/** n8n takes `$fromAI` in any spelling. */
const FROM_MODEL = /\$fromai\b/i;

/** n8n gives the node to an AI agent as another type of node. */
export function isTool(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool');
}

/**
 * In an AI agent's tool no parameter may be read from the item, but where the model is asked for it by `$fromAI`. n8n's Agent v3 runs a tool on the
 * workflow's item with the model's arguments put over it, and does not hold those against what the tool declares: whatever is read from the item
 * is the model's to set, a guard too.
 *
 * @param fields of the chosen operation, for the names that users see
 * @throws {Refusal} for the first parameter that is read from the item
 */
export function refuseItemInTool(context: IExecuteFunctions, fields: INodeProperties[]): void {
	if (!isTool(context)) return;
	const { parameters } = context.getNode();
	const found = texts('', parameters).find(
		([, text]) => text.startsWith('=') && ITEM.test(text) && !FROM_MODEL.test(text),
	);
	if (!found) return;
	const name = displayName(found[0], fields) ?? found[0];
	throw invalid(
		`'${name}' is read from the item, which the model can change`,
		`Nothing was sent. Give '${name}' a fixed value, let the model fill it in by $fromAI, or read it from another node, as in {{ $('Start').first().json.user_id }}.`,
	);
}

/** Every text in a value, with the name of the parameter that it stands in. */
function texts(name: string, value: unknown): Array<[string, string]> {
	if (typeof value === 'string') return [[name, value]];
	if (typeof value !== 'object' || value === null) return [];
	// A user is chosen by a way and a value: both belong to the parameter itself.
	const isOne = Array.isArray(value) || '__rl' in value;
	return Object.entries(value).flatMap(([key, part]) => texts(isOne ? name : key, part));
}

function displayName(
	name: string,
	fields: Array<INodeProperties | INodePropertyCollection>,
): string | undefined {
	for (const field of fields) {
		if (field.name === name) return field.displayName;
		const inside = 'options' in field ? field.options?.filter(isField) : undefined;
		const found = inside && displayName(name, inside);
		if (found !== undefined) return found;
	}
	return undefined;
}

function isField(option: object): option is INodeProperties {
	return 'displayName' in option && 'type' in option;
}
