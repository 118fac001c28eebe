import { withoutCode, withoutEditor } from './environments';
import { killed } from './shared/killed';
import { node } from './shared/node';
import { startWorld, type World } from './world';

jest.setTimeout(15 * 60_000);

describe('a real n8n, the node in a folder of its own', () => {
	let world: World;
	beforeAll(async () => {
		world = await startWorld({
			loaded: 'custom',
			logLevel: 'debug',
			environment: { ...withoutEditor, ...withoutCode },
		});
	});
	afterAll(async () => await (world as World | undefined)?.close());

	const itsWorld = () => world;
	node(itsWorld, 'custom');
	// Last, since the n8n that the others began with ends in it.
	killed(itsWorld, 'custom');
});
