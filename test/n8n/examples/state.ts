import type { Organisation } from '../../emulator/organisation';

/** What the emulated Slack holds of everybody, at one moment. */
export class State {
	private constructor(
		private readonly people: Map<string, { sessions: number; duration?: number | undefined }>,
	) {}

	static of(organisation: Organisation): State {
		const ids = [...organisation.people.keys()];
		return new State(
			new Map(
				ids.map((id) => [
					id,
					{
						sessions: organisation.sessionsOf(id).length,
						duration: organisation.settings.get(id)?.duration,
					},
				]),
			),
		);
	}

	get sessions(): number {
		return [...this.people.values()].reduce((sum, { sessions }) => sum + sessions, 0);
	}

	/** Everybody whose sessions or settings are not what they were, and nobody else. */
	changesTo(after: State): Record<string, string> {
		const changes: Record<string, string> = {};
		for (const id of new Set([...this.people.keys(), ...after.people.keys()])) {
			const [was, is] = [this.people.get(id), after.people.get(id)];
			if (was?.sessions !== is?.sessions)
				changes[id] = `${was?.sessions} → ${is?.sessions} sessions`;
			if (was?.duration !== is?.duration)
				changes[id] = `${was?.duration ?? 'no'} → ${is?.duration ?? 'no'} seconds`;
		}
		return changes;
	}
}
