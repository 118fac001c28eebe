import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { Devices } from './parameters/devices';
import type { User, UserReference } from './parameters/user';
import type { Slack } from './slack/call';
import type { CredentialType } from './slack/httpTry';
import type { MethodName } from './slack/methods';

/** One thing that an item asks for. Each is refused, done or not done on its own. */
export interface Target {
	itemIndex: number;
	user?: User;
	session_id?: string | number;
	devices?: Devices;
}

/** A target as it was planned: its user may still be an address. */
export type Planned<T extends Target> = Omit<T, 'user' | 'itemIndex'> &
	(T extends { user: User } ? { user: UserReference } : { user?: UserReference });

export type ResourceName = 'access' | 'auditEvent' | 'session' | 'sessionSetting' | 'user';

/** How an operation speaks of what Verify can prove. */
export interface Proof {
	/** The outcome of what Slack said yes to. */
	doneAs: string;
	/** The same where the lists prove it, since version 1.2 of the node. */
	provedAs: string;
	/** What is so without Verify, for the panel. */
	unproved: string;
}

/** An operation is one object in one file. Everything that n8n has to be told about it is derived from it in `description.ts`. */
export interface Operation<T extends Target = Target> {
	resource: ResourceName;
	/** `action` is the sentence in the editor's search. */
	option: { name: string; value: string; action: string; description: string };
	/** Without `displayOptions` for resource and operation. */
	fields: INodeProperties[];
	/** Set where Verify can find out by the lists whether it was done. */
	proof?: Proof;
	/** What the token needs for it. */
	scope?: 'admin.users:read' | 'admin.users:write' | 'auditlogs:read';
	/** The credential that it takes, where that is not the one of Authentication. */
	credentialType?: CredentialType;
	/** What a dry run says would be done. Set on what writes: then the guards apply. */
	would?: string;
	/** The method of Slack's that it calls with each target. Set on what writes: a dry run says what Slack would answer. */
	writes?: MethodName;
	/** Reads and checks one item's parameters. Makes no call. Throws a Refusal for what cannot be done. */
	plan(context: IExecuteFunctions, itemIndex: number): Array<Planned<T>>;
	/** What all targets of one user must agree on, where many users go out in one call. */
	group?(target: T): string;
	/** How the output speaks of a target. */
	describe(target: T): IDataObject;
	/** Says in the panel what somebody should look at in what is asked for, before anything is sent: in a dry run too. */
	warn?(context: IExecuteFunctions, targets: T[]): void;
	/** Does it, and keeps in the run what came of each target. */
	act(run: Run<T>): Promise<void>;
}

/** What an operation's `act` works with. */
export interface Run<T extends Target> {
	context: IExecuteFunctions;
	slack: Slack;
	/** Every operation of the node. */
	operations: readonly Operation[];
	/** What is to be done: nothing has come of these yet. */
	targets: T[];
	/** Whether the execution was stopped or, under Stop, anything has gone wrong: then nothing new is begun. */
	readonly stopped: boolean;
	/** Keeps what came of a target: its output beside its description, or what went wrong. */
	settle(target: T, result: IDataObject | Error): void;
	/** The same for a target that gives any number of rows, or none. */
	settleRows(target: T, rows: IDataObject[]): void;
	/** Does the work for each target, a few at a time. What the work throws is the target's failure. */
	each(work: (target: T) => Promise<IDataObject | IDataObject[] | Error>): Promise<void>;
}
