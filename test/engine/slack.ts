import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { trustedCertificate } from '../emulator/certificate';
import { startEmulator, type Emulator, type Tenant } from '../emulator/emulator';
import { makeOrganisation, type Organisation, type Token } from '../emulator/organisation';
import './clock';
import { runNode, stopAll, type Outcome, type Setup } from './engine';

/** A Slack that this process's slack.com leads to. */
export interface Slack {
	emulator: Emulator;
	organisation: Organisation;
	token: Token;
	/** Runs the node with the admin's token. */
	run(setup: Omit<Setup, 'credential'> & Partial<Setup>): Promise<Outcome>;
	close(): Promise<void>;
}

export async function startSlack(users = 20): Promise<Slack> {
	const { organisation, token } = makeOrganisation(users);
	const emulator = await startEmulator(organisation, trustedCertificate());
	Object.assign(process.env, emulator.environment);
	return {
		emulator,
		organisation,
		token,
		run: async (setup) =>
			await runNode({ credential: { accessToken: token.value, environment: 'slack' }, ...setup }),
		async close() {
			stopAll();
			await emulator.close();
		},
	};
}

/** A Slack that every test of a file finds as new. */
export interface FreshSlack extends Slack {
	/** Begins again with so many users. */
	renew(users: number): Promise<void>;
}

/** Starts a Slack before every test and closes it afterwards. */
export function useSlack(users = 20): FreshSlack {
	const slack: Partial<Slack> = {};
	const renew = async (count: number) => {
		await slack.close?.();
		Object.assign(slack, await startSlack(count));
	};
	beforeEach(async () => await renew(users));
	afterEach(async () => await slack.close?.());
	return Object.assign(slack as Slack, { renew });
}

/** An organisation of its own in the same Slack, so that runs can go side by side. */
export function addTenant(
	{ emulator, run }: Pick<Slack, 'emulator' | 'run'>,
	users: number,
	faultFor?: Tenant['faultFor'],
): Pick<Slack, 'organisation' | 'token' | 'run'> {
	const { organisation, token } = makeOrganisation(users);
	emulator.tenants.set(token.value, { organisation, ...(faultFor && { faultFor }) });
	const credential = { accessToken: token.value, environment: 'slack' };
	return { organisation, token, run: async (setup) => await run({ credential, ...setup }) };
}

/** `user` as n8n saves a resource locator. */
export const byId = (value: unknown) => ({ __rl: true, mode: 'id', value: value as string });

export const reset = {
	resource: 'session',
	operation: 'reset',
	user: byId('={{ $json.user_id }}'),
};

export const users = (count: number, first = 1): IDataObject[] =>
	Array.from({ length: count }, (_, index) => ({
		user_id: `U${String(index + first).padStart(10, '0')}`,
	}));

/** The json of the items, each with the number of the item that it is paired with. */
export const rows = (items: INodeExecutionData[] = []): Array<IDataObject & { item: number }> =>
	items.map(({ json, pairedItem }) => ({ item: (pairedItem as { item: number }).item, ...json }));
