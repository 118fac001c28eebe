import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

import { makeExampleOrganisation } from '../../emulator/exampleOrganisation';
import { ROOT } from '../docs/pages';

const { organisation, token } = makeExampleOrganisation();
const people = [...organisation.people.values()];
const named = (name: string) => people.filter((person) => person.name === name);

test('whoever is on the ready list of leavers and in Slack has their name there', () => {
	const leavers = parse<{ name: string; slack_user_id: string }>(
		readFileSync(join(ROOT, 'examples/data/leavers.csv'), 'utf8'),
		{ columns: true },
	);
	const nobody = ['Zoe Unknown', 'Nora Noid'];
	for (const { name, slack_user_id } of leavers)
		expect([name, named(name).map(({ id }) => id)]).toEqual([
			name,
			nobody.includes(name) ? [] : [slack_user_id],
		]);
});

test('everybody has a name and an address of their own, those of the pages among them', () => {
	const addresses = people.map(({ email }) => email);
	expect(new Set(addresses).size).toBe(people.length);
	expect(addresses).toEqual(
		expect.arrayContaining(['grace@example.com', 'nathan@example.com', 'ceo@example.com']),
	);
	for (const { name } of people) expect(name).toMatch(/^[A-Z]\w+ [A-Z]\w+$/);
});

test('there are guests and people who are deactivated; whoever is active is signed in', () => {
	expect(people.filter((person) => person.is_restricted).length).toBeGreaterThan(1);
	expect(people.filter((person) => person.is_ultra_restricted)).toHaveLength(1);
	const gone = people.filter((person) => !person.is_active);
	expect(gone.length).toBeGreaterThan(1);
	for (const person of people.filter(({ is_bot }) => !is_bot))
		expect([person.name, organisation.sessionsOf(person.id).length > 0]).toEqual([
			person.name,
			person.is_active,
		]);
	expect(organisation.people.get(token.user_id)?.is_owner).toBe(true);
});
