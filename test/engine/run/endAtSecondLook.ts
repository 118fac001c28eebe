import type { Emulator } from '../../emulator/emulator';
import { methodOf } from '../../emulator/slack';
import { stopNext } from '../engine';

/** The next execution ends while Verify still looks after a bulk reset: its first look finds all sessions, the second is the end. */
export function endAtSecondLook(emulator: Emulator): void {
	emulator.jobDelay = 100_000;
	const second = new Promise<void>((resolve) => {
		let looks = 0;
		emulator.faultFor = (request) => {
			if (methodOf(request) !== 'admin.users.session.list') return undefined;
			if (emulator.calls('admin.users.session.resetBulk').length === 0) return undefined;
			return ++looks <= 2 ? undefined : () => resolve();
		};
	});
	stopNext(second);
}
