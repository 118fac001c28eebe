const shared = {
	transform: { '\\.ts$': ['ts-jest', { tsconfig: 'test/tsconfig.json', diagnostics: false }] },
	modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/test/n8n/node_modules'],
};

/** Types are checked by `npm run typecheck`, once for all. */
module.exports = {
	projects: [
		{ ...shared, displayName: 'unit', testMatch: ['<rootDir>/test/unit/**/*.test.ts'] },
		{ ...shared, displayName: 'engine', testMatch: ['<rootDir>/test/engine/**/*.test.ts'] },
		{ ...shared, displayName: 'n8n', testMatch: ['<rootDir>/test/n8n/*.test.ts'], globalSetup: '<rootDir>/test/n8n/install.ts' },
	],
	testTimeout: 60_000,
};
