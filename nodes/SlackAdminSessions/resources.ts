import type { ResourceName } from './operation';

/** The resources, and the operation that the editor offers first for each. */
export const resources: Record<ResourceName, { name: string; description: string; first: string }> =
	{
		access: {
			name: 'Access',
			description: "The token's owner, scopes and permissions",
			first: 'check',
		},
		auditEvent: {
			name: 'Audit Event',
			description: "Events of Slack's audit log: sign-ins, anomalies, resets",
			first: 'getMany',
		},
		session: { name: 'Session', description: 'A login of a user on a device', first: 'reset' },
		sessionSetting: {
			name: 'Session Setting',
			description: 'How long a user stays signed in',
			first: 'get',
		},
		user: {
			name: 'User',
			description: 'A person or bot of the organisation, with their role',
			first: 'getMany',
		},
	};
