import type { Profile } from './profile';

/** What is known of one person. */
interface Known {
	ids: Set<string>;
	organisationId: string | undefined;
	workspaces: string[] | undefined;
	profile: Profile | undefined;
}

/** What an answer of Slack says of one person. What is missing or empty says nothing. */
interface Said {
	/** The ID by which the admin methods know the person. */
	organisationId: string | undefined;
	ids: Array<string | undefined>;
	workspaces: string[] | undefined;
	profile?: Profile | undefined;
}

/**
 * What Slack has told a run of people. In an organisation that grew out of workspaces a person can have several IDs, the organisation's (`W…`)
 * and local ones (`U…`), and Slack's answers mix them. So whether two IDs are one person is asked here, and nowhere else.
 */
export class KnownPeople {
	private readonly byId = new Map<string, Known>();

	private readonly nobodies = new Set<string>();

	learn({ organisationId, ids, workspaces, profile }: Said): void {
		const named = [organisationId, ...ids].flatMap((id) => (id ? [id.toUpperCase()] : []));
		const before = named.flatMap((id) => this.byId.get(id) ?? []);
		// An empty list of workspaces does not replace one that has some.
		const places = [workspaces, ...before.map((known) => known.workspaces)];
		const known: Known = {
			ids: new Set([...before.flatMap((each) => [...each.ids]), ...named]),
			organisationId:
				organisationId?.toUpperCase() || before.find((each) => each.organisationId)?.organisationId,
			workspaces: places.find((some) => some && some.length > 0) ?? places.find(Boolean),
			profile: before.reduce((all, each) => joined(all, each.profile), profile),
		};
		for (const id of known.ids) this.byId.set(id, known);
	}

	/** Slack has said that nobody has this ID. */
	learnNobody(id: string): void {
		this.nobodies.add(id.toUpperCase());
	}

	/** Nothing where Slack has not said who it is. */
	whoIs(id: string): Profile | 'nobody' | undefined {
		return this.profileOf(id) ?? (this.nobodies.has(id.toUpperCase()) ? 'nobody' : undefined);
	}

	/** Nothing where Slack has not said who it is, or that it is nobody. */
	profileOf(id: string): Profile | undefined {
		return this.byId.get(id.toUpperCase())?.profile;
	}

	/** Whether Slack has said who it is, be it nobody. Without the role in the organisation it is not known. */
	isKnown(id: string): boolean {
		const who = this.whoIs(id);
		return who === 'nobody' || who?.role !== undefined;
	}

	/** The ID by which the admin methods know the person. Nothing where Slack has not said it. */
	organisationIdOf(id: string): string | undefined {
		return this.byId.get(id.toUpperCase())?.organisationId;
	}

	/** The same where it is another ID than this one. */
	otherIdOf(id: string): string | undefined {
		const known = this.organisationIdOf(id);
		return known === id.toUpperCase() ? undefined : known;
	}

	/**
	 * What all known IDs of a person have in common. Slack's IDs have no small letters: whoever writes them so means the same person. It can change
	 * with what is learned, so that it is compared at once and not kept.
	 */
	personOf(id: string): string {
		const [first = id.toUpperCase()] = this.byId.get(id.toUpperCase())?.ids ?? [];
		return first;
	}

	isSame(one: string | undefined, other: string): boolean {
		return one !== undefined && this.personOf(one) === this.personOf(other);
	}

	/** Of several IDs of one person, the one that goes out where one call is enough: the organisation's, else one in Slack's own spelling. */
	bestOf([first, ...others]: [string, ...string[]]): string {
		const ids = [first, ...others];
		const { organisationId } = this.byId.get(first.toUpperCase()) ?? {};
		return (
			ids.find((id) => id === organisationId) ?? ids.find((id) => id === id.toUpperCase()) ?? first
		);
	}

	/** Nothing: it has not been asked for. Empty: Slack does not say. */
	workspacesOf(id: string): string[] | undefined {
		return this.byId.get(id.toUpperCase())?.workspaces;
	}
}

/** What one answer does not say does not replace what another has said. */
function joined(latest: Profile | undefined, earlier: Profile | undefined): Profile | undefined {
	if (!latest || !earlier) return latest ?? earlier;
	return {
		email: latest.email ?? earlier.email,
		full_name: latest.full_name ?? earlier.full_name,
		role: latest.role ?? earlier.role,
		is_active: latest.is_active ?? earlier.is_active,
		is_bot: latest.is_bot ?? earlier.is_bot,
	};
}
