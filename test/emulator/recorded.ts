import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where `npm run sandbox` keeps what a real Slack has answered: a file each point. */
export const RECORDED = join(__dirname, 'recorded');

/** The records of a folder, by the names of their files. */
export function readRecorded<T>(folder: string): T[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder)
		.filter((name) => name.endsWith('.json'))
		.sort()
		.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as T);
}
