/** The organisations of the benchmark. Their people are numbered, so that every peer can name them. */
import { Organisation } from '../test/emulator/organisation';

/** How many workspaces the organisation has. */
const WORKSPACES = 20;

/** How many sessions each of its people has. */
const SESSIONS = 3;

/** A Slack with so many users, one session each. */
export interface Slack {
	users: number;
	/** In how many of the 20 workspaces each of them is. They have three sessions each then. */
	workspaces?: number;
	/** For how many of them an item comes in. All, where that is not said. */
	items?: number;
	/** Slack says of nobody in which workspaces they are. */
	hidesWorkspaces?: true;
	/** Before each answer, in milliseconds. */
	latency?: number;
	/** Slack's tiers, with a minute of so many milliseconds. None: calls are not counted. */
	minute?: number;
	sessions?: number;
	/** How many of the users are guests, of one channel and of several by turns. */
	guests?: number;
}

/** The administrator whose token all peers use. */
export const ADMIN = 'U0ADMIN0001';

export function organisationOf(
	{ users, workspaces, sessions = users, guests = 0 }: Slack,
	token: string,
): Organisation {
	const organisation = new Organisation();
	organisation.addPerson({ id: ADMIN, is_admin: true, is_owner: true });
	organisation.addToken({ user_id: ADMIN, value: token });
	for (let number = 1; number <= users; number++) {
		if (workspaces === undefined) organisation.addPerson({ id: idOf(number) });
		else {
			const teams = Array.from(
				{ length: workspaces },
				(_, index) => `T${String(((number + index) % WORKSPACES) + 1).padStart(10, '0')}`,
			);
			organisation.addPerson({ id: idOf(number), workspaces: teams });
			for (let session = 0; session < SESSIONS; session++)
				organisation.addSession(idOf(number), { team_id: teams[session % workspaces] ?? '' });
		}
	}
	if (workspaces === undefined)
		for (let number = 0; number < sessions; number++)
			organisation.addSession(idOf((number % users) + 1));
	for (const [index, id] of spreadIds({ users, items: guests }).entries())
		Object.assign(organisation.people.get(id) ?? {}, {
			is_restricted: true,
			is_ultra_restricted: index % 2 === 0,
		});
	return organisation;
}

/** Those with an item are spread over the whole organisation, as a list of people is: a single one stands in its middle. */
export function spread({ users, items = users }: Slack): { first: number; step: number } {
	const step = Math.max(1, Math.floor(users / items));
	return { first: Math.floor(step / 2) + 1, step };
}

/** Their IDs. */
export function spreadIds({ users, items = users }: Slack): string[] {
	const { first, step } = spread({ users, items });
	return Array.from({ length: items }, (_, index) => idOf(index * step + first));
}

function idOf(number: number): string {
	return `U${String(number).padStart(10, '0')}`;
}
