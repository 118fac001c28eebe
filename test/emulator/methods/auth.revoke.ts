import type { Method } from '../method';

export const authRevoke: Method = {
	name: 'auth.revoke',
	tier: 50,
	takes: {},
	work({ token }) {
		token.state = 'revoked';
		return { revoked: true };
	},
};
