/**
 * n8n gives a regular expression 250 ms by the clock. On a busy machine they pass while n8n is not even running: it then refuses a value of *User*, or
 * to run a workflow, whatever the node does. The patterns here are not slow: they have the time they need. An old n8n sets no limit.
 */
module.exports = (n8nWorkflow) => {
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
};
