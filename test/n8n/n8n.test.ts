import { withoutEditor } from './environments';
import { agent } from './shared/agent';
import { node } from './shared/node';
import { oauth } from './shared/oauth';
import { recipes } from './shared/recipes';
import { startWorld, type World } from './world';

jest.setTimeout(15 * 60_000);

// One n8n for all of these: a start costs more than most of what is tested with it. Each has a Slack of its own.
describe('a real n8n, the node installed', () => {
	let world: World;
	beforeAll(async () => {
		world = await startWorld({
			logLevel: 'debug',
			environment: withoutEditor,
		});
	});
	afterAll(async () => await (world as World | undefined)?.close());

	const itsWorld = () => world;
	describe('the node', () => node(itsWorld, 'installed'));
	describe('signing in to Slack by OAuth2', () => oauth(itsWorld));
	describe('recipes that need more than this node', () => recipes(itsWorld));
	describe('an AI agent with the node as its tool', () => agent(itsWorld));
});
