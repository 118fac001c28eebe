import { NodeConnectionTypes, type IConnections, type INode } from 'n8n-workflow';

export type Link = Pick<INode, 'name' | 'type' | 'typeVersion' | 'parameters'> & Partial<INode>;

/** What a workflow is made of, where each node is followed by the next. */
export function chain(links: Link[]): { nodes: INode[]; connections: IConnections } {
	const nodes = links.map(
		(link, index): INode => ({ id: String(index), position: [220 * index, 0], ...link }),
	);
	return {
		nodes,
		connections: Object.fromEntries(
			nodes
				.slice(1)
				.map(({ name }, index) => [
					nodes[index]?.name,
					{ main: [[{ node: name, type: NodeConnectionTypes.Main, index: 0 }]] },
				]),
		),
	};
}
