import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { anomaly, byUser, signIn } from '../../emulator/auditLog/write';
import { allScopes, type Organisation } from '../../emulator/organisation';
import { json, methodOf } from '../../emulator/slack';
import type { Setup } from '../engine';
import { byId, type FreshSlack } from '../slack';

/** Puts Slack into a state, and gives what the operation is then run with. */
export type Run = (
	slack: FreshSlack,
) => Partial<Omit<Setup, 'parameters'>> & { parameters?: IDataObject };

const ADMIN = 'U0ADMIN0001';
const [FIRST, SECOND, THIRD, FOURTH] = ['U0000000001', 'U0000000002', 'U0000000003', 'U0000000004'];
const verify = { options: { verify: true } };
const details = { options: { includeUserDetails: true } };
const addressOf = (id: string) => `${id.toLowerCase()}@example.com`;

/** Slack says yes to a reset and ends nothing, and the user signs in once more: then each list of Verify has a session in it. */
function resetInVain({ emulator, organisation }: FreshSlack): void {
	emulator.faultFor = (request) => {
		if (!methodOf(request).startsWith('admin.users.session.reset')) return undefined;
		return ({ send }) => {
			organisation.addSession(THIRD);
			move(organisation, THIRD);
			send(json({ ok: true }));
		};
	};
}

function answer({ emulator }: FreshSlack, methods: string[], body: IDataObject): void {
	emulator.faultFor = (request) =>
		methods.includes(methodOf(request)) ? ({ send }) => send(json(body)) : undefined;
}

const refuse = (slack: FreshSlack, ...methods: string[]) =>
	answer(slack, methods, { ok: false, error: 'missing_scope' });

/** A user comes back to each session from another address. */
function move(organisation: Organisation, id: string): void {
	for (const session of organisation.sessionsOf(id))
		session.recent = { ...session.created, ip: '198.51.100.9' };
}

function deactivate({ people }: Organisation, id: string): void {
	const person = people.get(id);
	if (person) person.is_active = false;
}

/**
 * The run with lists in its output is the last: in n8n's panel they take a page.
 *
 * @param user names one user, by an ID or an address
 */
function resets(user: (value: string) => INodeParameters): Run[] {
	return [
		(slack) => {
			refuse(slack, 'admin.users.session.list');
			return { parameters: { ...user(addressOf(SECOND)), ...verify } };
		},
		({ emulator, organisation }) => {
			emulator.unsettled.resetOfDeactivated = 'user_not_found';
			deactivate(organisation, FOURTH);
			return { parameters: user(addressOf(FOURTH)) };
		},
		(slack) => {
			move(slack.organisation, THIRD);
			resetInVain(slack);
			return { parameters: { ...user(THIRD), devices: 'web', ...verify } };
		},
	];
}

/** The log gets an event for each field that there is. */
export function fillAuditLog(organisation: Organisation): void {
	const { session } = signIn(organisation, FIRST);
	anomaly(organisation, session, ['session_fingerprint']);
	byUser(organisation, 'user_logout', session);
}

/**
 * Runs in which each operation shows the fields of its output; the first one gives their order. An operation that is not here is run once with its
 * defaults. Left out is what takes fields away by an option, and shows what is left in a run that does no harm: *Output*, *Dry Run*.
 */
export const runs: Record<string, Run[]> = {
	'access.check': [
		({ organisation }) => {
			const { value } = organisation.addToken({
				user_id: ADMIN,
				kind: 'rotated',
				scopes: [...allScopes, 'auditlogs:read'],
			});
			const protectedUsers = `${FIRST}, U0NOBODY001`;
			return {
				credential: { accessToken: value, environment: 'slack', protectedUsers, maxUsers: 10 },
			};
		},
		({ token }) => {
			token.state = 'revoked';
			return {};
		},
	],
	'auditEvent.getMany': [
		({ organisation }) => {
			fillAuditLog(organisation);
			const { value } = organisation.addToken({ user_id: ADMIN, scopes: ['auditlogs:read'] });
			return { credential: { accessToken: value } };
		},
	],
	'session.getMany': [
		({ organisation }) => {
			move(organisation, THIRD);
			return { parameters: details };
		},
		(slack) => {
			refuse(slack, 'users.info', 'admin.users.list');
			return { parameters: details };
		},
	],
	'session.invalidate': [
		({ organisation }) => {
			const [session] = organisation.sessionsOf(THIRD);
			return { items: [{ ...session }] };
		},
		() => ({ items: [{ user_id: THIRD, session_id: 1 }] }),
		({ organisation }) => {
			const [session] = organisation.sessionsOf(FIRST);
			return { items: [{ ...session }], parameters: { options: { teamId: session?.team_id } } };
		},
		({ organisation }) => {
			const [{ session_id } = {}] = organisation.sessionsOf(SECOND);
			return {
				items: [{ session_id }],
				parameters: { user: { ...byId(addressOf(SECOND)), mode: 'email' } },
			};
		},
	],
	'session.reset': resets((value) => ({
		user: { ...byId(value), mode: value.includes('@') ? 'email' : 'id' },
	})),
	'session.resetBulk': resets((users) => ({ users })),
	'sessionSetting.clear': [() => ({ parameters: { users: `${FIRST}, ${addressOf(SECOND)}` } })],
	'sessionSetting.get': [
		({ organisation }) => {
			organisation.settings.set(FIRST, { duration: 28_800, desktop_app_browser_quit: true });
			return { parameters: { users: `${FIRST}, ${addressOf(SECOND)}`, ...details } };
		},
		(slack) => {
			refuse(slack, 'users.info', 'admin.users.list');
			return { parameters: { users: SECOND, ...details } };
		},
		(slack) => {
			const body = { ok: true, session_settings: [], no_settings_applied: [] };
			answer(slack, ['admin.users.session.getSettings'], body);
			return { parameters: { users: SECOND } };
		},
	],
	'sessionSetting.set': [
		() => ({
			parameters: {
				users: `${FIRST}, ${addressOf(SECOND)}`,
				settings: { duration: 8, desktopAppBrowserQuit: true },
			},
		}),
	],
};
