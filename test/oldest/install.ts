import { install } from '../install';

/** Before any test: two at once must not install. */
export default async () =>
	await install(
		__dirname,
		'Installing the engine of the oldest n8n that is supported below test/oldest: once, some 200 MB, about a minute.',
	);
