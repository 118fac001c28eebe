import { install } from '../install';

/** Before any test: two at once must not install. */
export default async () =>
	await install(
		__dirname,
		"Installing n8n's own checks below test/verification: once, some 500 MB, about a minute and a half.",
	);
