import { check, LIMIT } from './chaos';

test('the fixed seed', async () => await check(20_261_124, 10_000), LIMIT);
