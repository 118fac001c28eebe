import { Patience } from '../../../nodes/SlackAdminSessions/slack/patience';

const METHOD = 'admin.users.session.reset';

afterEach(() => jest.restoreAllMocks());

test('a clock that is set back during a pause does not lengthen it', async () => {
	const patience = new Patience(1, undefined);
	patience.pause(METHOD, 20);
	jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 300_000);
	expect(await patience.untilFree(METHOD)).toBe(true);
});

test('a clock that is set forward does not cut a pause short', async () => {
	const patience = new Patience(1, undefined);
	const from = performance.now();
	patience.pause(METHOD, 50);
	jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 300_000);
	expect(await patience.untilFree(METHOD)).toBe(true);
	expect(performance.now() - from).toBeGreaterThanOrEqual(50);
});
