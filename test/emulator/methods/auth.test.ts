import type { Method } from '../method';

export const authTest: Method = {
	name: 'auth.test',
	tier: 600,
	takes: {},
	work({ organisation, token }) {
		const person = organisation.people.get(token.user_id);
		return {
			url: 'https://example.enterprise.slack.com/',
			team: organisation.name,
			user: person?.name ?? 'bot',
			team_id: token.isEnterpriseInstall ? organisation.id : 'T0000000001',
			user_id: token.user_id,
			...(token.kind === 'bot' && { bot_id: 'B0000000001' }),
			enterprise_id: organisation.id,
			is_enterprise_install: token.isEnterpriseInstall,
			...(token.kind === 'rotated' && { expires_in: 43_200 }),
		};
	},
};
