import * as n8nWorkflow from 'n8n-workflow';

/**
 * n8n checks a fixed value of *User* by a regular expression, and gives it 250 ms by the clock. On a busy machine a test would fail for that,
 * whatever the node does. The patterns are this package's own and are not slow: here they have the time they need. An old n8n sets no limit.
 */
if ('setSafeRegexEngine' in n8nWorkflow) {
	n8nWorkflow.setSafeRegexEngine({
		exec: (pattern, input, flags) => new RegExp(pattern, flags).exec(input),
		test: (pattern, input, flags) => new RegExp(pattern, flags).test(input),
		replace: (pattern, input, flags, replacement) =>
			input.replace(new RegExp(pattern, flags), replacement),
		matchAll: (pattern, input, flags) => [
			...input.matchAll(new RegExp(pattern, `${flags ?? ''}g`)),
		],
		split: (pattern, input, flags) => input.split(new RegExp(pattern, flags)),
	});
}
