import communityNodes from '@n8n/eslint-plugin-community-nodes';
import parser from '@typescript-eslint/parser';
import nodesBase from 'eslint-plugin-n8n-nodes-base';
import tseslint from 'typescript-eslint';

/** Rules of nodes-base that its own newer siblings contradict. CONTRIBUTING.md says so too. */
const off = Object.fromEntries(
	[
		// For n8n's own nodes only: it wants a page on docs.n8n.io.
		'cred-class-field-documentation-url-miscased',
		// They want plain strings where the types of n8n-workflow want NodeConnectionTypes.
		'node-class-description-inputs-wrong-regular-node',
		'node-class-description-outputs-wrong',
	].map((rule) => [`n8n-nodes-base/${rule}`, 'off']),
);

const plugins = { 'n8n-nodes-base': nodesBase };

export default [
	{ ignores: ['dist/', '**/node_modules/', '.cache/'] },
	{
		// By the types: what lint sees in a file alone says nothing of a promise that nobody waits for.
		files: ['**/*.ts'],
		plugins: { '@typescript-eslint': tseslint.plugin },
		languageOptions: {
			parser: tseslint.parser,
			parserOptions: { project: 'test/tsconfig.json', tsconfigRootDir: import.meta.dirname },
		},
		rules: {
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': 'error',
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/no-non-null-assertion': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': 'error',
		},
	},
	{
		files: ['package.json', 'nodes/**/*.ts', 'credentials/**/*.ts'],
		...communityNodes.configs.recommended,
		languageOptions: { parser, parserOptions: { extraFileExtensions: ['.json'] } },
	},
	{ files: ['package.json'], plugins, rules: { ...nodesBase.configs.community.rules } },
	{ files: ['nodes/**/*.ts'], plugins, rules: { ...nodesBase.configs.nodes.rules, ...off } },
	{
		files: ['credentials/**/*.ts'],
		plugins,
		rules: { ...nodesBase.configs.credentials.rules, ...off },
	},
];
