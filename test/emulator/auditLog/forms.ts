/** How an entry that the emulator writes looks: Slack's documents, its samples and real logs differ. */
export interface Forms {
	/** Slack's samples have a text, real logs a number, entries of apps null. */
	sessionId: 'number' | 'text' | 'null' | 'absent';
	address: 'shown' | 'empty' | 'redacted' | 'ipv6' | 'absent';
	userAgent: 'shown' | 'empty' | 'absent';
	/** Whether a person comes with name and address. */
	person: 'whole' | 'idOnly';
	/** Who is named as having done it. */
	actor: 'user' | 'app' | 'empty' | 'slack';
	/** Whether the entry says to whom. */
	entity: 'user' | 'absent';
	/** How the details give a list. */
	lists: 'array' | 'json';
	/** `reason` is a list in anomalies, and a text in other actions. */
	reason: 'array' | 'text';
}

export const usualForms: Forms = {
	sessionId: 'number',
	address: 'shown',
	userAgent: 'shown',
	person: 'whole',
	actor: 'user',
	entity: 'user',
	lists: 'array',
	reason: 'array',
};
