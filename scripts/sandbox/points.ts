import type { Unsettled } from '../../test/emulator/method';

export interface Said {
	/** What Slack answered. */
	slack: string;
	/** What the product does with it. */
	product: string;
	/** How the emulator behaves from then on. */
	settles?: Partial<Unsettled>;
}

interface Point {
	asks: string;
	/** What the product does until it is settled. */
	open: string;
	answers: Record<string, Said>;
}

const TEAMS_ASKED =
	'Who has workspaces there is looked up there; for everybody else the list of people is read';
const TEAMS_SCAN = 'The workspaces come from the list of people, 100 a page';
const OTHERWISE = 'Nothing that is planned for: please report it with the recorded answer';

const enterpriseUser = (method: string): Record<string, Said> => ({
	whole: {
		slack: `\`${method}\` names the same workspaces as \`admin.users.list\``,
		product: 'One call gives a user’s workspaces',
		settles: { enterpriseUser: 'whole' },
	},
	emptyTeams: {
		slack: '`enterprise_user.teams` is empty, though the list of people names workspaces',
		product: TEAMS_SCAN,
		settles: { enterpriseUser: 'emptyTeams' },
	},
	withoutTeams: {
		slack: '`enterprise_user` has no `teams`',
		product: TEAMS_SCAN,
		settles: { enterpriseUser: 'withoutTeams' },
	},
	missing: {
		slack: 'there is no `enterprise_user`',
		product: TEAMS_SCAN,
		settles: { enterpriseUser: 'missing' },
	},
	different: {
		slack: 'it names other workspaces than the list of people',
		product: OTHERWISE,
	},
});

const NEVER_FOR_CERTAIN = 'A bulk reset is proved by *Verify* alone, never by its answer';
const BLAMED =
	'The users whom the answer clearly names are failed, and the others are sent again without them';
const SEARCHED = 'The users are sent again in halves, until whom Slack refuses is alone';

/** Every point that no public text settles and that changes what the product does. */
export const points = {
	scopes: {
		asks: 'Does the header `x-oauth-scopes` name the scopes of the token?',
		open: '*Access: Check* reads them where they are there; otherwise it tries the calls',
		answers: {
			named: { slack: 'yes', product: '*Access: Check* says which scope is missing' },
			unnamed: { slack: 'no', product: '*Access: Check* tries the calls that read' },
		},
	},
	usersInfo: {
		asks: 'Does `users.info` answer an app that is on the organisation only?',
		open: 'Where it refuses, the list of people is read',
		answers: {
			answers: { slack: 'yes', product: 'It is asked first' },
			...Object.fromEntries(
				(
					[
						'user_not_visible',
						'team_access_not_granted',
						'missing_scope',
						'enterprise_is_restricted',
					] as const
				).map((code): [string, Said] => [
					code,
					{
						slack: `no: \`${code}\``,
						product: 'The list of people is read in its place',
						settles: { usersInfoRefusesBy: code },
					},
				]),
			),
			otherwise: { slack: 'no, by another code', product: OTHERWISE },
		},
	},
	enterpriseUser: {
		asks: 'Does `users.info` name a user’s workspaces (`enterprise_user.teams`)? Where it refuses, asked of `users.lookupByEmail`',
		open: TEAMS_ASKED,
		answers: enterpriseUser('users.info'),
	},
	lookupByEmail: {
		asks: 'Does `users.lookupByEmail` name them?',
		open: TEAMS_ASKED,
		answers: Object.fromEntries(
			// `users.info` decides how the emulator answers: it has one switch for both.
			Object.entries(enterpriseUser('users.lookupByEmail')).map(([answer, { slack, product }]) => [
				answer,
				{ slack, product },
			]),
		),
	},
	listByOrganisation: {
		asks: 'What does `admin.users.session.list` give for the organisation’s own ID as `team_id`?',
		open: 'Both are asked: the organisation’s ID and each workspace',
		answers: {
			all: {
				slack: 'all sessions of the user',
				product: 'Each workspace is asked all the same, so that no session is missed',
				settles: { listTakesEnterpriseId: true, enterpriseIdLists: 'all' },
			},
			itsOwn: {
				slack: 'the sessions of the organisation itself, without those of the workspaces',
				product: 'Both are asked, so that no session is missed',
				settles: { listTakesEnterpriseId: true, enterpriseIdLists: 'itsOwn' },
			},
			taken: {
				slack: 'it is taken; the account had no session that shows more',
				product: 'Both are asked: the organisation’s ID and each workspace',
				settles: { listTakesEnterpriseId: true },
			},
			refused: {
				slack: 'it is refused',
				product: 'Only the workspaces count; the refusal is passed over',
				settles: { listTakesEnterpriseId: false },
			},
		},
	},
	sessionFields: {
		asks: 'Which fields does a listed session have, and of which kinds?',
		open: 'A session is read whether its number is a number or a text; unknown fields are passed over',
		answers: {
			asDocumented: {
				slack: 'those of Slack’s page, `session_id` as a number',
				product: 'They are read as they are',
			},
			idAsText: {
				slack: 'those of Slack’s page, `session_id` as a text',
				product: 'The number is sent on unchanged',
			},
			otherwise: { slack: 'other fields, or other kinds', product: OTHERWISE },
		},
	},
	pageOf101: {
		asks: 'What does `admin.users.list` do with a `limit` of 101?',
		open: 'Pages of 100 are asked for',
		answers: {
			refused: { slack: 'it is refused', product: 'Pages of 100 are asked for' },
			taken: {
				slack: 'it is taken, or cut without a word',
				product: 'Pages of 100 are asked for all the same',
			},
		},
	},
	settingsNulls: {
		asks: 'What does `getSettings` give for a value that was never set?',
		open: 'An absent value and `null` are the same',
		answers: {
			nulls: { slack: '`null`', product: 'An absent value and `null` are the same' },
			absent: { slack: 'the field is absent', product: 'An absent value and `null` are the same' },
			value: { slack: 'a value of Slack’s own', product: 'It is shown as Slack gives it' },
			otherwise: { slack: 'the user is not among those with settings', product: OTHERWISE },
		},
	},
	invalidateByUser: {
		asks: 'Does `invalidate` end a session by `user_id`?',
		open: 'It is sent by `user_id` unless a legacy workspace is given',
		answers: {
			done: { slack: 'yes', product: 'It is sent by `user_id`' },
			refused: { slack: 'no, it is refused', product: OTHERWISE },
			stillListed: { slack: '`ok`, and the session is still listed', product: OTHERWISE },
		},
	},
	invalidateOfGone: {
		asks: 'What does `invalidate` answer for a number that is gone?',
		open: '`session_not_found` is told as not found, or as ended already where this run saw it',
		answers: {
			session_not_found: {
				slack: '`session_not_found`',
				product: 'It is told as not found, or as ended already where this run saw it',
			},
			ok: { slack: '`ok`', product: 'A number that nobody has comes out as ended' },
			otherwise: { slack: 'another code', product: OTHERWISE },
		},
	},
	invalidateByTeam: {
		asks: 'Does `invalidate` take `team_id` alone?',
		open: '*Legacy Workspace ID* sends it where somebody asks for it',
		answers: {
			done: {
				slack: 'yes',
				product: '*Legacy Workspace ID* works',
				settles: { invalidateTakesTeam: true },
			},
			refused: {
				slack: 'no',
				product: '*Legacy Workspace ID* gives Slack’s refusal',
				settles: { invalidateTakesTeam: false },
			},
			stillListed: { slack: '`ok`, and the session is still listed', product: OTHERWISE },
		},
	},
	mobileOnly: {
		asks: 'Does `mobile_only` end the sessions whose operating system is a mobile one?',
		open: '*Verify* compares by the operating system, and gives `null` where it cannot tell',
		answers: {
			asListed: {
				slack: 'those and no other',
				product: '*Verify* compares by the operating system',
			},
			otherwise: { slack: 'others, or not all of those', product: OTHERWISE },
			refused: { slack: 'it is refused', product: OTHERWISE },
		},
	},
	bulkCode: {
		asks: 'What does `resetBulk` answer where one ID of two is nobody’s?',
		open: 'Every refusal that can mean some of the users is searched for whom it means',
		answers: {
			ok: { slack: '`ok`', product: NEVER_FOR_CERTAIN },
			failed_for_some_users: {
				slack: '`failed_for_some_users`',
				product: BLAMED,
				settles: { bulkRefusesBy: 'failed_for_some_users' },
			},
			first: {
				slack: '`user_not_found`, the code of that user',
				product: BLAMED,
				settles: { bulkRefusesBy: 'first' },
			},
			otherwise: { slack: 'another code', product: OTHERWISE },
		},
	},
	bulkNames: {
		asks: 'In which field does it name that ID?',
		open: BLAMED,
		answers: {
			failed_user_ids: {
				slack: 'in `failed_user_ids`',
				product: BLAMED,
				settles: { bulkNamesIn: 'failed_user_ids' },
			},
			details: {
				slack: 'as `id` or `user` of a list of objects',
				product: BLAMED,
				settles: { bulkNamesIn: 'details' },
			},
			keys: {
				slack: 'as the name of a field',
				product: BLAMED,
				settles: { bulkNamesIn: 'keys' },
			},
			place: { slack: 'by its place in the list that was sent', product: BLAMED },
			otherwise: { slack: 'in another way', product: SEARCHED },
			nowhere: { slack: 'nowhere', product: SEARCHED, settles: { bulkNamesIn: 'nowhere' } },
		},
	},
	bulkOthers: {
		asks: 'Has a refused `resetBulk` done the others?',
		open: 'Who was in a refused call is `unknown` until a call of their own settles it',
		answers: {
			done: {
				slack: 'yes',
				product: 'The others are sent again; that does no harm',
				settles: { bulkDoesTheOthers: true },
			},
			notDone: {
				slack: 'no, not within a minute',
				product: 'The others are sent again without whom Slack refused',
				settles: { bulkDoesTheOthers: false },
			},
		},
	},
	bulkSoon: {
		asks: 'How soon has a job of `resetBulk` ended the sessions?',
		open: '*Verify* looks again for up to 300 seconds',
		answers: {
			atOnce: { slack: 'within 5 seconds', product: '*Verify* sees it at its first looks' },
			soon: { slack: 'within 20 seconds', product: '*Verify* sees it after some looks' },
			late: { slack: 'within 70 seconds', product: '*Verify* looks again for up to 300 seconds' },
		},
	},
	resetOfDeactivated: {
		asks: 'What does `reset` answer for a user who is deactivated?',
		open: 'A refusal of somebody known to be deactivated is `already_deactivated`',
		answers: {
			ok: {
				slack: '`ok`',
				product: 'The outcome is `reset`',
				settles: { resetOfDeactivated: 'ok' },
			},
			user_not_found: {
				slack: '`user_not_found`',
				product: 'The outcome is `already_deactivated`',
				settles: { resetOfDeactivated: 'user_not_found' },
			},
			otherwise: { slack: 'another code', product: OTHERWISE },
		},
	},
	auditSession: {
		asks: 'Is the `session_id` of a sign-in in the audit log that of `admin.users.session.list`?',
		open: 'An event goes into *Invalidate* by its number; the pages say to look for it with *Get Many* first',
		answers: {
			sameAsNumber: { slack: 'yes, as a number', product: 'An event goes into *Invalidate*' },
			sameAsText: { slack: 'yes, as a text', product: 'An event goes into *Invalidate*' },
			different: { slack: 'no, another number', product: OTHERWISE },
			absent: {
				slack: 'sign-ins have no `session_id`',
				product: 'An event has no `session_id`: reset the user',
			},
		},
	},
	auditDelay: {
		asks: 'How late does the audit log tell of a reset?',
		open: 'The log is read up to a minute ago, and two minutes of it again each time',
		answers: {
			soon: { slack: 'within a minute', product: 'It stands in its place when it is read' },
			late: {
				slack: 'within three minutes',
				product: 'It is found as two minutes of the log are read again',
			},
			later: { slack: 'not within three minutes', product: OTHERWISE },
		},
	},
	rateLimit: {
		asks: 'What does Slack say in `Retry-After` (HTTP 429)? Recorded only where Slack limits a call',
		open: 'Seconds and dates are read; without the header the pause grows from try to try',
		answers: {
			seconds: { slack: 'whole seconds', product: 'So long is waited' },
			otherwise: { slack: 'a date, or something else', product: 'A date is read too' },
			absent: { slack: 'the header is absent', product: 'The pause grows from try to try' },
		},
	},
} satisfies Record<string, Point>;

export type PointName = keyof typeof points;

export const pointNames = Object.keys(points) as PointName[];

export function pointOf(name: PointName): Point {
	return points[name];
}
