import { PollContext } from 'n8n-core';
import type {
	INode,
	IPollFunctions,
	IWorkflowExecuteAdditionalData,
	Workflow,
	WorkflowActivateMode,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { Credentials } from './credentials';

/** What n8n gives to a trigger that it polls: it has neither items nor a signal. */
export function makePollContext(
	workflow: Workflow,
	{ name }: INode,
	accessToken: string,
	mode: WorkflowExecuteMode,
	activation: WorkflowActivateMode,
): IPollFunctions {
	const additionalData = {
		credentialsHelper: new Credentials({ accessToken }),
		restApiUrl: 'http://localhost/rest',
		instanceBaseUrl: 'http://localhost',
		variables: {},
	} as unknown as IWorkflowExecuteAdditionalData;
	return new PollContext(
		workflow,
		workflow.getNode(name) as INode,
		additionalData,
		mode,
		activation,
	) as unknown as IPollFunctions;
}
