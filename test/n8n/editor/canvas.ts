import type { Editor } from './editor';

/** The nodes on the canvas, and what of their labels is not to be seen: a button lies on it, or the canvas ends before. */
export async function labels(editor: Editor): Promise<Array<{ name: string; hidden: string[] }>> {
	return await editor.part('canvas').evaluate((canvas) => {
		const box = canvas.getBoundingClientRect();
		const buttons = [...document.querySelectorAll('button')]
			.filter((button) =>
				button.checkVisibility({ opacityProperty: true, visibilityProperty: true }),
			)
			.map((button) => button.getBoundingClientRect());
		const isHidden = (label: Element) => {
			const { left, right, top, bottom } = label.getBoundingClientRect();
			if (left < box.left || right > box.right || top < box.top || bottom > box.bottom) return true;
			return buttons.some(
				(button) =>
					left < button.right && right > button.left && top < button.bottom && bottom > button.top,
			);
		};
		return [...canvas.querySelectorAll('[data-test-id=canvas-node]')].map((node) => {
			const labels = [...node.querySelectorAll('[class*=_description_] > *')];
			return {
				name: labels[0]?.textContent.trim() ?? '',
				hidden: labels.filter(isHidden).map((label) => label.textContent.trim()),
			};
		});
	});
}

/** The notes on the canvas whose text does not fit into them, by how they begin. */
export async function overflowingNotes(editor: Editor): Promise<string[]> {
	return await editor.part('sticky').evaluateAll((notes) => {
		const isTooLong = (note: Element) =>
			[...note.children].some((part) => part.scrollHeight > part.clientHeight);
		return notes.filter(isTooLong).map((note) => note.textContent.trim().slice(0, 40));
	});
}
