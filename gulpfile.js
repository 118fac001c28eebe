const { execFile } = require('node:child_process');
const { rm } = require('node:fs/promises');
const { promisify } = require('node:util');
const { src, dest, series, watch } = require('gulp');

const run = promisify(execFile);

/** A file that has been deleted or renamed must not stay in the package. */
function clean() {
	return rm('dist', { recursive: true, force: true });
}

async function compile() {
	try {
		await run(process.execPath, [require.resolve('typescript/bin/tsc')]);
	} catch (error) {
		throw new Error(error.stdout || error.message);
	}
}

/** Icons and the codex are no TypeScript: tsc leaves them behind. gulp would decode the pictures as text but for `encoding: false`. */
function assets() {
	return src(['nodes/**/*.{svg,json}', 'credentials/**/*.svg'], {
		base: '.',
		encoding: false,
	}).pipe(dest('dist'));
}

const build = series(clean, compile, assets);

exports.build = build;
exports.watch = () =>
	watch(['nodes/**', 'credentials/**'], { ignoreInitial: false }, series(compile, assets));
exports.default = build;
