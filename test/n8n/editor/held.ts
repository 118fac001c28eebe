import type { IDataObject } from 'n8n-workflow';
import type { Page } from 'playwright-core';

import { until } from '../../until';

/** The root element of n8n's page. It carries Vue's application, and that carries n8n's stores (Pinia). n8n publishes no types for them: here is what is read of them, as n8n 2.41 has it. */
interface Root extends Element {
	__vue_app__: {
		config: {
			globalProperties: {
				$pinia: { _s: Map<string, Store> };
				$router: { push(path: string): Promise<void> };
			};
		};
		_container: { _vnode: VNode };
	};
}

interface Store {
	workflowId?: string;
	activeViewStack?: { search?: string };
	activeNode?: { parameters: IDataObject } | null;
	activeExecutionId?: string | null;
	displayedExecutionId?: string;
	isProcessingExecutionResults?: boolean;
}

/** A piece of what Vue has drawn. */
interface VNode {
	component?: { props: IDataObject; subTree: VNode } | null;
	suspense?: { activeBranch: VNode } | null;
	children?: unknown;
}

/** What n8n's editor itself holds. A field shows a new value some time before n8n takes it over. The page shows the end of a run some time before n8n is ready for the next one. */
export class Held {
	constructor(private readonly page: Page) {}

	/**
	 * Waits until n8n holds a value of a parameter: of the credential whose dialog is open, or else of the node whose panel is open.
	 *
	 * @param parameter the parameter's name; it may stand inside a collection
	 */
	async parameter(
		parameter: string,
		what: string,
		isSo: (value: unknown) => boolean,
	): Promise<void> {
		await until(`n8n holds ${what} in ${parameter}`, async () =>
			isSo(find(await this.values(), parameter)),
		);
	}

	/** All values of the credential whose dialog is open, or else of the node whose panel is open. */
	async values(): Promise<IDataObject> {
		return (await this.credential()) ?? (await this.stores()).parameters;
	}

	/** What is typed into the dialog is in no store: the dialog alone holds it, and hands it down to its parts. */
	private async credential(): Promise<IDataObject | null> {
		return await this.page.evaluate(() => {
			if (!document.querySelector('[data-test-id=editCredential-modal]')) return null;
			const inside = (piece: VNode): IDataObject | null => {
				const held = piece.component?.props.credentialData as IDataObject | undefined;
				if (held) return { ...held, homeProject: null };
				const parts = Array.isArray(piece.children) ? (piece.children as unknown[]) : [];
				for (const part of [piece.component?.subTree, piece.suspense?.activeBranch, ...parts]) {
					const found = part && typeof part === 'object' ? inside(part as VNode) : null;
					if (found) return found;
				}
				return null;
			};
			return inside((document.querySelector('#app') as Root).__vue_app__._container._vnode);
		});
	}

	/** Waits until the list of nodes shows what n8n found for some words. */
	async searched(words: string): Promise<void> {
		await until(
			`n8n has looked for '${words}'`,
			async () => (await this.stores()).searched === words,
		);
	}

	/** Waits until n8n could begin a run. */
	async idle(): Promise<void> {
		await until('n8n has no run under way', async () => (await this.stores()).isIdle);
	}

	/** Waits until n8n shows what came of a run. n8n loses a run that is begun before that. */
	async ended(execution: string): Promise<void> {
		await until(`n8n shows the end of run ${execution}`, async () => {
			const { isIdle, shown } = await this.stores();
			return isIdle && shown === execution;
		});
	}

	/** Waits until n8n shows no run. */
	async cleared(): Promise<void> {
		await until('n8n has cleared the run', async () => (await this.stores()).shown === null);
	}

	/** What n8n's stores say of the workflow that is open. */
	private async stores() {
		return await this.page.evaluate(() => {
			const { _s: stores } = (document.querySelector('#app') as Root).__vue_app__.config
				.globalProperties.$pinia;
			const open = `${stores.get('workflows')?.workflowId}@latest`;
			const runs = stores.get(`workflowExecutionStates/${open}`);
			return {
				// Without the proxies that Vue wraps around them: those cannot leave the page.
				parameters: JSON.parse(
					JSON.stringify(stores.get(`ndv/${open}`)?.activeNode?.parameters ?? {}),
				) as IDataObject,
				searched: stores.get('nodeCreatorViewStacks')?.activeViewStack?.search,
				// The ID is null from the moment a run is asked for until n8n's server has told it. It is taken away before what came of the run has been read.
				isIdle:
					runs?.activeExecutionId === undefined &&
					stores.get('ui')?.isProcessingExecutionResults === false,
				shown: runs?.displayedExecutionId ?? null,
			};
		});
	}

	/** Goes to another page of n8n's without loading n8n anew, as one of its links does. */
	async goTo(path: string): Promise<void> {
		await this.page.evaluate((path) => {
			// Not awaited: n8n may first ask whether to leave what has not been saved, and openBrowser answers that during the next step.
			void (
				document.querySelector('#app') as Root
			).__vue_app__.config.globalProperties.$router.push(path);
		}, path);
	}
}

/** The value of a parameter by its name, in collections too. */
function find(values: IDataObject, name: string): unknown {
	return entries(values).find(([key]) => key === name)?.[1];
}

/** All parameters that have a value, with what stands inside collections. */
export function entries(values: IDataObject): Array<[string, unknown]> {
	return Object.entries(values).flatMap(([name, value]): Array<[string, unknown]> => {
		const isCollection =
			value !== null && typeof value === 'object' && !Array.isArray(value) && !('__rl' in value);
		return [[name, value], ...(isCollection ? entries(value as IDataObject) : [])];
	});
}
