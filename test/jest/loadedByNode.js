/** A transform for Jest: the module is loaded by Node's own `require`, so once for all test files of a worker. Needs `environment.ts`. */
module.exports = {
	process: () => ({ code: 'module.exports = loadByNode(__filename);' }),
	getCacheKey: () => 'loadedByNode',
};
