import { check } from './access/check';
import { getMany as getManyAuditEvents } from './auditEvent/getMany';
import type { Operation } from '../operation';
import { getMany } from './session/getMany';
import { invalidate } from './session/invalidate';
import { reset } from './session/reset';
import { resetBulk } from './session/resetBulk';
import { clear } from './sessionSetting/clear';
import { get } from './sessionSetting/get';
import { set } from './sessionSetting/set';
import { getMany as getManyUsers } from './user/getMany';

/** Every operation of the node, one line each. */
export const operations: Operation[] = [
	check,
	getManyAuditEvents,
	getMany,
	invalidate,
	reset,
	resetBulk,
	clear,
	get,
	set,
	getManyUsers,
];
