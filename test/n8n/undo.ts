/** What has to be undone at the end, from the last to the first. */
export type Undo = Array<() => unknown>;

/** Undoes everything, even where a part of it fails: what is left running would keep its port and its folder. */
export async function unwind(undo: Undo): Promise<void> {
	const failures: unknown[] = [];
	for (let last = undo.pop(); last; last = undo.pop()) {
		try {
			await last();
		} catch (error) {
			failures.push(error);
		}
	}
	if (failures.length > 0) throw failures[0];
}

/** Builds something up step by step. Where a step fails, what stands already is undone. */
export async function buildUp<T>(build: (undo: Undo) => Promise<T>): Promise<T> {
	const undo: Undo = [];
	try {
		return await build(undo);
	} catch (error) {
		await unwind(undo).catch(() => undefined);
		throw error;
	}
}
