/** Somebody or something, as Slack names it: its type, and under that name the rest. */
export type Party = { type?: string } & Record<string, unknown>;

/** An entry as Slack sends it. */
export interface Entry {
	id: string;
	/** In Unix seconds. */
	date_create: number;
	action: string;
	actor?: Party;
	entity?: Party;
	context?: Record<string, unknown>;
	details?: Record<string, unknown>;
}
