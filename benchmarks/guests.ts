/** Ten guests found among 200,000 people and signed out: this node in n8n's engine, and Slack's SDK that finds the same. Run with --expose-gc. */
import { isDeepStrictEqual } from 'node:util';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { trustedCertificate } from '../test/emulator/certificate';
import { startEmulator } from '../test/emulator/emulator';
import { makeTokenValue } from '../test/emulator/organisation';
import { runNode } from '../test/engine/engine';
import { sdk } from './clients/sdk';
import { growthWhile, type Growth } from './liveHeap';
import { ADMIN, organisationOf, spreadIds } from './organisation';

const METHOD = 'admin.users.list';

const people = { users: 200_000, guests: 10 };

/** Cleaning up the heap of so large an organisation takes long. */
const MEASURED_EVERY = 200;

/** What finding the guests took. */
export interface Found extends Growth {
	/** In milliseconds. */
	time: number;
}

export interface Guests {
	ours: Found;
	sdk: Found;
	/** How many calls signed the ten out, with the one that asks whose token it is. */
	callsToSignOut: number;
}

async function main(): Promise<void> {
	const token = makeTokenValue('user');
	const organisation = organisationOf(people, token);
	// An address is two pieces of text until it is first written. The first reader would be charged with all of them.
	JSON.stringify([...organisation.people.values()]);
	const guests = spreadIds({ users: people.users, items: people.guests });
	const emulator = await startEmulator(organisation, trustedCertificate());
	Object.assign(process.env, emulator.environment);
	const { client, close } = sdk(token, emulator.environment.HTTPS_PROXY ?? '');

	const run = async (parameters: INodeParameters, items: IDataObject[]) => {
		const { outputs, error } = await runNode({
			parameters,
			items,
			typeVersion: 1.2,
			credential: { accessToken: token, environment: 'slack' },
		});
		if (error) throw error;
		return (outputs[0] ?? []).map(({ json }) => json);
	};
	const byNode = async () => {
		const role = ['guest', 'single_channel_guest'];
		const filters = { role };
		return await run({ resource: 'user', operation: 'getMany', returnAll: true, filters }, [{}]);
	};
	const byHand = async () => {
		const found: Array<{ id: string }> = [];
		for await (const page of client.paginate(METHOD, { limit: 100 })) {
			const { users } = page as unknown as {
				users: Array<{ id: string; is_restricted: boolean; is_ultra_restricted: boolean }>;
			};
			found.push(
				...users.filter(
					({ is_restricted, is_ultra_restricted }) => is_restricted || is_ultra_restricted,
				),
			);
		}
		return found.map(({ id }) => ({ user_id: id }));
	};
	const measure = async (find: () => Promise<IDataObject[]>): Promise<Found> => {
		const check = async () =>
			expectSame(
				'found',
				(await find()).map(({ user_id }) => user_id),
				guests,
			);
		// The heap by itself: to clean it up takes time. It also warms up whatever the time should not hold.
		const growth = await growthWhile(emulator, METHOD, MEASURED_EVERY, check);
		const started = Date.now();
		await check();
		return { ...growth, time: Date.now() - started };
	};

	const ours = await measure(byNode);
	const other = await measure(byHand);

	const items = await byNode();
	emulator.requests.length = 0;
	await run({ resource: 'session', operation: 'resetBulk', users: '={{ $json.user_id }}' }, items);
	const signedOut = [...organisation.people.keys()].filter(
		(id) => id !== ADMIN && organisation.sessionsOf(id).length === 0,
	);
	expectSame('signed out', signedOut, guests);
	expectSame('sessions left', organisation.sessionCount, people.users - people.guests);
	const measured: Guests = { ours, sdk: other, callsToSignOut: emulator.requests.length };
	console.log(JSON.stringify(measured));
	await close();
	await emulator.close();
}

/** @throws where the work that is measured was not done, or more than it */
function expectSame(what: string, found: unknown, wanted: unknown): void {
	if (!isDeepStrictEqual(found, wanted))
		throw new Error(`${what}: ${JSON.stringify(found)} in place of ${JSON.stringify(wanted)}`);
}

void main();
