import type { Session } from './methods';

/** The two kinds of device between which Slack's reset chooses. */
export type DeviceKind = 'mobile' | 'desktop';

/** A name may be followed by its version without a blank ("iOS17"), but by no further letter: "iOS" is no part of "visionOS". */
const named = (names: string) => new RegExp(`(?<![a-z])(?:${names})(?![a-z])`, 'i');

const MOBILE = named('ios|ipad ?os|ipad|iphone ?os|iphone|ipod|android|windows ?(?:phone|mobile)');

const DESKTOP = named(
	'mac|mac ?os|mac ?os ?x|macintosh|os ?x|windows(?! ?ce)|windows ?nt|win(?:32|64)?|linux|ubuntu|chrome ?os|cr ?os',
);

/**
 * The kind of device that a session is on, by its operating system: the one reader of it. Slack does not say which sessions it counts as mobile,
 * so that only names that leave no doubt count.
 *
 * @returns nothing where the name is missing, belongs to neither kind for certain (a headset, a television), or is of one kind as the session
 * began and of the other as it was last seen
 */
export function deviceKindOf({ created, recent }: Session): DeviceKind | undefined {
	const names = [created?.os, recent?.os].filter((os) => os !== undefined && os !== null);
	const kinds = new Set(names.map(kindOfSystem));
	return kinds.size === 1 ? [...kinds][0] : undefined;
}

function kindOfSystem(os: string): DeviceKind | undefined {
	// A browser on a phone names both: "iPhone OS 17 like Mac OS X", "Linux; Android 13".
	if (MOBILE.test(os)) return 'mobile';
	return DESKTOP.test(os) ? 'desktop' : undefined;
}
