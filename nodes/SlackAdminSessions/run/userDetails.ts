import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { Slack } from '../slack/call';
import { getToKnow } from '../slack/getToKnow';
import type { Profile } from '../slack/profile';
import { hint } from './notices';

/** What is added to a row of the output. Null: Slack does not say. */
type Details = { [name in Exclude<keyof Profile, 'is_bot'>]: Profile[name] | null };

/** n8n's table shows five fields without scrolling. */
function putInFront(row: IDataObject, details: IDataObject): void {
	const { user_id, ...rest } = row;
	for (const name of Object.keys(row)) delete row[name];
	Object.assign(row, { ...(user_id !== undefined && { user_id }), ...details, ...rest });
}

/** Who the users of the output are, each looked up once. A look-up that fails leaves its fields null. */
export class UserDetails {
	private readonly rows: Array<{ row: IDataObject; id: string; under: string | undefined }> = [];

	private readonly unknown = new Set<string>();

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly slack: Slack,
	) {}

	/** @param under the field that is to hold them: beside Slack's own fields they would pass for Slack's */
	want(row: IDataObject, id = '', under?: string): void {
		this.rows.push({ row, id, under });
	}

	/** Adds the details to every row that is to have them. */
	async fill(): Promise<void> {
		await this.lookUp([...new Set(this.rows.flatMap(({ id }) => (id === '' ? [] : [id])))]);
		for (const { row, id, under } of this.rows) {
			const details = this.of(id);
			if (under === undefined) putInFront(row, details);
			else row[under] = details;
		}
		this.tell();
	}

	async lookUp(ids: string[]): Promise<void> {
		await getToKnow(this.slack, ids);
	}

	of(id: string): Details {
		const { people } = this.slack;
		const profile = people.profileOf(id);
		if (!profile) this.unknown.add(people.personOf(id));
		const { email = null, full_name = null, role = null, is_active = null } = profile ?? {};
		return { email, full_name, role, is_active };
	}

	/** Says how many could not be looked up. */
	tell(): void {
		const { size } = this.unknown;
		if (size === 0) return;
		hint(
			this.context,
			`${size === 1 ? '1 user' : `${size} users`} could not be looked up: their details are empty. The token needs the scope users:read or admin.users:read.`,
			'warning',
		);
	}
}
