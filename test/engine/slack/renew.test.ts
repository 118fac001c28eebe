import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import { faults } from '../../emulator/faults';
import { app } from '../../emulator/oauth';
import { json, methodOf } from '../../emulator/slack';
import { log, stopNext, type Setup } from '../engine';
import { secondsOf } from '../clock';
import { reset, rows, users, useSlack } from '../slack';

const slack = useSlack();

const RESET = 'admin.users.session.reset';
const BULK = 'admin.users.session.resetBulk';
const REFRESH = 'oauth.v2.access';

const inBulk: Partial<Setup> = {
	parameters: {
		resource: 'session',
		operation: 'resetBulk',
		authentication: 'oAuth2',
		users: '={{ $json.user_id }}',
	},
	items: users(3),
};

const rotation = () => slack.emulator.oauth.rotation;
const count = (method: string) => slack.emulator.calls(method).length;

/** A credential as n8n keeps it after the sign-in. The engine's stand-in writes a renewed token into it. */
function connect(): ICredentialDataDecryptedObject & { oauthTokenData: IDataObject } {
	slack.emulator.oauth.signIn = 'rotated';
	return {
		environment: 'slack',
		clientId: app.client_id,
		clientSecret: app.client_secret,
		oauthTokenData: slack.emulator.oauth.signedIn(slack.organisation) as IDataObject,
	};
}

const run = async (credential: Setup['credential'], more: Partial<Setup> = {}) =>
	await slack.run({
		parameters: { ...reset, authentication: 'oAuth2' },
		items: users(1),
		credential,
		...more,
	});

const outcomes = async (...parameters: Parameters<typeof run>) => {
	const { outputs } = await run(parameters[0], {
		onError: 'continueRegularOutput',
		...parameters[1],
	});
	return rows(outputs[0]).map(({ outcome, error }) => outcome ?? (error as IDataObject).code);
};

/** Every secret that Slack has given, and no part of what all tokens begin with. */
const secrets = () => rotation().given.map((value) => value.slice(-24));

describe('while the token is good', () => {
	test('there is no call more than with a token that does not rotate', async () => {
		await slack.run({ parameters: reset, items: users(5) });
		const before = slack.emulator.requests.map(methodOf);
		slack.emulator.requests.length = 0;
		expect(await outcomes(connect(), { items: users(5) })).toEqual(Array(5).fill('reset'));
		expect(slack.emulator.requests.map(methodOf)).toEqual(before);
	});

	test('Access: Check says that n8n renews it, and warns of nothing', async () => {
		const { outputs, hints } = await run(connect(), {
			parameters: { resource: 'access', operation: 'check', authentication: 'oAuth2' },
		});
		expect(outputs[0]?.[0]?.json).toMatchObject({
			ok: true,
			token: { expires_in: 43_200, renewed_by_n8n: true },
		});
		expect(hints).toEqual([]);
	});

	test('nothing is stored', async () => {
		const credential = connect();
		const before = JSON.stringify(credential);
		await run(credential);
		expect(JSON.stringify(credential)).toBe(before);
	});
});

describe('a token that has expired', () => {
	test('is renewed without anybody noticing, and again', async () => {
		const credential = connect();
		// n8n takes a token of so short a life for expired as soon as Slack does.
		rotation().lifetime = 60;
		for (const times of [1, 2, 3]) {
			rotation().end();
			slack.emulator.requests.length = 0;
			expect(await outcomes(credential)).toEqual(['reset']);
			expect(rotation().refreshes).toBe(times);
			expect(count(RESET)).toBe(1);
		}
	});

	test('in the middle of a run: the call that was refused is sent once more, and the renewal is one auth.test that n8n sends twice', async () => {
		const credential = connect();
		let resets = 0;
		slack.emulator.faultFor = (request) => {
			if (methodOf(request) === RESET && ++resets === 1) rotation().end();
			return undefined;
		};
		expect(await outcomes(credential)).toEqual(['reset']);
		// One of auth.test is the guard's.
		expect(slack.emulator.requests.map(methodOf)).toEqual([
			'auth.test',
			RESET,
			'auth.test',
			REFRESH,
			'auth.test',
			RESET,
		]);
		expect(slack.organisation.sessionsOf('U0000000001')).toEqual([]);
	});

	test('by five calls of a run at once: one refresh, and everybody is done', async () => {
		const credential = connect();
		let resets = 0;
		slack.emulator.faultFor = (request) => {
			if (methodOf(request) === RESET && ++resets === 1) rotation().end();
			return undefined;
		};
		expect(await outcomes(credential, { items: users(20) })).toEqual(Array(20).fill('reset'));
		expect(rotation().refreshes).toBe(1);
	});

	test('by a call for many users: they are put in line once', async () => {
		const credential = connect();
		let bulks = 0;
		slack.emulator.faultFor = (request) => {
			if (methodOf(request) === BULK && ++bulks === 1) rotation().end();
			return undefined;
		};
		expect(await outcomes(credential, inBulk)).toEqual(Array(3).fill('enqueued'));
		expect([count(BULK), rotation().refreshes]).toEqual([2, 1]);
	});

	test('by ten executions at once: one refresh', async () => {
		const credential = connect();
		rotation().end();
		const all = await Promise.all(
			users(10).map(async (user) => await outcomes(credential, { items: [user] })),
		);
		expect(all).toEqual(Array(10).fill(['reset']));
		expect(rotation().refreshes).toBe(1);
	});

	test('of a connection that was made again by hand after a refresh: the new pair is used, and renewed', async () => {
		const credential = connect();
		rotation().end();
		expect(await outcomes(credential)).toEqual(['reset']);
		for (const times of [2, 3]) {
			// As n8n does it: what Slack answers goes over what was there.
			Object.assign(credential.oauthTokenData, connect().oauthTokenData);
			expect(await outcomes(credential)).toEqual(['reset']);
			rotation().end();
			expect(await outcomes(credential)).toEqual(['reset']);
			expect(rotation().refreshes).toBe(times);
		}
	});

	test('while an earlier answer is lost: what came of it stays unknown where it cannot be renewed', async () => {
		const credential = connect();
		let resets = 0;
		slack.emulator.faultFor = (request) => {
			if (methodOf(request) !== RESET) return undefined;
			if (++resets === 1) return faults['cut after Slack worked'];
			rotation().end();
			rotation().revoke();
			return undefined;
		};
		const { outputs } = await run(credential, { onError: 'continueRegularOutput' });
		expect(rows(outputs[0])).toMatchObject([
			{ error: { code: 'token_not_renewed', outcome: 'unknown' } },
		]);
	});

	test('is renewed where Slack answers at the second try', async () => {
		const credential = connect();
		rotation().end();
		let refreshes = 0;
		slack.emulator.faultFor = (request) =>
			methodOf(request) === REFRESH && ++refreshes === 1
				? faults['503 before Slack worked']
				: undefined;
		expect(await outcomes(credential)).toEqual(['reset']);
		expect(rotation().refreshes).toBe(1);
	});

	test('is renewed with a pair that was lost on the way: within the grace Slack gives another', async () => {
		const credential = connect();
		rotation().end();
		let refreshes = 0;
		slack.emulator.faultFor = (request) =>
			methodOf(request) === REFRESH && ++refreshes === 1
				? faults['cut after Slack worked']
				: undefined;
		expect(await outcomes(credential)).toEqual(['reset']);
		expect(rotation().refreshes).toBe(2);
	});
});

describe('what goes wrong is told, nothing is done, and nothing is stored in place of the token', () => {
	const AGAIN = /connect it again/;

	/** Every item failed, with this code, and no session has ended. */
	async function expectFailed(
		credential: ReturnType<typeof connect>,
		code: string,
		message: RegExp,
		next: RegExp,
	): Promise<void> {
		const before = JSON.stringify(credential);
		log.length = 0;
		const { outputs } = await run(credential, {
			items: users(3),
			onError: 'continueRegularOutput',
		});
		const errors = rows(outputs[0]).map(({ error }) => error as IDataObject);
		expect(errors).toHaveLength(3);
		for (const error of errors) {
			expect(error).toMatchObject({ code, outcome: 'failed' });
			expect(error.message).toMatch(message);
			expect(error.description).toMatch(next);
		}
		for (const { user_id } of users(3))
			expect(slack.organisation.sessionsOf(String(user_id))).not.toEqual([]);
		expect(JSON.stringify(credential)).toBe(before);

		const { error } = await run(credential);
		expect(error?.message).toMatch(message);
		const told = JSON.stringify([outputs, error, { ...error }, log]);
		for (const secret of secrets()) expect(told).not.toContain(secret);
	}

	test('a refresh token that is spent, as a restored backup or a copy of the credential has it', async () => {
		rotation().grace = 0;
		const credential = connect();
		const backup = structuredClone(credential);
		rotation().end();
		expect(await outcomes(credential)).toEqual(['reset']);
		slack.organisation.addSession('U0000000001');
		await expectFailed(
			backup,
			'token_not_renewed',
			/could not renew it \(Slack answered "invalid_refresh_token"\)/,
			AGAIN,
		);
		expect(await outcomes(credential)).toEqual(['reset']);
	});

	test('a refresh token that was revoked', async () => {
		const credential = connect();
		rotation().end();
		rotation().revoke();
		await expectFailed(credential, 'token_not_renewed', /invalid_refresh_token/, AGAIN);
	});

	test('an `error` of an earlier answer that survived a sign-in is not taken for one', async () => {
		const credential = connect();
		Object.assign(credential.oauthTokenData, { error: 'bad_client_secret' });
		rotation().end();
		expect(await outcomes(credential)).toEqual(['reset']);
	});

	test('a Client Secret that was changed in Slack', async () => {
		const credential = { ...connect(), clientSecret: 'old' };
		rotation().end();
		await expectFailed(credential, 'token_not_renewed', /bad_client_secret/, AGAIN);
	});

	test('a token that Slack ended before its time', async () => {
		const credential = connect();
		rotation().end();
		expect(await outcomes(credential)).toEqual(['reset']);
		slack.organisation.addSession('U0000000001');
		rotation().end();
		await expectFailed(credential, 'token_ended_early', /ended the token before its time/, AGAIN);
		expect(rotation().refreshes).toBe(1);
		Object.assign(credential.oauthTokenData, connect().oauthTokenData);
		expect(await outcomes(credential)).toEqual(['reset']);
	});

	test.each([
		'503 before Slack worked',
		'cut before Slack worked',
		'html',
		'429, no Retry-After',
		'redirect 307',
	] as const)('Slack is down while n8n renews it: %s', async (fault) => {
		const credential = connect();
		rotation().end();
		slack.emulator.faultFor = (request) =>
			methodOf(request) === REFRESH ? faults[fault] : undefined;
		await expectFailed(
			credential,
			'renewal_unanswered',
			/Slack did not answer when n8n wanted to renew it/,
			/^Run the workflow again in a few minutes/,
		);
	});

	test.each(['ratelimited', 'internal_error', 'service_unavailable'])(
		'Slack says %s to the refresh: it may pass',
		async (error) => {
			const credential = connect();
			rotation().end();
			slack.emulator.faultFor = (request) =>
				methodOf(request) === REFRESH ? ({ send }) => send(json({ ok: false, error })) : undefined;
			await expectFailed(
				credential,
				'renewal_unanswered',
				new RegExp(`Slack answered "${error}"`),
				/^Run the workflow again/,
			);
		},
	);

	test.each([{}, { ok: true }, { ok: true, expires_in: 43_200 }, []])(
		'an answer to the refresh that has no token: %j',
		async (body) => {
			const credential = connect();
			rotation().end();
			expect(await outcomes(credential)).toEqual(['reset']);
			slack.organisation.addSession('U0000000001');
			Object.assign(credential.oauthTokenData, { n8n_expires_at: String(Date.now()) });
			rotation().end();
			slack.emulator.faultFor = (request) =>
				methodOf(request) === REFRESH
					? ({ send }) => send(json(body as Record<string, unknown>))
					: undefined;
			expect(await outcomes(credential)).not.toEqual(['reset']);
			delete slack.emulator.faultFor;
			expect(await outcomes(credential)).toEqual(['reset']);
		},
	);

	test('a refresh that hangs: the node does not wait as long as n8n does', async () => {
		const credential = connect();
		rotation().end();
		slack.emulator.faultFor = (request) =>
			methodOf(request) === REFRESH ? faults['a hang before Slack worked'] : undefined;
		const seconds = await secondsOf(
			async () =>
				await expectFailed(
					credential,
					'renewal_unanswered',
					/\(timeout\)/,
					/^Run the workflow again/,
				),
		);
		// Twice the time limit of a call without a byte.
		expect(seconds).toBe(60);
	});

	test('stopped while n8n renews it: nothing more is sent', async () => {
		const credential = connect();
		rotation().end();
		stopNext(
			new Promise<void>((resolve) => {
				slack.emulator.faultFor = (request) => {
					if (methodOf(request) !== REFRESH) return undefined;
					resolve();
					return faults['a hang before Slack worked'];
				};
			}),
		);
		await run(credential);
		expect(count(RESET)).toBe(0);
	});

	test('in a call for many users: nobody is put in line, and that is known', async () => {
		const credential = connect();
		slack.emulator.faultFor = (request) => {
			if (methodOf(request) === BULK) rotation().revoke();
			return undefined;
		};
		rotation().end();
		const { outputs } = await run(credential, {
			...inBulk,
			parameters: { ...inBulk.parameters, options: { includeOwnUser: true } },
			onError: 'continueRegularOutput',
		});
		expect(rows(outputs[0])).toMatchObject(
			Array(3).fill({ error: { code: 'token_not_renewed', outcome: 'failed' } }),
		);
		expect(count(BULK)).toBe(1);
	});

	test('a token that Slack ends at once, however often it is renewed: each call goes out twice at the most, and one of them is enough', async () => {
		const credential = connect();
		slack.emulator.faultFor = (request) => {
			if (methodOf(request) === RESET) rotation().end();
			return undefined;
		};
		expect(await outcomes(credential, { items: users(20) })).toEqual(
			Array(20).fill('token_ended_early'),
		);
		// Five calls are under way at once.
		expect(count(RESET)).toBeLessThanOrEqual(20 + 5);
	});

	test('once it is known that it cannot be renewed, the rest of the run does not ask again', async () => {
		const credential = connect();
		slack.emulator.faultFor = (request) => {
			if (methodOf(request) !== RESET) return undefined;
			rotation().end();
			rotation().revoke();
			return undefined;
		};
		expect(await outcomes(credential, { items: users(20) })).toEqual(
			Array(20).fill('token_not_renewed'),
		);
		expect(count(RESET)).toBe(20);
		// Five calls are under way at once.
		expect(count(REFRESH)).toBeLessThanOrEqual(5);
	});

	test.each<[string, object]>([
		['another address for the refresh', { accessTokenUrl: 'https://slack.example/api/oauth' }],
		['certificates that are not checked', { ignoreSSLIssues: true }],
	])("%s, set through n8n's API: no token leaves", async (_, fields) => {
		const credential = { ...connect(), ...fields };
		const { error } = await run(credential);
		expect(error?.message).toMatch(/hidden fields were changed/);
		expect(slack.emulator.connects).toEqual([]);
	});

	test('without anything that renews a token, a credential with such fields works as it did', async () => {
		slack.emulator.oauth.signIn = 'organisation';
		const oauthTokenData = slack.emulator.oauth.signedIn(slack.organisation) as IDataObject;
		const fields = { accessTokenUrl: 'https://slack.example/api/oauth', oauthTokenData };
		expect(await outcomes({ ...connect(), ...fields })).toEqual(['reset']);
	});
});

test('a token that does not rotate and has expired is not asked to be renewed for ever', async () => {
	const credential = connect();
	slack.emulator.oauth.signIn = 'organisation';
	credential.oauthTokenData = slack.emulator.oauth.signedIn(slack.organisation) as IDataObject;
	for (const token of slack.organisation.tokens.values()) token.state = 'expired';
	expect(await outcomes(credential)).toEqual(['token_not_renewed']);
	expect(count(REFRESH)).toBe(0);
});
