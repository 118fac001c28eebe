import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

import { makeOrganisation, type Organisation, type Person, type Token } from './organisation';

const LEAVERS = join(__dirname, '../../examples/data/leavers.csv');

type Someone = Pick<Person, 'id' | 'name'> & Partial<Person>;

/** Who is not on the list of leavers. */
const others: Someone[] = [
	{ id: 'U0ADMIN0001', name: 'Amelia Admin' },
	{ id: 'U0000000017', name: 'Radia Perlman' },
	{ id: 'U0000000018', name: 'Sophie Wilson' },
	{ id: 'U0000000019', name: 'Tim Paterson' },
	{ id: 'U0000000020', name: 'Vint Cerf' },
	{ id: 'U0000000021', name: 'Nathan Novice' },
	{ id: 'U0000000022', name: 'Chief Executive', email: 'ceo@example.com' },
	{ id: 'U0000000023', name: 'Gus Guest', is_restricted: true },
	{ id: 'U0000000024', name: 'Gita Onechannel', is_restricted: true, is_ultra_restricted: true },
	{ id: 'U0000000025', name: 'Dora Departed', is_active: false },
	{ id: 'U0000000026', name: 'Dan Departed', is_active: false },
];

/**
 * An organisation to look at: the people of the ready list of leavers under their names, guests, and some who are deactivated. Their addresses are
 * their first names', as in the examples of the pages.
 */
export function makeExampleOrganisation(): { organisation: Organisation; token: Token } {
	const { organisation, token } = makeOrganisation();
	const leavers = parse<{ name: string; slack_user_id: string }>(readFileSync(LEAVERS, 'utf8'), {
		columns: true,
	});
	const onList = leavers
		.map(({ name, slack_user_id: id }): Someone => ({ id, name }))
		.filter(({ id }) => organisation.people.has(id));
	for (const { id, ...person } of [...onList, ...others]) {
		const email = `${person.name.split(' ')[0]?.toLowerCase()}@example.com`;
		const known = organisation.people.get(id);
		organisation.addPerson({ ...known, id, email, ...person });
		if (!known && person.is_active !== false) organisation.addSession(id, { client: 'mobile' });
	}
	return { organisation, token };
}
