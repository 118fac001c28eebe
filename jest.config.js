const { devDependencies } = require('./package.json');

/** What the tests and the node import. Node loads it, once for each worker: Jest would load it again for every test file, which takes seconds for n8n alone. */
const imported = `(${Object.keys(devDependencies)
	.filter((name) => !/jest/.test(name))
	.join('|')})`;

/** What of it is n8n's. */
const n8n = '(n8n-workflow|n8n-core|reflect-metadata|@n8n/di|@n8n/backend-common)';

const shared = {
	testEnvironment: '<rootDir>/test/jest/environment.ts',
	transform: {
		// TypeScript's own compiler takes longer, which shows where nothing is cached yet.
		'\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
		[`/node_modules/${imported}/`]: '<rootDir>/test/jest/loadedByNode.js',
	},
	transformIgnorePatterns: [`/node_modules/(?!${imported}/)`],
	modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/test/n8n/node_modules'],
};

/** The same tests with the oldest n8n that is supported. What the tests and the node import comes from there; what n8n itself imports, it finds beside itself. */
const oldest = '<rootDir>/test/oldest/node_modules';

/** Types are checked by `npm run typecheck`, once for all. */
module.exports = {
	projects: [
		{ ...shared, displayName: 'unit', testMatch: ['<rootDir>/test/unit/**/*.test.ts'] },
		{ ...shared, displayName: 'engine', testMatch: ['<rootDir>/test/engine/**/*.test.ts'] },
		{
			...shared,
			displayName: 'oldest',
			testMatch: ['<rootDir>/test/engine/**/*.test.ts', '<rootDir>/test/oldest/*.test.ts'],
			// Chaos and fuzz look for faults of the node itself, for minutes: the newest n8n is enough, as it is for the schemas. The recipes are for the n8n of today, and none older renews tokens.
			testPathIgnorePatterns: [
				'/node_modules/',
				'/engine/(chaos/|schemas/|fuzz\\.test|recipes\\.test|slack/renew\\.test)',
			],
			globalSetup: '<rootDir>/test/oldest/install.ts',
			setupFiles: ['<rootDir>/test/oldest/timers.ts'],
			moduleNameMapper: { [`^${n8n}$`]: `${oldest}/$1` },
		},
		{
			...shared,
			displayName: 'verification',
			testMatch: ['<rootDir>/test/verification/*.test.ts'],
			globalSetup: '<rootDir>/test/verification/install.ts',
		},
		{
			...shared,
			displayName: 'n8n',
			testMatch: ['<rootDir>/test/n8n/**/*.test.ts'],
			globalSetup: '<rootDir>/test/n8n/template.ts',
		},
	],
	// By default Jest leaves one core to itself: on two cores, half of the machine.
	maxWorkers: '100%',
	testSequencer: '<rootDir>/test/jest/longestFirst.js',
	testTimeout: 60_000,
};
