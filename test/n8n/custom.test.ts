import { node } from './shared/node';
import { startWorld, type World } from './world';

jest.setTimeout(15 * 60_000);

describe('a real n8n, the node in a folder of its own', () => {
	let world: World;
	beforeAll(async () => {
		world = await startWorld({ loaded: 'custom', logLevel: 'debug' });
	});
	afterAll(async () => await (world as World | undefined)?.close());

	node(() => world, 'custom');
});
