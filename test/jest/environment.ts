import vm from 'node:vm';
import NodeEnvironment from 'jest-environment-node';

/** The contexts that Jest made for test files of this environment. Nothing runs in them. */
const unused = new WeakSet<vm.Context>();

// Jest compiles every module into the context of its test file. With this environment, modules go into Node's main context instead.
const { compileFunction } = vm;
vm.compileFunction = (code, parameters, options = {}) => {
	const { parsingContext, ...others } = options;
	return parsingContext && unused.has(parsingContext)
		? compileFunction(code, parameters, others)
		: compileFunction(code, parameters, options);
};

/**
 * Runs test files in Node's main context, as n8n runs the node. By default, Jest gives each file a context with globals of its own.
 *
 * Loading n8n-core takes seconds, and Jest would do it again for every test file. Here `loadedByNode.js` can leave it to Node, which
 * does it once for all files of a worker. An `Error` of n8n is then an `Error` of the tests and of the node too.
 */
export default class extends NodeEnvironment {
	/** What Jest and the tests change in the process. The next test file of this worker finds it as it was. */
	private readonly before = {
		environment: { ...process.env },
		process: { exit: process.exit, getBuiltinModule: process.getBuiltinModule },
		world: { console: globalThis.console, setInterval: globalThis.setInterval },
	};

	constructor(...parameters: ConstructorParameters<typeof NodeEnvironment>) {
		super(...parameters);
		if (this.context) unused.add(this.context);
		this.global = globalThis as unknown as typeof this.global;
		Object.assign(globalThis, { loadByNode: require });
	}

	override async teardown(): Promise<void> {
		await super.teardown();
		for (const name of Object.keys(process.env)) delete process.env[name];
		Object.assign(process.env, this.before.environment);
		Object.assign(process, this.before.process);
		Object.assign(globalThis, this.before.world);
	}
}
