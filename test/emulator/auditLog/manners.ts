/** How the log answers, where that is not settled or varies. */
export interface Manners {
	/** What ends the last page. */
	lastPage: 'empty' | 'absent' | 'noMetadata';
	/** How many pages without an entry come before each one with entries. */
	emptyPages: number;
	/** Whether refusals come with a status of HTTP, or as those of the Web API. */
	refusals: 'status' | 'http200';
	/** The code by which everybody is refused: the plan has no audit log, or the address is not on the list of those allowed. */
	refusesAll?: 'feature_not_enabled' | 'accesslimited';
	/** Names that Slack refuses though it writes entries of them. */
	refusedActions: string[];
}

export const usualManners: Manners = {
	lastPage: 'empty',
	emptyPages: 0,
	refusals: 'status',
	refusedActions: ['message_deleted'],
};
