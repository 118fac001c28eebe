import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { AtItem } from '../failure';
import type { Operation, Target } from '../operation';
import { readAuthentication } from '../parameters/authentication';
import { chosenOperation } from '../parameters/chosenOperation';
import { withCredentialGuards } from '../parameters/credentialGuards';
import { readGuards } from '../parameters/guardSettings';
import { refuseItemInTool } from '../parameters/toolItem';
import { connect } from '../slack/connect';
import { explain } from '../slack/explain';
import { methods } from '../slack/methods';
import { act } from './act';
import { nameActor } from './actor';
import { verified } from './evidence';
import { keepBack } from './guard';
import { identify } from './identify';
import { stopError, toItems } from './items';
import {
	hintAtFailed,
	hintAtRefused,
	hintAtVerify,
	tellHowFar,
	tellOfSameForEach,
	warnOfRetries,
} from './notices';
import { Outcomes } from './outcomes';
import { plan } from './plan';
import { findProtectedUsers } from './protectedUsers';
import { warnOfTimeLimit } from './timeLimit';

/** A run of the node, over all items. */
export async function run(
	context: IExecuteFunctions,
	operations: readonly Operation[],
): Promise<INodeExecutionData[][]> {
	const items = context.getInputData().length;
	if (items === 0) return [[]];
	const outcomes = new Outcomes<Target>(context);
	// Were anything thrown under a continue mode, n8n would hand on the input items from the success output, as if they were done.
	await runStages(context, operations, items, outcomes).catch((error: unknown) => {
		const [cause, at] =
			error instanceof AtItem ? [error.cause, error.itemIndex] : [error, undefined];
		for (let itemIndex = outcomes.entries.length; itemIndex < items; itemIndex++)
			outcomes.add(itemIndex, {});
		outcomes.failOpen(explain(cause, {}), at);
	});
	if (context.getExecutionCancelSignal()?.aborted) tellHowFar(context, outcomes);
	if (outcomes.stopped) throw stopError(context, outcomes);
	hintAtFailed(context, outcomes);
	hintAtRefused(context, outcomes);
	return [toItems(outcomes)];
}

/** The stages of a run, one line each. Under Stop, whatever goes wrong ends it after the stage in which it did. */
async function runStages(
	context: IExecuteFunctions,
	operations: readonly Operation[],
	items: number,
	outcomes: Outcomes<Target>,
): Promise<void> {
	const operation = chosenOperation(context, operations);
	refuseItemInTool(context, operation.fields);
	if (operation.writes && methods[operation.writes].endsNewOnesToo) warnOfRetries(context);
	const plans = plan(context, items, operation, outcomes);
	if (outcomes.stopped) return;
	tellOfSameForEach(context, operation.fields, items);

	const ofNode = operation.would === undefined ? undefined : readGuards(context, items);
	const credentialType =
		operation.credentialType ?? readAuthentication(context.getNodeParameter('authentication', 0));
	const slack = await connect(context, credentialType, ofNode?.maxWait);
	const guards = ofNode && withCredentialGuards(ofNode, slack.credentialFields);
	const protectedUsers = await findProtectedUsers(slack, guards?.protectedUsers ?? []);
	await identify(slack, operation, outcomes, plans);
	if (outcomes.stopped) return;

	operation.warn?.(context, outcomes.open);
	const left = guards && (await keepBack(slack, operation, outcomes, guards, protectedUsers));
	if (outcomes.stopped) return;
	if (left) warnOfTimeLimit(context, operation, left.length, guards);

	const work = async () => {
		const targets = outcomes.open;
		await act({ context, slack, operations, operation, outcomes });
		if (guards) await nameActor(slack, outcomes, targets);
	};
	const { proof } = operation;
	if (proof && guards?.verify) {
		await verified({ context, slack, operation, proof, outcomes }, work);
	} else {
		await work();
		if (proof && outcomes.has(proof.doneAs)) hintAtVerify(context, proof);
	}
}
