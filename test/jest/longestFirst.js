const Sequencer = require('@jest/test-sequencer').default;

/**
 * The suites that take longest, the longest before all. Jest itself would begin with the largest files, where it has not run them before: a
 * suite that lies in many files is then begun last, and the other cores wait for it.
 */
const longest = [
	// It waits for polls, and leaves the cores to others.
	'n8n/trigger',
	'n8n/editor/editor',
	'n8n/examples',
	'n8n/communityNodes',
	'n8n/n8n',
	'n8n/queue',
	'n8n/editor/finding',
	'n8n/custom',
	'verification/verification',
	'engine/chaos/fixedSeed',
	'engine/chaos/freshSeeds',
	'engine/fuzz',
	'engine/faults',
].map((name) => `/${name}.test.ts`);

module.exports = class extends Sequencer {
	sort(tests) {
		const rank = ({ path }) => {
			const place = longest.findIndex((suite) => path.endsWith(suite));
			return place === -1 ? longest.length : place;
		};
		return super.sort(tests).sort((one, other) => rank(one) - rank(other));
	}
};
