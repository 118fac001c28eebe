/** As n8n reads it for the fields of a node that has not run: https://json-schema.org */
export interface Schema {
	type: string | string[];
	properties?: Record<string, Schema>;
	items?: Schema;
}

/** What is common to values that an operation gave. n8n's editor goes by the first type, so that `null` is the last. */
export function schemaOf(values: unknown[]): Schema {
	const known = new Set(values.map(typeOf));
	const types = [...known].filter((type) => type !== 'null');
	if (known.has('null')) types.push('null');
	const objects = values.filter(isObject);
	const names = new Set(objects.flatMap((each) => Object.keys(each)));
	const valuesOf = (name: string) => objects.flatMap((each) => (name in each ? [each[name]] : []));
	const elements = values.flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : []));
	return {
		type: types.length === 1 ? (types[0] ?? '') : types,
		...(names.size > 0 && {
			properties: Object.fromEntries([...names].map((name) => [name, schemaOf(valuesOf(name))])),
		}),
		...(elements.length > 0 && { items: schemaOf(elements) }),
	};
}

/** As it is kept: a field a line, so that a change is seen, and little else, since it goes into the package. */
export function asText({ type, properties = {} }: Schema): string {
	const fields = Object.entries(properties).map(
		([name, schema]) => `${JSON.stringify(name)}:${JSON.stringify(schema)}`,
	);
	return `{"type":${JSON.stringify(type)},"properties":{\n${fields.join(',\n')}\n}}\n`;
}

/** Fields of which the schema tells too little, or more than one thing: a list of nobody knows what, nothing but `null`, two types. */
export function unclear({ type, properties = {}, items }: Schema, path = ''): string[] {
	const types = [type].flat().filter((each) => each !== 'null');
	const isUnclear = types.length !== 1 || (types[0] === 'array' && !items);
	return [
		...(isUnclear ? [path] : []),
		...Object.entries(properties).flatMap(([name, each]) => unclear(each, `${path}.${name}`)),
		...(items ? unclear(items, `${path}[]`) : []),
	];
}

function typeOf(value: unknown): string {
	if (value === null) return 'null';
	return Array.isArray(value) ? 'array' : typeof value;
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeOf(value) === 'object';
}
