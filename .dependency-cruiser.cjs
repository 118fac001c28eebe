/** The house's rules on imports; `npm run lint` checks them. CONTRIBUTING.md says what lives where. */
const NODE = '^nodes/SlackAdminSessions';

/** Whoever stands lower imports nothing from above. */
const layers = [
	['trigger', '(run|operations|listSearch)/'],
	['listSearch', '(run|operations|trigger)/'],
	['run', '(operations|trigger|listSearch)/'],
	['parameters', '(run|operations|trigger|listSearch)/'],
	['auditLog', '(run|operations|trigger|listSearch|parameters)/'],
	['slack', '(run|operations|trigger|listSearch|parameters|auditLog)/'],
];

module.exports = {
	forbidden: [
		{
			name: 'no-circle',
			comment: 'Imports go down, never round. Imports of types count.',
			severity: 'error',
			from: {},
			to: { circular: true },
		},
		...layers.map(([layer, above]) => ({
			name: `${layer}-imports-nothing-above`,
			comment:
				'description → operations → run → parameters, auditLog and slack → failure and redact.',
			severity: 'error',
			from: { path: `${NODE}/${layer}/` },
			to: { path: `${NODE}/${above}` },
		})),
		{
			name: 'operation-holds-types-only',
			comment:
				'operation.ts says what an operation is. What is derived from the list of operations is in description.ts.',
			severity: 'error',
			from: { path: `${NODE}/operation\\.ts$` },
			to: { dependencyTypesNot: ['type-only'] },
		},
		{
			name: 'parameters-make-no-call',
			comment: 'A parameter becomes a checked value or a refusal before anything is sent.',
			severity: 'error',
			from: { path: `${NODE}/parameters/` },
			to: {
				path: `${NODE}/(slack/(call|httpTry|connect|pages|sessions|people|aFewAtOnce)|auditLog/page)\\.ts$`,
				dependencyTypesNot: ['type-only'],
			},
		},
		{
			name: 'one-http-door',
			comment: 'Only the loop in call.ts sends a try, and has a token renewed for one.',
			severity: 'error',
			from: { path: `${NODE}/`, pathNot: `${NODE}/slack/(call|renew)\\.ts$` },
			to: { path: `${NODE}/slack/(httpTry|renew)\\.ts$`, dependencyTypesNot: ['type-only'] },
		},
		{
			name: 'only-n8n-workflow-at-run-time',
			comment: 'n8n verifies only nodes without dependencies of their own.',
			severity: 'error',
			from: { path: '^(nodes|credentials)/' },
			to: {
				pathNot: '^(nodes|credentials)/|node_modules/n8n-workflow/',
				dependencyTypesNot: ['type-only'],
			},
		},
		{
			name: 'nothing-shipped-imports-tests',
			severity: 'error',
			from: { path: '^(nodes|credentials)/' },
			to: { path: '^(test|scripts|benchmarks)/' },
		},
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.json' },
		exclude: { path: '^(dist|test/[^/]+/node_modules)/' },
	},
};
